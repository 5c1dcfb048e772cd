using System.Diagnostics;

namespace Gateway.Tests.Kafka;

/// <summary>The process of one Kafka broker, which never outlives this one.</summary>
internal sealed class KafkaProcess : IAsyncDisposable
{
    private const int LinesKept = 20;

    // The shell waits on a pipe from this process. When the pipe closes, be it by Dispose or because the test process was killed, it kills
    // Kafka by its id, and removes the data. Killed, not stopped: there is nothing to save, and a stop takes seconds.
    private const string Script = """
        exec 3<&0
        "$1/bin/kafka-storage.sh" format -t MkU3OEVBNTcwNTJENDM2Qg -c "$2/server.properties" </dev/null 3<&- &&
        {
            "$1/bin/kafka-server-start.sh" "$2/server.properties" </dev/null 3<&- &
            broker=$!
            { cat <&3; kill -9 "$broker"; } >/dev/null 2>&1 &
            exec 3<&-
            wait "$broker"
        }
        rm -rf "$2"
        """;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);
    private readonly Queue<string> _lines = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Process _shell;

    private KafkaProcess(ProcessStartInfo start)
    {
        _shell = new Process { StartInfo = start, EnableRaisingEvents = true };
        _shell.Exited += (_, _) => _ended.Cancel();
        _shell.OutputDataReceived += (_, output) => Keep(output.Data);
        _shell.ErrorDataReceived += (_, output) => Keep(output.Data);
        _shell.Start();
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>Cancelled when Kafka has ended.</summary>
    internal CancellationToken Ended => _ended.Token;

    /// <summary>The end of what Kafka wrote to its console.</summary>
    internal string LastLines
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    internal static KafkaProcess Start(string home, int port, int controllerPort)
    {
        var directory = Directory.CreateTempSubdirectory("gateway-tests-kafka-").FullName;
        File.WriteAllText(Path.Combine(directory, "server.properties"), Properties(directory, port, controllerPort));
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", home, directory])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A download of Kafka would otherwise log into KAFKA_HOME, which may not be ours to write, and take 1 GiB of heap.
        start.Environment["LOG_DIR"] = Path.Combine(directory, "logs");
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xms256m -Xmx512m";
        return new KafkaProcess(start);
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        using var deadline = new CancellationTokenSource(EndLimit);
        await _shell.WaitForExitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_shell.HasExited) await KillAsync();
        _shell.Dispose();
        _ended.Dispose();
    }

    private async Task KillAsync()
    {
        _shell.Kill(entireProcessTree: true);
        await _shell.WaitForExitAsync();
    }

    private static string Properties(string directory, int port, int controllerPort) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        log.dirs={directory}/data
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        """;

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            if (_lines.Count == LinesKept) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }
}
