using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gateway.Bench.Load;

/// <summary>
/// Linux's epoll, and reads without waiting: .NET's own sockets would pass each read through the thread pool, which costs more than
/// the read and would be measured as latency.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const uint ReadableOrClosed = 0x1 | 0x2000;
    private const int DontWait = 0x40;
    private const int TryAgain = 11;
    private const int MaxEvents = 1024;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(MaxEvents, (nuint)EventSize);
    private readonly int _handle = epoll_create1(0);

    /// <summary>Whether the last <see cref="Read"/> failed only because nothing was there.</summary>
    public static bool NothingToRead => Marshal.GetLastPInvokeError() == TryAgain;

    /// <summary>Watches a socket; <see cref="KeyAt"/> will give the key.</summary>
    public void Add(nint socket, int key) => Control(ControlAdd, socket, key);

    /// <summary>Watches a socket no longer.</summary>
    public void Remove(nint socket) => Control(ControlDelete, socket, 0);

    /// <summary>How many sockets have something to read, waiting for up to the given time.</summary>
    public int Wait(int milliseconds) => Math.Max(0, epoll_wait(_handle, _events, MaxEvents, milliseconds));

    /// <summary>The key of the i-th of them.</summary>
    public int KeyAt(int index) => *(int*)(_events + (index * EventSize) + DataOffset);

    /// <summary>Reads what is there; 0 at the end, negative if there is nothing or the connection is broken.</summary>
    public static int Read(nint socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer) return (int)recv((int)socket, start, (nuint)buffer.Length, DontWait);
    }

    /// <summary>Watches nothing any more.</summary>
    public void Dispose()
    {
        _ = close(_handle);
        NativeMemory.Free(_events);
    }

    private void Control(int operation, nint socket, int key)
    {
        var change = stackalloc byte[EventSize];
        *(uint*)change = ReadableOrClosed;
        *(long*)(change + DataOffset) = key;
        if (epoll_ctl(_handle, operation, (int)socket, change) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc")]
    private static partial int close(int handle);

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, byte* change);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, byte* events, int maxEvents, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* buffer, nuint length, int flags);
}
