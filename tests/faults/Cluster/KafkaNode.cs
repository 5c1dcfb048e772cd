using System.Diagnostics;
using Gateway.Tests.Processes;

namespace Gateway.Tests.Faults.Cluster;

/// <summary>One broker and controller, that can be killed and started again on the same data.</summary>
internal sealed class KafkaNode(string home, string directory, KafkaNodeConfig config) : IAsyncDisposable
{
    // As little memory and processor time as will do: three of them share the machine with all the others.
    private static readonly (string Name, string Value)[] Java =
    [
        ("KAFKA_HEAP_OPTS", "-Xms128m -Xmx384m"),
        ("KAFKA_JVM_PERFORMANCE_OPTS", "-server -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true"),
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private ChildProcess? _process;

    public string Name => $"broker-{config.Id}";

    /// <summary>Prepares its data directory.</summary>
    public async Task FormatAsync(string clusterId)
    {
        await File.WriteAllTextAsync(Properties, config.ToProperties(Path.Combine(directory, $"{Name}-data")));
        await using var format = await ChildProcess.StartAsync(Script("kafka-storage.sh", "format", "-t", clusterId, "-c", Properties));
        if (await format.EndAsync(Limit) != 0) throw new ServiceStartException($"{Name} could not be prepared:\n{format.Output}");
    }

    /// <summary>Starts it; it answers some seconds later.</summary>
    public async Task StartAsync() =>
        _process = await ChildProcess.StartAsync(Script("kafka-server-start.sh", Properties), Path.Combine(directory, $"{Name}.log"));

    /// <summary>Ends it by kill -9.</summary>
    public async Task KillAsync()
    {
        var process = _process;
        _process = null;
        if (process is not null) await process.DisposeAsync();
    }

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public Task SignalAsync(string signal) => _process?.SignalAsync(signal) ?? Task.CompletedTask;

    /// <summary>Whether it ended although nobody ended it.</summary>
    public bool HasCrashed => _process is { HasExited: true };

    public async ValueTask DisposeAsync() => await KillAsync();

    private string Properties => Path.Combine(directory, $"{Name}.properties");

    private ProcessStartInfo Script(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(home, "bin", name), arguments);
        start.Environment["LOG_DIR"] = Path.Combine(directory, $"{Name}-logs");
        foreach (var (variable, value) in Java) start.Environment[variable] = value;
        return start;
    }
}
