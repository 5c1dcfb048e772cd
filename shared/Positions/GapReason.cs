namespace Gateway.Shared.Positions;

/// <summary>Why events cannot be delivered any more, as docs/protocol.md names it.</summary>
public static class GapReason
{
    /// <summary>They are older than what Kafka keeps.</summary>
    public const string Retention = "retention";

    /// <summary>The topic was recreated.</summary>
    public const string Epoch = "epoch";

    /// <summary>The log ends before the position: it was cut.</summary>
    public const string Future = "future";
}
