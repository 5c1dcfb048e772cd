using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Gateway.Tests.Fuzz.Engine;

/// <summary>Which branches of the product the inputs took, and how often: AFL's map of 64 KiB, which the instrumented code writes to.</summary>
internal sealed unsafe class Coverage
{
    private const int MapBytes = 64 << 10;

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(MapBytes);
    private readonly byte[] _seen = new byte[MapBytes];

    /// <summary>How many branches were taken so far.</summary>
    public int Branches { get; private set; }

    /// <summary>Gives the instrumented code its map: without one its first instruction would end the process.</summary>
    public static void Prepare() => Trace.SharedMem = Map;

    /// <summary>Notes from now on what this input takes.</summary>
    public static void Begin()
    {
        new Span<byte>(Map, MapBytes).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input took a branch, or took one about as often, as none before it did.</summary>
    public bool IsNew()
    {
        var isNew = false;
        var map = new ReadOnlySpan<byte>(Map, MapBytes);
        // Few are taken: what lies between is passed over many at a time.
        for (var i = Next(map, 0); i < MapBytes; i = Next(map, i + 1)) isNew |= Note(i, Bucket(map[i]));
        return isNew;
    }

    private static int Next(ReadOnlySpan<byte> map, int from) => map[from..].IndexOfAnyExcept((byte)0) is >= 0 and var skipped ? from + skipped : MapBytes;

    private bool Note(int branch, byte count)
    {
        if ((_seen[branch] & count) != 0) return false;
        if (_seen[branch] == 0) Branches++;
        _seen[branch] |= count;
        return true;
    }

    // AFL's classes of counts: 1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128 and more.
    private static byte Bucket(byte count) => count switch
    {
        <= 2 => count,
        3 => 4,
        <= 7 => 8,
        <= 15 => 16,
        <= 31 => 32,
        <= 127 => 64,
        _ => 128,
    };
}
