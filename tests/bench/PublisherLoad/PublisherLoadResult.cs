using Gateway.Bench.Report;

namespace Gateway.Bench.PublisherLoad;

/// <summary>One way of publishing in one round.</summary>
/// <param name="PerSecond">Events that Kafka has acknowledged, a second.</param>
/// <param name="ApiMicroseconds">Processor time of the publisher API for an event; 0 of the bare producer.</param>
internal readonly record struct PublisherReading(double PerSecond, double ApiMicroseconds);

/// <summary>All four ways of one round.</summary>
internal sealed record PublisherRound(PublisherReading BareSingle, PublisherReading ApiSingle, PublisherReading BareBatch, PublisherReading ApiBatch);

/// <summary>What a run gave. Ratios are the medians of those of the rounds, because only what is measured side by side can be compared.</summary>
internal sealed record PublisherLoadResult(IReadOnlyList<PublisherRound> Rounds)
{
    /// <summary>The API's single events as a part of the bare producer's.</summary>
    public double SingleRatio => Medians.Of(Rounds.Select(round => round.ApiSingle.PerSecond / round.BareSingle.PerSecond));

    /// <summary>The API's batches as a part of the bare producer's.</summary>
    public double BatchRatio => Medians.Of(Rounds.Select(round => round.ApiBatch.PerSecond / round.BareBatch.PerSecond));
}
