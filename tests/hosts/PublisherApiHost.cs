using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.PublisherApi;
using Gateway.Shared.Apps;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting;
using Gateway.Shared.Http;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Hosts;

/// <summary>The publisher API in this process, on a free port, with topics of its own.</summary>
internal sealed class PublisherApiHost : IAsyncDisposable
{
    internal const string App = "demo";
    internal const string ApiKey = "demo-key-1";

    private readonly WebApplication _app;
    private int _inFlight;

    private PublisherApiHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    /// <summary>A client that gives the app's key with each request.</summary>
    internal HttpClient Client { get; }

    internal Topic Topic => _app.Services.GetRequiredService<TopicCatalog>().TryGetStreams(App, out var topic) ? topic : throw new InvalidOperationException("Kafka was not reached.");

    /// <summary>How many requests are being served.</summary>
    internal int InFlight => Volatile.Read(ref _inFlight);

    internal Topic Tables => _app.Services.GetRequiredService<TopicCatalog>().TryGetTables(App, out var topic) ? topic : throw new InvalidOperationException("Kafka was not reached.");

    /// <summary>Starts it and waits until Kafka is reached.</summary>
    internal static Task<PublisherApiHost> StartAsync(string bootstrapServers, params KeyValuePair<string, string?>[] settings) =>
        StartOtherwiseAsync(bootstrapServers, static _ => { }, settings);

    /// <summary>The same, put together otherwise than usual.</summary>
    internal static async Task<PublisherApiHost> StartOtherwiseAsync(string bootstrapServers, Action<WebApplicationBuilder> change, params KeyValuePair<string, string?>[] settings)
    {
        var host = await StartOtherwiseUnreadyAsync(bootstrapServers, change, settings);
        await Within.UntilAsync(async () => (await host.Client.GetAsync(new Uri("/readyz", UriKind.Relative))).IsSuccessStatusCode, "Kafka is reached");
        return host;
    }

    /// <summary>Starts it, whether Kafka is there or not.</summary>
    internal static Task<PublisherApiHost> StartUnreadyAsync(string bootstrapServers, params KeyValuePair<string, string?>[] settings) =>
        StartOtherwiseUnreadyAsync(bootstrapServers, static _ => { }, settings);

    private static async Task<PublisherApiHost> StartOtherwiseUnreadyAsync(string bootstrapServers, Action<WebApplicationBuilder> change, KeyValuePair<string, string?>[] settings)
    {
        var builder = HostingExtensions.CreateBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(ArrivalExtensions.UseArrivals);
        builder.Configuration.AddInMemoryCollection(Settings(bootstrapServers)).AddInMemoryCollection(settings);
        builder.Services.AddApps(builder.Configuration).AddKafka(builder.Configuration).AddTelemetry(builder.Configuration, "test").AddPublisherApi(builder.Configuration);
        // As in the process that holds both services.
        builder.Services.AddApps(builder.Configuration).AddKafka(builder.Configuration);
        change(builder);
        var app = builder.Build();
        PublisherApiHost? host = null;
        app.Use((_, next) => host!.CountAsync(next));
        app.UseOrigins();
        app.UseProblemPages();
        app.MapTelemetry();
        app.MapPublisherApi();
        await app.StartAsync();
        return host = new PublisherApiHost(app);
    }

    /// <summary>Stops as SIGTERM does.</summary>
    internal Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }

    private async Task CountAsync(Func<Task> serve)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await serve();
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private static Dictionary<string, string?> Settings(string bootstrapServers) => new()
    {
        ["urls"] = "http://127.0.0.1:0",
        [$"Apps:{App}:ApiKeys:0:Name"] = "test",
        [$"Apps:{App}:ApiKeys:0:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))),
        [$"Apps:{App}:Tables:0"] = "stock.>",
        ["Kafka:BootstrapServers"] = bootstrapServers,
        ["Topics:Prefix"] = KafkaFixture.NewTopicName("publisher") + ".",
        ["Topics:Partitions"] = "5",
    };
}
