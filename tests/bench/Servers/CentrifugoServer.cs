using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>
/// Centrifugo, from CENTRIFUGO or PATH: its own Kafka consumer, its bidirectional JSON protocol, a token for each client. Its frames are shorter
/// than those of the others: they carry the data and the channel, no id, source, type or time.
/// </summary>
internal sealed class CentrifugoServer(BenchSite site) : BenchedServer(site)
{
    private readonly string _token = BenchToken.Mint(site.App, "bench", site.TokenSecret);

    /// <summary>The program; null if there is none.</summary>
    public static string? Program { get; } = Find();

    public override string Subscribed => "\"id\":2,\"subscribe\"";

    public override bool ManyInAFrame => true;

    public override string? ChannelHeader => "centrifugo-channels";

    protected override (string Path, string Headers) Opening => ("/connection/websocket", "");

    public override string SubscribeTo(string channel) =>
        $$$"""{"id":1,"connect":{"token":"{{{_token}}}"}}""" + "\n" + $$$"""{"id":2,"subscribe":{"channel":"{{{channel}}}"}}""";

    public override async Task CollectAsync(ServiceProcess server, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        await http.GetByteArrayAsync(new Uri("/debug/pprof/heap?gc=1", UriKind.Relative), stop);
    }

    protected override ProcessStartInfo StartOn(int port)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "centrifugo.json");
        File.WriteAllText(file, Configuration(port));
        return Site.Pinning.ToServerCpus(new ProcessStartInfo(Program!, ["--config", file]));
    }

    // The load client answers no pings of the protocol, so none are sent; everything else is the default.
    private string Configuration(int port) => JsonSerializer.Serialize(new
    {
        http_server = new { address = "127.0.0.1", port = port.ToString(CultureInfo.InvariantCulture) },
        log = new { level = "error" },
        health = new { enabled = true, handler_prefix = "/readyz" },
        debug = new { enabled = true },
        client = new { ping_interval = "24h", token = new { hmac_secret_key = Site.TokenSecret } },
        channel = new { without_namespace = new { allow_subscribe_for_client = true } },
        consumers = new[]
        {
            new
            {
                enabled = true,
                name = "bench",
                type = "kafka",
                kafka = new
                {
                    brokers = Site.BootstrapServers.Split(','),
                    topics = new[] { Site.Topic },
                    consumer_group = Site.App,
                    publication_data_mode = new { enabled = true, channels_header = ChannelHeader },
                },
            },
        },
    });

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CENTRIFUGO") is { Length: > 0 } named) return named;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "centrifugo")).FirstOrDefault(File.Exists);
    }
}
