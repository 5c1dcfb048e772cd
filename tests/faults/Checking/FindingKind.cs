namespace Gateway.Tests.Faults.Checking;

/// <summary>What must not have happened.</summary>
internal enum FindingKind
{
    /// <summary>An event was acknowledged to its publisher, and is not in Kafka where the answer said.</summary>
    LostByPublishing,

    /// <summary>A publisher never got an event acknowledged, although all faults were over.</summary>
    NeverAcknowledged,

    /// <summary>The events of a channel do not lie in the order in which its only writer wrote them.</summary>
    WrittenOutOfOrder,

    /// <summary>A client did not get an event.</summary>
    Lost,

    /// <summary>A client got the same record twice.</summary>
    DoubledRecord,

    /// <summary>A client got an event once more from another record, which its publisher had sent again.</summary>
    DoubledEvent,

    /// <summary>A client got an event after one that lies behind it.</summary>
    OutOfOrder,

    /// <summary>A client got what does not lie at that position, or lies before its start.</summary>
    Corrupted,

    /// <summary>A client was told of a gap, although Kafka holds everything.</summary>
    GapTold,

    /// <summary>A client was refused, or got what the protocol does not allow.</summary>
    Misbehaved,

    /// <summary>A service ended by itself, or did not end when asked to.</summary>
    Crashed,
}
