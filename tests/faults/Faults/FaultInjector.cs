using System.Collections.Concurrent;
using Gateway.Tests.Faults.Clients;
using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Faults.Network;
using Gateway.Tests.Faults.Report;

namespace Gateway.Tests.Faults.Faults;

/// <summary>Carries out a plan.</summary>
internal sealed class FaultInjector(FaultCluster cluster, IReadOnlyList<RecordingClient> clients, FaultJournal journal, RunLog log, int seed)
{
    // The next fault of Kafka waits until Kafka is whole: never are two brokers down at once, unless that is the fault.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _exclusive = new();
    private readonly Random _random = new(seed);

    /// <summary>Injects all faults in their time; returns when all are healed.</summary>
    public async Task RunAsync(IReadOnlyList<Fault> plan)
    {
        var clock = new RunClock();
        var running = new List<Task>();
        foreach (var fault in plan)
        {
            var wait = fault.At - clock.Now;
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            running.Add(RunAsync(fault));
        }
        await Task.WhenAll(running);
    }

    private async Task RunAsync(Fault fault)
    {
        var turn = _exclusive.GetOrAdd(fault.Exclusive, _ => new SemaphoreSlim(1));
        await turn.WaitAsync();
        try
        {
            var healed = journal.Begin(fault);
            await InjectAsync(fault);
            healed();
            await RecoverAsync(fault);
        }
        finally
        {
            turn.Release();
        }
    }

    private Task InjectAsync(Fault fault) => fault.Kind switch
    {
        FaultKind.KillBroker => KillAsync([cluster.Kafka.Nodes[fault.Target - 1]], fault.Lasts),
        FaultKind.KillKafka => KillAsync(cluster.Kafka.Nodes, fault.Lasts),
        FaultKind.PauseBroker => PauseAsync(cluster.Kafka.Nodes[fault.Target - 1].SignalAsync, fault.Lasts),
        FaultKind.CutBroker => CutAsync(fault, KafkaLinks("brokers", fault.Target)),
        FaultKind.CutKafka => CutAsync(fault, cluster.Kafka.Links.Where(link => link.From != "brokers")),
        FaultKind.KillGateway => KillAsync(cluster.Gateways[fault.Target - 1], fault.Lasts),
        FaultKind.PauseGateway => PauseAsync(cluster.Gateways[fault.Target - 1].SignalAsync, fault.Lasts),
        FaultKind.DrainGateway => DrainAsync(cluster.Gateways[fault.Target - 1], fault.Lasts),
        FaultKind.KillPublisher => KillAsync(cluster.Publishers[fault.Target - 1], fault.Lasts),
        FaultKind.PausePublisher => PauseAsync(cluster.Publishers[fault.Target - 1].SignalAsync, fault.Lasts),
        FaultKind.CutGatewayFromBroker => CutAsync(fault, KafkaLinks($"gateway-{fault.Target}", fault.Peer)),
        FaultKind.CutGatewayFromKafka => CutAsync(fault, KafkaLinks($"gateway-{fault.Target}", null)),
        FaultKind.CutPublisherFromBroker => CutAsync(fault, KafkaLinks($"publisher-{fault.Target}", fault.Peer)),
        FaultKind.CutClients => CutAsync(fault, [cluster.ToGateways[fault.Target - 1], cluster.SlowlyToGateways[fault.Target - 1]]),
        FaultKind.CutWriters => CutAsync(fault, [cluster.ToPublishers[fault.Target - 1]]),
        FaultKind.RetryStorm => StormAsync(fault.Target),
        FaultKind.DropClients => ToSomeAsync(client => client.Drop()),
        FaultKind.StallClients => ToSomeAsync(client => client.Stall(fault.Lasts)),
        FaultKind.SlowClients => SlowAsync(fault.Lasts),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private IEnumerable<Link> KafkaLinks(string from, int? broker) =>
        cluster.Kafka.Links.Where(link => link.From == from && (broker is null || link.To == $"broker-{broker}"));

    private static async Task KillAsync(IReadOnlyList<KafkaNode> brokers, TimeSpan lasts)
    {
        await Task.WhenAll(brokers.Select(broker => broker.KillAsync()));
        await Task.Delay(lasts);
        foreach (var broker in brokers) await broker.StartAsync();
    }

    private static async Task KillAsync(ServiceNode node, TimeSpan lasts)
    {
        await node.KillAsync();
        await Task.Delay(lasts);
        await node.StartAsync();
    }

    private async Task DrainAsync(ServiceNode node, TimeSpan lasts)
    {
        try
        {
            if (await node.TerminateAsync() is not 0 and var code) log.Fault($"{node.Name} ended with {code} when it was asked to stop");
        }
        catch (TimeoutException)
        {
            log.Fault($"{node.Name} did not end when it was asked to stop");
        }
        await Task.Delay(lasts);
        await node.StartAsync();
    }

    private static async Task PauseAsync(Func<string, Task> signal, TimeSpan lasts)
    {
        await signal("STOP");
        await Task.Delay(lasts);
        await signal("CONT");
    }

    private static async Task CutAsync(Fault fault, IEnumerable<Link> links)
    {
        var cut = links.ToList();
        foreach (var link in cut) link.Proxy.Cut(fault.Cut);
        await Task.Delay(fault.Lasts);
        foreach (var link in cut) link.Proxy.Restore();
    }

    private Task StormAsync(int gateway)
    {
        cluster.ToGateways[gateway - 1].Proxy.ResetConnections();
        cluster.SlowlyToGateways[gateway - 1].Proxy.ResetConnections();
        return Task.CompletedTask;
    }

    private Task ToSomeAsync(Action<RecordingClient> act)
    {
        foreach (var client in Some()) act(client);
        return Task.CompletedTask;
    }

    private async Task SlowAsync(TimeSpan lasts)
    {
        var some = Some();
        foreach (var client in some) client.SetSlow(true);
        await Task.Delay(lasts);
        foreach (var client in some) client.SetSlow(false);
    }

    private List<RecordingClient> Some()
    {
        lock (_random) return [.. clients.Where(_ => _random.Next(6) == 0)];
    }

    private async Task RecoverAsync(Fault fault)
    {
        if (fault.Exclusive == "kafka" && !await cluster.Kafka.IsWholeWithinAsync(Recovery)) log.Write($"Kafka is not whole {Recovery.TotalSeconds} s after {fault}");
        if (fault.Exclusive.StartsWith("gateway", StringComparison.Ordinal)) await UntilReadyAsync(cluster.Gateways[fault.Target - 1]);
        if (fault.Exclusive.StartsWith("publisher", StringComparison.Ordinal)) await UntilReadyAsync(cluster.Publishers[fault.Target - 1]);
    }

    private static Task UntilReadyAsync(ServiceNode node) =>
        node.WaitUntilReadyAsync(Recovery).ContinueWith(_ => { }, TaskScheduler.Default);
}
