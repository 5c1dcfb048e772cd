using System.Globalization;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Connections.Strangers;
using Gateway.Connections.WebSockets;
using Gateway.Demo;
using Gateway.Log;
using Gateway.Shared.Apps;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Arrivals;
using Gateway.Shared.History;
using Gateway.Shared.Cursors;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;

namespace Gateway.Tests.Unit.Docs;

/// <summary>docs/configuration.md names every setting, with the default that the code has.</summary>
public class ConfigurationDocTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "configuration.md"));

    public static TheoryData<string, string?> Settings()
    {
        var settings = new TheoryData<string, string?>();
        foreach (var (section, options) in Sections())
            foreach (var property in options.GetType().GetProperties().Where(property => property.CanWrite && !property.PropertyType.IsGenericType))
                settings.Add($"{section}:{property.Name}", Text(property.GetValue(options)));
        return settings;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_OfTheCode_IsDocumentedWithItsDefault(string key, string? value)
    {
        var row = Document.Split('\n').SingleOrDefault(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains($"`{key}`", StringComparison.Ordinal));
        Assert.NotNull(row);
        if (value is not null) Assert.Contains($"`{value}`", row, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Section, object Options)> Sections() =>
    [
        ("Apps:<app>", new AppOptions()),
        ("Kafka", new KafkaOptions()),
        ("Topics", new TopicOptions()),
        ("History", new HistoryOptions()),
        ("Gateway", new GatewayOptions()),
        ("Gateway:Deflate", new DeflateOptions()),
        ("Gateway:Feed", new FeedOptions()),
        ("Gateway:Window", new WindowOptions()),
        ("Gateway:Strangers", new StrangerOptions()),
        ("Connections", new ArrivalOptions()),
        ("Cursors", new CursorOptions()),
        ("Demo", new DemoOptions()),
        ("PublisherApi", new PublisherApiOptions()),
        ("Operations", new OperationsOptions()),
    ];

    // An empty text is written as "none" or "required", in words.
    private static string? Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string { Length: > 0 } text => text,
        _ => null,
    };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Gateway.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
