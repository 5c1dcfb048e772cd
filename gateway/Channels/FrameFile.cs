using Microsoft.Win32.SafeHandles;

namespace Gateway.Channels;

/// <summary>A stretch of a file.</summary>
/// <param name="File">The file; it may be closed at any time.</param>
/// <param name="At">Where the stretch begins, in bytes.</param>
/// <param name="Length">How long it is, in bytes.</param>
internal readonly record struct FileRange(SafeFileHandle File, long At, int Length);

/// <summary>
/// The frames of some consecutive segments of a partition, once more, in a file in memory: from there the kernel sends its own pages, to any number
/// of sockets, and copies nothing (<c>sendfile(2)</c>). Written only when so many send the same that this costs less, and only appended to: what
/// is still on its way to a client is never changed. A closed file stays closed; its pages go when the last socket has sent them.
/// </summary>
internal sealed class FrameFile(FrameFiles files)
{
    /// <summary>A file that has as much takes no further segment, in bytes. So large that few writes span two.</summary>
    public const int Enough = 4 << 20;

    private SafeFileHandle? _handle;

    /// <summary>How much is taken up by segments, written or not, in bytes. The appending thread's own.</summary>
    public long Length { get; set; }

    /// <summary>How much is written, in bytes. Of <see cref="FrameFiles"/>.</summary>
    public long Written { get; set; }

    /// <summary>The file; null before anything is written, and after it was closed.</summary>
    public SafeFileHandle? Handle
    {
        get => Volatile.Read(ref _handle);
        set => Volatile.Write(ref _handle, value);
    }

    /// <summary>Whether it was closed, or could not be made. Of <see cref="FrameFiles"/>.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Writes those of the segment's bytes that are not written yet; false if there is no file any more.</summary>
    /// <param name="at">Where the segment begins in the file.</param>
    /// <param name="bytes">The segment's frames so far.</param>
    /// <param name="written">How many of these bytes are written, raised when they are.</param>
    public bool TryWrite(long at, ReadOnlySpan<byte> bytes, ref int written) => files.TryWrite(this, at, bytes, ref written);
}
