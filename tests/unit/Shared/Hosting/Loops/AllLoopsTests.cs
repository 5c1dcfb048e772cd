using System.Reflection;
using Gateway.Connections;
using Gateway.PublisherApi;
using Gateway.Shared.Hosting;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Unit.Shared.Hosting.Loops;

/// <summary>Every background loop is hosted by the one host that guards its rounds.</summary>
public sealed class AllLoopsTests
{
    private static readonly string[] Folders = ["gateway", "publisher-api", "shared", "standalone"];

    public static TheoryData<Assembly> Assemblies() =>
        [typeof(HostingExtensions).Assembly, typeof(Connection).Assembly, typeof(PublisherApiExtensions).Assembly];

    // Its exception would end the process.
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Types_OfTheProduct_AreNoBackgroundServices(Assembly assembly) =>
        Assert.DoesNotContain(assembly.GetTypes(), type => type.IsSubclassOf(typeof(BackgroundService)));

    // At the limit of threads or descriptors none can be made: all are made at start, and have a name.
    [Fact]
    public void Threads_AreMadeByTheHostOfTheLoopsAndByWorkersOnly()
    {
        var makers = Folders
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("LongRunning", StringComparison.Ordinal) || text.Contains("new Thread(", StringComparison.Ordinal)))
            .Select(Path.GetFileName);

        Assert.Equal(["BackgroundLoop.cs", "WorkerThread.cs"], makers.Order());
    }
}
