using Gateway.Tests.Processes;

namespace Gateway.Tests.Faults.Cluster;

/// <summary>A node of the gateway or of the publisher API, that can be ended and started again on the same port.</summary>
internal sealed class ServiceNode(string service, string name, IReadOnlyDictionary<string, string> settings, string directory) : IAsyncDisposable
{
    private ServiceProcess? _process;

    public string Name => name;

    /// <summary>Where it listens, whenever it runs.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>Its process id; null while nobody has started it.</summary>
    public int? ProcessId => _process?.Process.Id;

    /// <summary>Whether it ended although nobody ended it.</summary>
    public bool HasCrashed => _process?.Process.HasExited == true;

    /// <summary>Starts it; it may not be ready yet.</summary>
    public async Task StartAsync() =>
        _process = await ServiceProcess.LaunchAsync(BuiltService.Start(service, Port, settings), Port, Path.Combine(directory, $"{name}.log"));

    /// <summary>Waits until it is ready.</summary>
    public Task WaitUntilReadyAsync(TimeSpan limit) => _process!.WaitUntilReadyAsync(limit);

    /// <summary>Ends it by kill -9.</summary>
    public async Task KillAsync()
    {
        var process = _process;
        _process = null;
        if (process is not null) await process.DisposeAsync();
    }

    /// <summary>Ends it by SIGTERM, and waits for that: the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        var process = _process!;
        _process = null;
        await using (process) return await process.TerminateAsync();
    }

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public Task SignalAsync(string signal) => _process?.Process.SignalAsync(signal) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync() => await KillAsync();
}
