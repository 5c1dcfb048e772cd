using System.Collections.Concurrent;
using System.Net;
using Gateway.Channels;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;
using Gateway.Tests.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Hosts;

/// <summary>A gateway node in this process, on a free port, put together as its Program.cs does.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FaultLog _faults = new();
    private readonly HttpClient _http;

    private Node(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder();
        // Not the settings of the services, which lie beside the tests, and not the environment.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(_faults);
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(GatewayKestrel.Configure);
        builder.Services.AddGateway(builder.Configuration);
        builder.Services.AddTelemetry(builder.Configuration, "gateway");
        _app = builder.Build();
        _app.MapGateway();
        _app.MapTelemetry();
        _http = new HttpClient { Timeout = Within.Limit };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The windows of the partitions that it reads.</summary>
    public WindowTable Windows => Services.GetRequiredService<WindowTable>();

    /// <summary>Starts a node; Kafka may not have been reached yet.</summary>
    public static async Task<Node> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var node = new Node(settings);
        await node._app.StartAsync();
        node.Address = new Uri(node._app.Urls.Single());
        return node;
    }

    /// <summary>Waits until Kafka has been reached.</summary>
    public Task ReadyAsync() => Within.UntilAsync(() => Services.GetRequiredService<TopicCatalog>().IsReady, "the node reaches Kafka");

    /// <summary>Opens a socket and connects.</summary>
    public Task<TestClient> ConnectAsync(string? token = null) => TestClient.ConnectAsync(Address, token);

    /// <summary>Asks the node over HTTP.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(Address, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Stops as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync().WaitAsync(Within.Limit);

    /// <summary>Stops, if it has not stopped yet; fails if the node has logged a fault of its own.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        await _app.DisposeAsync();
        Assert.Empty(_faults.Lines);
    }

    private sealed class FaultLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        // A probe that says no is logged as an error, and is none.
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Microsoft.Extensions.Diagnostics", StringComparison.Ordinal) ? NullLogger.Instance : this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
