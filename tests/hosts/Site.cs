using System.Globalization;
using Gateway.Shared.Kafka;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Hosts;

/// <summary>The nodes of one test, with topics that no other test uses.</summary>
internal sealed class Site : IAsyncDisposable
{
    // As the services create it: an event of 1 MiB, with its headers, is more than Kafka's default lets through.
    private static readonly Dictionary<string, string> LargeMessages = new()
    {
        ["max.message.bytes"] = TopicOptions.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
    };

    private readonly KafkaFixture _kafka;
    private readonly string _prefix = $"{KafkaFixture.NewTopicName("site")}.";
    private readonly List<Node> _nodes = [];
    private EventWriter? _writer;

    private Site(KafkaFixture kafka) => _kafka = kafka;

    /// <summary>The topic of the app <c>demo</c>.</summary>
    public string Topic => $"{_prefix}demo.streams";

    /// <summary>Begins the names of its topics.</summary>
    public string Prefix => _prefix;

    /// <summary>The topic of cursors.</summary>
    public string CursorsTopic => $"{_prefix}cursors";

    /// <summary>Writes to Kafka past the gateway, as any other producer does.</summary>
    public EventWriter Writer => _writer ??= new EventWriter(_kafka.BootstrapServers, Topic);

    /// <summary>The table topic of the app <c>demo</c>.</summary>
    public string Tables => $"{_prefix}demo.tables";

    /// <summary>What tells a node of the table channels.</summary>
    public static (string Name, string Value) TablesSetting => ("Apps:demo:Tables:0", "stock.>");

    /// <summary>Makes the table topic of the app <c>demo</c>.</summary>
    public Task CreateTablesAsync(int partitions, IReadOnlyDictionary<string, string>? settings = null) =>
        _kafka.CreateTopicAsync(Tables, partitions, settings ?? (_kafka.Kind == BrokerKind.Mock ? null : new Dictionary<string, string> { ["cleanup.policy"] = "compact" }));

    /// <summary>Makes the topics.</summary>
    public static async Task<Site> CreateAsync(KafkaFixture kafka, int partitions = 4)
    {
        var site = new Site(kafka);
        await kafka.CreateTopicAsync(site.Topic, partitions, LargeMessages);
        await kafka.CreateTopicAsync($"{site._prefix}other.streams", 1);
        return site;
    }

    /// <summary>Starts a node and waits until it has reached Kafka.</summary>
    public async Task<Node> StartNodeAsync(params (string Name, string Value)[] settings)
    {
        var node = await Node.StartAsync(Settings(_kafka.BootstrapServers, _prefix, _kafka.Kind == BrokerKind.Mock, settings));
        _nodes.Add(node);
        await node.ReadyAsync();
        return node;
    }

    /// <summary>A node's settings.</summary>
    public static Dictionary<string, string?> Settings(
        string bootstrapServers, string prefix, bool isMock, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = bootstrapServers,
            ["Topics:Prefix"] = prefix,
            // Few tests are about leaving slowly.
            ["Gateway:DrainTime"] = "00:00:00",
            ["Apps:demo:TokenKeys:0:Id"] = "1",
            ["Apps:demo:TokenKeys:0:Secret"] = Tokens.DemoSecret,
            ["Apps:other:TokenKeys:0:Id"] = "1",
            ["Apps:other:TokenKeys:0:Secret"] = Tokens.OtherSecret,
        };
        if (isMock)
        {
            // It never wakes a fetch that waits, and looks offsets up one after the other.
            settings["Kafka:ConsumerSettings:fetch.wait.max.ms"] = "10";
            settings["Kafka:ProducerSettings:linger.ms"] = "5";
        }
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        foreach (var node in _nodes) await node.DisposeAsync();
    }
}
