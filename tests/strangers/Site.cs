using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Kafka;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Strangers;

/// <summary>A node and a publisher as processes, with three tenants: two that live in peace, and the worst.</summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>Whose client is connected.</summary>
    public const string Peaceful = "demo";

    /// <summary>Who publishes.</summary>
    public const string Neighbour = "neighbour";

    /// <summary>Who attacks with good keys.</summary>
    public const string Worst = "worst";

    private const string KeyPrefix = "key-of-";
    private const string SecretPrefix = "a-secret-of-the-app-0123456789-";

    /// <summary>The node.</summary>
    public required ServiceProcess Gateway { get; init; }

    /// <summary>The REST side.</summary>
    public required ServiceProcess Publisher { get; init; }

    /// <summary>The secret that signs an app's tokens.</summary>
    public static string SecretOf(string app) => SecretPrefix + app;

    /// <summary>A client with an app's key.</summary>
    public HttpClient ClientOf(string app)
    {
        var client = new HttpClient { BaseAddress = Publisher.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf(app));
        return client;
    }

    /// <summary>An app's key.</summary>
    public static string KeyOf(string app) => KeyPrefix + app;

    /// <summary>Starts both.</summary>
    public static async Task<Site> StartAsync(string kafka, StrangersOptions options)
    {
        var settings = SettingsOf(kafka, options);
        var (gateway, publisher) = (StartAsync("gateway", "Gateway", options, settings), StartAsync("publisher-api", "Gateway.PublisherApi", options, settings));
        return new() { Gateway = await gateway, Publisher = await publisher };
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Publisher.DisposeAsync();
    }

    private static Task<ServiceProcess> StartAsync(string service, string assembly, StrangersOptions options, Dictionary<string, string> settings)
    {
        var port = FreePorts.Take();
        if (options.Tree is null) return ServiceProcess.StartAsync(BuiltService.Start(service, port, settings), port);
        var path = Path.Combine(Path.GetFullPath(options.Tree), service, "bin", "Release", "net10.0", $"{assembly}.dll");
        return ServiceProcess.StartAsync(BuiltService.StartAssembly(path, port, settings), port);
    }

    private static Dictionary<string, string> SettingsOf(string kafka, StrangersOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["Kafka:BootstrapServers"] = kafka,
            ["Topics:Prefix"] = $"{KafkaFixture.NewTopicName("strangers")}.",
            ["Topics:Partitions"] = "4",
            ["Topics:ReplicationFactor"] = "1",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var app in new[] { Peaceful, Neighbour, Worst })
        {
            settings[$"Apps:{app}:ApiKeys:0:Name"] = "strangers";
            settings[$"Apps:{app}:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(app))));
            settings[$"Apps:{app}:TokenKeys:0:Id"] = "strangers";
            settings[$"Apps:{app}:TokenKeys:0:Secret"] = SecretOf(app);
        }
        foreach (var (name, value) in options.Settings) settings[name] = value;
        return settings;
    }
}
