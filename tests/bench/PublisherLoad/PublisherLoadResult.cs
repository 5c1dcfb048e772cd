using System.Globalization;
using Gateway.Bench.Report;

namespace Gateway.Bench.PublisherLoad;

/// <summary>One way of publishing in one round.</summary>
/// <param name="PerSecond">Events that Kafka has acknowledged, a second.</param>
/// <param name="ApiMicroseconds">Processor time of the publisher API for an event; 0 of the bare producer.</param>
/// <param name="CallerMicroseconds">Processor time of the bench for it: of the bare producer itself, or of the client that calls the API.</param>
/// <param name="KafkaMicroseconds">Processor time of all else on the machine, which is Kafka's.</param>
internal readonly record struct PublisherReading(double PerSecond, double ApiMicroseconds, double CallerMicroseconds, double KafkaMicroseconds)
{
    /// <summary>The three as a table shows them.</summary>
    public string Microseconds => string.Create(CultureInfo.InvariantCulture, $"{ApiMicroseconds:0.0} + {CallerMicroseconds:0.0} + {KafkaMicroseconds:0.0}");
}

/// <summary>All ways of one round.</summary>
internal sealed record PublisherRound(
    PublisherReading BareSingle, PublisherReading ApiSingle, PublisherReading LeastSingle, PublisherReading BareBatch, PublisherReading ApiBatch, PublisherReading LeastBatch);

/// <summary>What a run gave. Ratios are the medians of those of the rounds, because only what is measured side by side can be compared.</summary>
internal sealed record PublisherLoadResult(IReadOnlyList<PublisherRound> Rounds)
{
    /// <summary>The API's single events as a part of the bare producer's.</summary>
    public double SingleRatio => Medians.Of(Rounds.Select(round => round.ApiSingle.PerSecond / round.BareSingle.PerSecond));

    /// <summary>The same of the least API: more than that no API can reach on this machine.</summary>
    public double LeastSingleRatio => Medians.Of(Rounds.Select(round => round.LeastSingle.PerSecond / round.BareSingle.PerSecond));

    /// <summary>The API's batches as a part of the bare producer's.</summary>
    public double BatchRatio => Medians.Of(Rounds.Select(round => round.ApiBatch.PerSecond / round.BareBatch.PerSecond));

    /// <summary>The same of the least API.</summary>
    public double LeastBatchRatio => Medians.Of(Rounds.Select(round => round.LeastBatch.PerSecond / round.BareBatch.PerSecond));
}
