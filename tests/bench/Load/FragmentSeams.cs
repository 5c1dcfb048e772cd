namespace Gateway.Bench.Load;

/// <summary>
/// SignalR sends what has piled up as one message in fragments, cut anywhere. This finds the stamps that lie across a cut, for which it keeps the
/// end of each client's last fragment.
/// </summary>
internal sealed class FragmentSeams(int clients)
{
    /// <summary>One byte less than a stamp: it cannot lie in the end that is kept alone.</summary>
    private const int Kept = Stamp.Bytes - 1;

    private readonly byte[] _ends = new byte[clients * Kept];
    private readonly byte[] _lengths = new byte[clients];
    private readonly byte[] _seam = new byte[2 * Kept];

    /// <summary>The stamp that began in the client's last fragment and ends in this one, if there is one.</summary>
    public bool TryFind(int client, bool continues, ReadOnlySpan<byte> fragment, out Stamp stamp)
    {
        var end = _ends.AsSpan(client * Kept, Kept);
        var length = continues ? _lengths[client] : 0;
        end[..length].CopyTo(_seam);
        var head = fragment[..Math.Min(Kept, fragment.Length)];
        head.CopyTo(_seam.AsSpan(length));
        var found = Stamp.TryFind(_seam.AsSpan(0, length + head.Length), out stamp);
        Keep(client, fragment.Length >= Kept ? fragment : _seam.AsSpan(0, length + head.Length), end);
        return found;
    }

    private void Keep(int client, ReadOnlySpan<byte> bytes, Span<byte> end)
    {
        var last = bytes[^Math.Min(Kept, bytes.Length)..];
        last.CopyTo(end);
        _lengths[client] = (byte)last.Length;
    }
}
