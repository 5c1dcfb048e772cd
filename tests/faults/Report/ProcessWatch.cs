using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Tests.Faults.Cluster;

namespace Gateway.Tests.Faults.Report;

/// <summary>Looks at the processes once a second: how much memory each gateway has had, and whether one ended by itself.</summary>
internal sealed class ProcessWatch(FaultCluster cluster, RunLog log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, long> _peaks = new();
    private readonly HashSet<string> _crashed = [];

    /// <summary>The greatest resident memory of each gateway node, in MiB.</summary>
    public IEnumerable<string> Peaks => cluster.Gateways.Select(node => $"{node.Name} {_peaks.GetValueOrDefault(node.Name) >> 10} MiB");

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!stop.IsCancellationRequested)
        {
            foreach (var node in cluster.Gateways) NotePeak(node);
            foreach (var node in cluster.Gateways.Concat(cluster.Publishers)) NoteCrash(node.Name, node.HasCrashed);
            foreach (var node in cluster.Kafka.Nodes) NoteCrash(node.Name, node.HasCrashed);
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void NotePeak(ServiceNode node)
    {
        if (node.ProcessId is not { } id) return;
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            var kilobytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
            _peaks.AddOrUpdate(node.Name, kilobytes, (_, peak) => Math.Max(peak, kilobytes));
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has just been ended.
        }
    }

    private void NoteCrash(string name, bool crashed)
    {
        if (crashed && _crashed.Add(name)) log.Fault($"{name} ended by itself; see its log");
    }
}
