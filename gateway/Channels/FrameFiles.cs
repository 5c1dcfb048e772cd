using System.Runtime.InteropServices;
using Gateway.Metrics;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Channels;

/// <summary>
/// The node's <see cref="FrameFile"/>s, bounded in bytes together: the oldest is closed for the newest, and who still reads it gets copies.
/// Files in memory are Linux's (<c>memfd_create(2)</c>), and used on its 64-bit machines; elsewhere, and where the system denies them, there are none.
/// </summary>
internal sealed partial class FrameFiles(IOptions<WindowOptions> options, ILogger<FrameFiles> logger)
{
    private const uint CloseOnExec = 1;

    private readonly Lock _gate = new();
    private readonly Queue<FrameFile> _open = [];
    private readonly long _maxBytes = OperatingSystem.IsLinux() && Environment.Is64BitProcess ? options.Value.MaxFileBytes : 0;
    private long _bytes;
    private bool _isDenied;

    /// <summary>The memory that they take, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A file for a partition's next segments; the one that it has, while there is room. Takes nothing before it is written.</summary>
    public FrameFile? Next(FrameFile? current) => _maxBytes == 0 || current is { Length: < FrameFile.Enough } ? current : new FrameFile(this);

    /// <summary><see cref="FrameFile.TryWrite"/>. One at a time: what many then send is written once.</summary>
    public bool TryWrite(FrameFile file, long at, ReadOnlySpan<byte> bytes, ref int written)
    {
        lock (_gate)
        {
            if (!TryOpen(file)) return false;
            if (written >= bytes.Length) return true;
            RandomAccess.Write(file.Handle!, bytes[written..], at + written);
            Count(file, bytes.Length - written);
            Volatile.Write(ref written, bytes.Length);
            return true;
        }
    }

    private bool TryOpen(FrameFile file)
    {
        if (file.Handle is not null) return true;
        if (file.IsClosed || _isDenied) return false;
        var descriptor = CreateMemoryFile("frames", CloseOnExec);
        _isDenied = descriptor < 0;
        if (_isDenied)
        {
            LogDenied(Marshal.GetLastPInvokeErrorMessage());
            return false;
        }
        file.Handle = new SafeFileHandle(descriptor, ownsHandle: true);
        _open.Enqueue(file);
        return true;
    }

    private void Count(FrameFile file, int bytes)
    {
        file.Written += bytes;
        var sum = _bytes + bytes;
        while (sum > _maxBytes && _open.Count > 1) sum -= CloseOldest();
        Volatile.Write(ref _bytes, sum);
    }

    private long CloseOldest()
    {
        var oldest = _open.Dequeue();
        var handle = oldest.Handle!;
        oldest.IsClosed = true;
        oldest.Handle = null;
        // Whoever just sends from it is let finish.
        handle.Dispose();
        return oldest.Written;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LoggerMessage(3140, LogLevel.Information, "No file in memory for frames ({Reason}): they are copied to each socket.")]
    private partial void LogDenied(string reason);
}
