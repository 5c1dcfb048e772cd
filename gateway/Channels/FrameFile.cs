using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Channels;

/// <summary>A stretch of a file.</summary>
/// <param name="File">The file; it may be closed at any time.</param>
/// <param name="At">Where the stretch begins, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
internal readonly record struct FileRange(SafeFileHandle File, long At, int Length);

/// <summary>
/// The frames of some consecutive segments of a partition, once more, in a file in memory (<c>memfd_create(2)</c>): from there the kernel sends its own
/// pages, to any number of sockets, and copies nothing (<c>sendfile(2)</c>). Written only when so many send the same that this costs less, and only
/// appended to: what is still on its way to a client is never changed. A closed file stays closed; its pages go when the last socket has sent them.
/// </summary>
internal sealed partial class FrameFile(FrameFiles files)
{
    /// <summary>A file that has as much takes no further segment, in bytes. So large that few writes span two.</summary>
    public const int Enough = 4 << 20;

    private const uint CloseOnExec = 1;

    private SafeFileHandle? _handle;

    /// <summary>How much is taken up by segments, written or not, in bytes. The appending thread's own.</summary>
    public long Length { get; set; }

    /// <summary>How much is written, in bytes. Under the lock of <see cref="FrameFiles"/>, as all below that does not name any thread.</summary>
    public long Written { get; private set; }

    /// <summary>Whether it was closed, or denied by the system. Any thread may ask.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The file; null before anything is written, and after it was closed. Any thread may ask.</summary>
    public SafeFileHandle? Handle => Volatile.Read(ref _handle);

    /// <summary>Writes those of a segment's bytes that are not written yet; false if there is no file any more. Any thread may.</summary>
    /// <param name="at">Where the segment begins in the file.</param>
    /// <param name="bytes">The segment's frames so far.</param>
    /// <param name="written">How many of these bytes are written, raised when they are.</param>
    public bool TryWrite(long at, ReadOnlySpan<byte> bytes, ref int written) => files.TryWrite(this, at, bytes, ref written);

    /// <summary>Makes the file, which was never open; false, and for good, if the system denies it: its error is then the thread's last.</summary>
    public bool TryOpen()
    {
        var descriptor = CreateMemoryFile("frames", CloseOnExec);
        IsClosed = descriptor < 0;
        if (!IsClosed) Volatile.Write(ref _handle, new SafeFileHandle(descriptor, ownsHandle: true));
        return !IsClosed;
    }

    /// <summary>Writes to the open file.</summary>
    /// <exception cref="IOException">The system takes no more.</exception>
    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_handle!, bytes, at);
        Written += bytes.Length;
    }

    /// <summary>Closes the file for good, if it is open. Whoever just sends from it is let finish.</summary>
    public void Close()
    {
        var handle = _handle;
        IsClosed = true;
        Volatile.Write(ref _handle, null);
        handle?.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
