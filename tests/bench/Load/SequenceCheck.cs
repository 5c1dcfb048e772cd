namespace Gateway.Bench.Load;

/// <summary>
/// Looks at the numbers of the events that one client receives: which came twice, which came after a later one. What never
/// comes is found by counting, at the end. Remembers the last 64 numbers.
/// </summary>
internal struct SequenceCheck
{
    private const int Remembered = 64;

    private long _next;
    private ulong _seen;

    /// <summary>How the number stands to those before it.</summary>
    public Arrival Next(uint number)
    {
        var ahead = number - _next;
        if (ahead < 0) return Earlier((int)Math.Min(-ahead - 1, Remembered));
        _seen = ahead + 1 >= Remembered ? 1 : (_seen << (int)(ahead + 1)) | 1;
        _next = number + 1L;
        return ahead == 0 ? Arrival.InOrder : Arrival.AfterHole;
    }

    private Arrival Earlier(int back)
    {
        if (back >= Remembered) return Arrival.OutOfOrder;
        var bit = 1UL << back;
        if ((_seen & bit) != 0) return Arrival.Duplicate;
        _seen |= bit;
        return Arrival.OutOfOrder;
    }
}

/// <summary>How an event arrived.</summary>
internal enum Arrival
{
    /// <summary>The next one.</summary>
    InOrder,

    /// <summary>Later than the next one: one or more are missing, so far.</summary>
    AfterHole,

    /// <summary>Was there before.</summary>
    Duplicate,

    /// <summary>Comes after a later one.</summary>
    OutOfOrder,
}
