using System.Reflection;

namespace Gateway.Bench;

/// <summary>Where things lie in the repository. The build writes it into this assembly.</summary>
internal static class BenchFolders
{
    /// <summary>The bench's own source, with the servers that are not C#.</summary>
    public static string Source { get; } =
        typeof(BenchFolders).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "BenchSource").Value!;

    /// <summary>The documentation, into which the figures are written.</summary>
    public static string Docs { get; } = Path.GetFullPath(Path.Combine(Source, "..", "..", "docs"));
}
