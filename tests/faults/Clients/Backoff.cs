namespace Gateway.Tests.Faults.Clients;

/// <summary>When to try again, as docs/protocol.md says.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private TimeSpan _upTo = First;

    /// <summary>After the rule <c>now</c>: at once, with up to 1 s of jitter.</summary>
    public TimeSpan Now() => First * random.NextDouble();

    /// <summary>After the rule <c>backoff</c>: a random time up to 1 s, doubled at each failure, at most 30 s.</summary>
    public TimeSpan Next()
    {
        var wait = _upTo * random.NextDouble();
        _upTo = _upTo * 2 < Longest ? _upTo * 2 : Longest;
        return wait;
    }

    /// <summary>It went well: the next failure is the first again.</summary>
    public void Reset() => _upTo = First;
}
