using Gateway.Bench.Load;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Measuring;

/// <summary>What a server's connections cost that are open and subscribed while nothing is sent, once its garbage is collected.</summary>
internal sealed class IdleRound(BenchSite site, BenchedServer benched, OfferedLoad load, Progress progress, CancellationToken stop)
{
    // A runtime gives memory back over several collections.
    private const int Collections = 3;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    public async Task<IdleResult> RunAsync(string name)
    {
        var port = FreePorts.Take();
        await using var server = await benched.StartAsync(port, stop);
        var plan = new LoadPlan(port, load.Clients, benched.Request(port), [.. site.Channels.Select(benched.SubscribeTo)], benched.Subscribed, 0, false);
        using var client = LoadClient.Start(plan);
        await client.FirstOpenedAsync(stop);
        var first = await ReadAsync(server);
        progress.Update($"{name}: opening {load.Clients} connections");
        await client.TotalsAsync(stop);
        progress.Update($"{name}: {load.Clients} connections are open");
        var last = await ReadAsync(server);
        var added = plan.Clients - plan.First;
        var closed = (await client.TotalsAsync(stop)).Closed;
        return new(name, load.Clients, (last.Rss - first.Rss) / added, (last.Heap - first.Heap) / added, last.Rss / 1e6, closed);
    }

    private async Task<(double Rss, double Heap)> ReadAsync(ServiceProcess server)
    {
        for (var i = 0; i < Collections; i++)
        {
            await benched.CollectAsync(server, stop);
            await Task.Delay(Settled, stop);
        }
        return (ProcessReading.Of(server.Process.Id).RssBytes, await benched.HeapBytesAsync(server, stop));
    }
}

/// <summary>For each connection after the first hundred, in bytes; the whole process in MB.</summary>
internal sealed record IdleResult(string Server, int Clients, double RssPerClient, double HeapPerClient, double RssMegabytes, long Closed);
