using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Gateway.Tests.Integration.Kafka;

/// <summary>A Kafka of one test, from KAFKA_HOME, that can be stopped, killed and started again with its data.</summary>
internal sealed class FrailKafka : IAsyncDisposable
{
    // The shell waits on a pipe from this process, so that Kafka never outlives the test; the first line is Kafka's process id.
    private const string Script = """
        exec 3<&0
        "$1/bin/kafka-storage.sh" format --ignore-formatted -t MkU3OEVBNTcwNTJENDM2Qg -c "$2/server.properties" </dev/null >/dev/null 2>&1 3<&-
        "$1/bin/kafka-server-start.sh" "$2/server.properties" </dev/null >/dev/null 2>&1 3<&- &
        broker=$!
        echo "$broker"
        { cat <&3; kill -9 "$broker"; } >/dev/null 2>&1 &
        exec 3<&-
        wait "$broker"
        """;

    private readonly string _home;
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-tests-frail-").FullName;
    private Process _shell = null!;
    private string _id = "";

    private FrailKafka(string home)
    {
        _home = home;
        var (port, controllerPort) = (FreePort(), FreePort());
        BootstrapServers = $"127.0.0.1:{port}";
        File.WriteAllText(Path.Combine(_directory, "server.properties"), Properties(port, controllerPort));
    }

    /// <summary>Its address, the same for all its lives.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts it and makes the topics; skips the test if there is no KAFKA_HOME.</summary>
    public static async Task<FrailKafka> StartAsync(params (string Topic, int Partitions)[] topics)
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        Skip.If(string.IsNullOrEmpty(home), "Needs KAFKA_HOME: a Kafka that may be killed.");
        var kafka = new FrailKafka(home!);
        await kafka.StartAsync();
        if (topics.Length == 0) return kafka;
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification { Name = topic.Topic, NumPartitions = topic.Partitions, ReplicationFactor = 1 }));
        return kafka;
    }

    /// <summary>Starts it, for the first time or again; it may not answer yet.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", _home, _directory]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["LOG_DIR"] = Path.Combine(_directory, "logs");
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xms256m -Xmx512m";
        _shell = Process.Start(start)!;
        _id = await _shell.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Kafka did not start.");
    }

    /// <summary>Kills it as power that fails does.</summary>
    public async Task KillAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    /// <summary>Lets it hang: connections stay open, and nothing answers.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on.</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _id]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Properties(int port, int controllerPort) => string.Create(CultureInfo.InvariantCulture, $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        log.dirs={_directory}/data
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        """);
}
