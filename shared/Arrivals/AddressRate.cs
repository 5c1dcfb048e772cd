using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Shared.Arrivals;

/// <summary>
/// Bounds the new connections of each address with a memory of its own that is bounded, however many addresses come: a sketch of four rows (as
/// a count-min sketch, Cormode and Muthukrishnan 2005), whose cells hold when their next connection is due (GCRA, ITU-T I.371). An address is refused if
/// all of its cells say so; one that shares some of them with a busy address is not. Safe from any thread: what two threads lose of each other is one connection.
/// </summary>
/// <param name="perSecond">Connections a second.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressRate(int perSecond, TimeProvider time)
{
    private const int Rows = 4;
    private const int Cells = 1 << 14;

    private readonly long[] _due = new long[Rows * Cells];
    private readonly long _interval = Math.Max(1, time.TimestampFrequency / perSecond);
    private readonly long _ahead = 10 * time.TimestampFrequency;

    /// <summary>Counts a connection of the address; false if it comes too early.</summary>
    public bool TryTake(IPAddress address)
    {
        var key = KeyOf(address);
        var now = time.GetTimestamp();
        Span<int> cells = stackalloc int[Rows];
        var earliest = long.MaxValue;
        for (var row = 0; row < Rows; row++)
        {
            // HashCode is seeded at random for each process: nobody can choose addresses that share cells with another's.
            cells[row] = (row * Cells) + (HashCode.Combine(key, row) & (Cells - 1));
            earliest = Math.Min(earliest, Math.Max(now, Volatile.Read(ref _due[cells[row]])));
        }
        if (earliest + _interval - now > _ahead) return false;
        foreach (var cell in cells) Volatile.Write(ref _due[cell], Math.Max(Volatile.Read(ref _due[cell]), earliest + _interval));
        return true;
    }

    // Of IPv6 the network: a customer is given at least a /64, and so any number of addresses.
    private static ulong KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes) | (1UL << 63)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
