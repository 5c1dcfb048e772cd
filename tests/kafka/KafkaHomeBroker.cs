using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Kafka;

/// <summary>One KRaft broker from an unpacked download of Apache Kafka, with its data in a directory that ends with it.</summary>
internal sealed class KafkaHomeBroker : RunningBroker
{
    private const int Starts = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly KafkaProcess _process;

    private KafkaHomeBroker(string bootstrapServers, KafkaProcess process)
        : base(BrokerKind.KafkaHome, bootstrapServers) => _process = process;

    internal static async Task<Attempt> TryAsync()
    {
        if (KafkaHome.Find(out var refusal) is not { } home) return Attempt.Refused(refusal!);
        return Attempt.Took(await StartAsync(home));
    }

    public override ValueTask DisposeAsync() => _process.DisposeAsync();

    // More than one try, because a port that was free when asked for may be another's by the time Kafka binds it.
    private static async Task<KafkaHomeBroker> StartAsync(string home)
    {
        for (var start = 1; ; start++)
        {
            var (port, controllerPort) = FreePorts();
            var servers = $"127.0.0.1:{port}";
            var process = KafkaProcess.Start(home, port, controllerPort);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(process.Ended);
            if (await BrokerAnswer.WithinAsync(servers, Limit, ended.Token)) return new KafkaHomeBroker(servers, process);
            var retry = process.Ended.IsCancellationRequested && start < Starts;
            await process.DisposeAsync();
            if (!retry) throw new InvalidOperationException($"The Kafka in {KafkaHome.Variable}={home} did not start. It wrote:\n{process.LastLines}");
        }
    }

    private static (int Port, int ControllerPort) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
