namespace Gateway.Bench.Roaming;

/// <summary>What a scenario told, and the numbers in it that have a goal; what it did not measure is NaN or 0.</summary>
internal sealed record ScenarioResult
{
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Until every client was live again.</summary>
    public double LiveAfterSeconds { get; init; } = double.NaN;

    public double ReadsOfEachPartition { get; init; } = double.NaN;

    /// <summary>Events that never came.</summary>
    public long Lost { get; init; }

    public long Doubled { get; init; }

    public long Gaps { get; init; }

    /// <summary>Connections that ended without being told.</summary>
    public long Cut { get; init; }

    /// <summary>The 99th percentile of those who read, in ms, while all read and while others did not.</summary>
    public double CalmP99 { get; init; } = double.NaN;
    public double StalledP99 { get; init; } = double.NaN;

    public string ToMarkdown() => string.Join('\n', Told.Select(line => $"- {line}"));
}
