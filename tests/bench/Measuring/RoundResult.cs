using System.Diagnostics;
using Gateway.Bench.Load;

namespace Gateway.Bench.Measuring;

/// <summary>What one round of one server gave.</summary>
internal sealed record RoundResult
{
    public required string Server { get; init; }
    public required int Clients { get; init; }
    public required int Rate { get; init; }
    public required double PublishedPerSecond { get; init; }
    public required double DeliveredPerSecond { get; init; }
    public required double P50 { get; init; }
    public required double P99 { get; init; }
    public required double P999 { get; init; }
    public required double MicrosecondsPerEvent { get; init; }
    public required double Cores { get; init; }
    public required double ClientCores { get; init; }
    public required double OtherCores { get; init; }
    public required double RssMegabytes { get; init; }
    public required double FramesPerRead { get; init; }
    public required double BytesPerEvent { get; init; }

    /// <summary>Of the gateway alone; NaN of others.</summary>
    public double AllocatedPerSecond { get; init; }
    public double RecordsReadPerSecond { get; init; }
    public double KafkaBytesPerSecond { get; init; }
    public double PartitionsRead { get; init; }

    /// <summary>Resident memory that the open, quiet connections after the first hundred added, for each.</summary>
    public double RssKilobytesPerClient { get; init; }

    /// <summary>Over the whole run, warm-up and end included.</summary>
    public long Missing { get; init; }
    public long Duplicates { get; init; }
    public long OutOfOrder { get; init; }
    public long Closed { get; init; }
    public long Others { get; init; }
    public long Refused { get; init; }

    /// <summary>With what is known only when all was published and had time to arrive.</summary>
    public RoundResult Whole(LoadTotals last, long due, long refused) => this with
    {
        Missing = due - (last.Events - last.Duplicates),
        Duplicates = last.Duplicates,
        OutOfOrder = last.OutOfOrder,
        Closed = last.Closed,
        Others = last.Others,
        Refused = refused,
    };

    public static RoundResult Between(Moment start, Moment end, string server, int clients, int rate)
    {
        var seconds = Stopwatch.GetElapsedTime(start.Load.At, end.Load.At).TotalSeconds;
        var events = Math.Max(1, end.Load.Events - start.Load.Events);
        var latency = LatencyHistogram.Between(start.Load.Latencies, end.Load.Latencies);
        // A server that ended in the middle has no reading.
        var serverCpu = end.Server == default ? double.NaN : end.Server.CpuSeconds - start.Server.CpuSeconds;
        var clientCpu = end.Client.CpuSeconds - start.Client.CpuSeconds;
        return new RoundResult
        {
            Server = server,
            Clients = clients,
            Rate = rate,
            PublishedPerSecond = (end.Published - start.Published) / seconds,
            DeliveredPerSecond = (end.Load.Events - start.Load.Events) / seconds,
            P50 = latency.QuantileMilliseconds(0.5),
            P99 = latency.QuantileMilliseconds(0.99),
            P999 = latency.QuantileMilliseconds(0.999),
            MicrosecondsPerEvent = serverCpu / events * 1e6,
            Cores = serverCpu / seconds,
            ClientCores = clientCpu / seconds,
            OtherCores = (end.MachineCpu - start.MachineCpu - serverCpu - clientCpu) / seconds,
            RssMegabytes = end.Server.RssBytes / 1e6,
            FramesPerRead = (double)events / Math.Max(1, end.Load.Reads - start.Load.Reads),
            AllocatedPerSecond = Added("system_runtime_dotnet_gc_heap_total_allocated") / seconds,
            RecordsReadPerSecond = Added("gateway_records_read_total") / seconds,
            PartitionsRead = end.Metrics?["gateway_partitions_assigned"] ?? double.NaN,
            KafkaBytesPerSecond = (end.KafkaBytes - start.KafkaBytes) / seconds,
            BytesPerEvent = (double)(end.Load.Bytes - start.Load.Bytes) / events,
        };

        double Added(string metric) => end.Metrics?[metric] - start.Metrics?[metric] ?? double.NaN;
    }
}
