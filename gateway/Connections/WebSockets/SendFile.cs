using System.Runtime.InteropServices;
using Gateway.Channels;

namespace Gateway.Connections.WebSockets;

/// <summary>Linux's <c>sendfile(2)</c>: a socket sends a file's own pages. (.NET's <c>Socket.SendFile</c> sends whole files by their names.)</summary>
internal static partial class SendFile
{
    // EAGAIN.
    private const int TryAgain = 11;

    /// <summary>Sends what a non-blocking socket takes at once, which may be nothing; negative if it cannot be sent so.</summary>
    /// <exception cref="ObjectDisposedException">The socket or the file is closed.</exception>
    public static int Send(SafeHandle socket, in FileRange range)
    {
        var at = range.At;
        var sent = (int)Call(socket, range.File, ref at, range.Length);
        return sent < 0 && Marshal.GetLastPInvokeError() == TryAgain ? 0 : sent;
    }

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint Call(SafeHandle socket, SafeHandle file, ref long at, nint length);
}
