using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Gateway.Channels;

/// <summary>
/// The node's <see cref="FrameFile"/>s, bounded in bytes together: the oldest is closed for the newest, and who still reads it gets copies.
/// Files in memory are Linux's, and used on its 64-bit machines; elsewhere, and where the system denies them, there are none.
/// </summary>
internal sealed partial class FrameFiles(IOptions<WindowOptions> options, ILogger<FrameFiles> logger)
{
    private readonly Lock _gate = new();
    private readonly Queue<FrameFile> _open = [];
    private readonly long _maxBytes = OperatingSystem.IsLinux() && Environment.Is64BitProcess ? options.Value.MaxFileBytes : 0;
    private long _bytes;
    private bool _isDenialTold;

    /// <summary>The memory that they take, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A file for a partition's next segments; the one that it has, while there is room; null if there are to be none. Takes nothing before it is written.</summary>
    public FrameFile? Next(FrameFile? current) => _maxBytes == 0 || current is { Length: < FrameFile.Enough } ? current : new FrameFile(this);

    /// <summary><see cref="FrameFile.TryWrite"/>. One at a time: what many then send is written once.</summary>
    public bool TryWrite(FrameFile file, long at, ReadOnlySpan<byte> bytes, ref int written)
    {
        lock (_gate)
        {
            if (file.Handle is null && !TryOpen(file)) return false;
            if (written >= bytes.Length) return true;
            if (!TryAppend(file, at + written, bytes[written..])) return false;
            CloseOver(_bytes + bytes.Length - written);
            Volatile.Write(ref written, bytes.Length);
            return true;
        }
    }

    // A denied one's successor may be had: if all descriptors are in use, that may change.
    private bool TryOpen(FrameFile file)
    {
        if (file.IsClosed) return false;
        if (file.TryOpen())
        {
            _open.Enqueue(file);
            return true;
        }
        if (!_isDenialTold) LogDenied(Marshal.GetLastPInvokeErrorMessage());
        _isDenialTold = true;
        return false;
    }

    // The system may have no memory for it, where a copy needs none.
    private static bool TryAppend(FrameFile file, long at, ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(at, bytes);
            return true;
        }
        catch (IOException)
        {
            file.Close();
            return false;
        }
    }

    private void CloseOver(long bytes)
    {
        while (bytes > _maxBytes && _open.Count > 1)
        {
            var oldest = _open.Dequeue();
            oldest.Close();
            bytes -= oldest.Written;
        }
        Volatile.Write(ref _bytes, bytes);
    }

    [LoggerMessage(3140, LogLevel.Information, "No file in memory for frames: {Reason}. They are copied to each socket; told once.")]
    private partial void LogDenied(string reason);
}
