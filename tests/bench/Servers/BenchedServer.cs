using System.Diagnostics;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Servers;

/// <summary>A server that can be measured: how it is started and how its clients speak to it.</summary>
internal abstract class BenchedServer(BenchSite site)
{
    protected BenchSite Site { get; } = site;

    /// <summary>What a client sends to subscribe to a channel.</summary>
    public abstract string SubscribeTo(string channel);

    /// <summary>What the answer to that contains.</summary>
    public abstract string Subscribed { get; }

    /// <summary>Whether it sends by itself at the offered load, and reads no Kafka.</summary>
    public virtual bool SendsByItself => false;

    /// <summary>Whether a frame may hold several events.</summary>
    public virtual bool ManyInAFrame => false;

    /// <summary>The record header in which it looks for the channel; null: where the publisher API puts it.</summary>
    public virtual string? ChannelHeader => null;

    /// <summary>Whether <c>/metrics</c> is there, with the names of the gateway.</summary>
    public virtual bool HasMetrics => false;

    /// <summary>Has it collect its garbage, if it has such.</summary>
    public virtual Task CollectAsync(ServiceProcess server, CancellationToken stop) => Task.CompletedTask;

    /// <summary>What is in use on its heap; NaN if nobody can tell.</summary>
    public virtual Task<double> HeapBytesAsync(ServiceProcess server, CancellationToken stop) => Task.FromResult(double.NaN);

    /// <summary>The path and further lines of the opening handshake.</summary>
    protected abstract (string Path, string Headers) Opening { get; }

    /// <summary>How it is started.</summary>
    protected abstract ProcessStartInfo StartOn(int port);

    /// <summary>Starts it and waits until it is ready.</summary>
    public Task<ServiceProcess> StartAsync(int port, CancellationToken stop) => ServiceProcess.StartAsync(StartOn(port), port, stop);

    /// <summary>Starts it; it may not be ready yet.</summary>
    public Task<ServiceProcess> LaunchAsync(int port) => ServiceProcess.LaunchAsync(StartOn(port), port);

    /// <summary>The opening handshake.</summary>
    public string Request(int port) =>
        $"GET {Opening.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{Opening.Headers}\r\n";
}
