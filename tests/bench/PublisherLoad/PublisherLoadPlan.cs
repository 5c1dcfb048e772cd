namespace Gateway.Bench.PublisherLoad;

/// <summary>What is measured: the publisher API and, in the same run, a bare producer, each with single events and with batches.</summary>
internal sealed record PublisherLoadPlan
{
    /// <summary>Bytes of an event's data.</summary>
    public int Size { get; init; } = 200;

    /// <summary>Single events under way at a time: loops of the bare producer, connections of the API.</summary>
    public int InFlight { get; init; } = 64;

    /// <summary>Events of a batch.</summary>
    public int BatchEvents { get; init; } = 1000;

    /// <summary>Batches under way at a time: of the bare producer, and connections of the API.</summary>
    public int BatchesInFlight { get; init; } = 4;

    /// <summary>Channels that the events go to in turn.</summary>
    public int Channels { get; init; } = 64;

    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(2);
    public TimeSpan Measured { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Rounds; each measures all four, one after the other.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Further settings of the publisher API.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}
