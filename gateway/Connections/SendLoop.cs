using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Gateway.Channels;
using Gateway.Connections.WebSockets;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Connections;

/// <summary>
/// The only writer of a connection. When woken it takes what the outbox holds, then pulls what lies between the cursors of its
/// pending subscriptions and the heads, and flushes once; while the socket is full it waits, and the cursors lag. It is subscriber,
/// signal and loop in one, and no async method, because each object more that a delivery touches is a cache miss for each connection.
/// </summary>
internal sealed class SendLoop(PipeWriter output, SendQueue queue, TimeProvider time, Action? lose = null) : Subscriber
{
    // About what one write to the socket takes; a frame beyond still fits into 64 KiB, unless it is large.
    private const int MaxBatchBytes = 60 << 10;

    // After so many a loop goes to the end of its queue, so that a fast client that catches up does not hold up the others: about 1 MB.
    private const int MaxBatches = 16;

    private const int Running = 0;
    private const int Woken = 1;
    private const int Waiting = 2;

    private static readonly byte[] LiveFrame = ReplyWriter.Live();

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Not waiting before it is started.
    private int _state = Running;

    // 1 while the client is to be told that nothing is missing any more.
    private int _live;

    // Whether the outbox was touched since it was last looked at; if not, a delivery leaves it alone.
    private volatile bool _hasOwn;

    // Whether nothing may follow what was written.
    private bool _isFinished;

    /// <summary>The frames that are for this connection only.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>Whether nothing lies between it and the socket, so that what was sent is with the kernel.</summary>
    public bool WritesToSocket => output is SocketWriter;

    /// <summary>In which of its queue's laps it last ran. The queue's own.</summary>
    public int Lap { get; set; }

    /// <summary>Has the loop run, in its queue; if it is running, once more. Any thread may, however often.</summary>
    public override void Wake()
    {
        if (Interlocked.Exchange(ref _state, Woken) == Waiting) queue.Schedule(this);
    }

    /// <summary>Reads what <see cref="Continue"/> will need, for the sake of the cache.</summary>
    public void Preload()
    {
        _ = Volatile.Read(ref _state);
        FirstPending?.Preload();
        if (output is SocketWriter writer) writer.Preload();
    }

    public override void Lose() => lose?.Invoke();

    public override void TellFeed(DateTimeOffset? staleSince)
    {
        // If the client was not told yet that it is live, it still holds the feed for stale.
        if (staleSince is { } since && Interlocked.Exchange(ref _live, 0) == 0) Send(ReplyWriter.Stale(since));
        if (staleSince is not null) return;
        Volatile.Write(ref _live, 1);
        Wake();
    }

    /// <summary>Queues a frame; it is dropped if the connection is being closed.</summary>
    public void Send(byte[] frame)
    {
        if (!Outbox.TryAdd(frame)) return;
        _hasOwn = true;
        Wake();
    }

    /// <summary>Queues the answer to a ping, in place of one that has not left yet.</summary>
    public void SendPong(ReadOnlySpan<byte> payload)
    {
        Outbox.AddPong(FrameHeader.Frame(Opcode.Pong, payload));
        _hasOwn = true;
        Wake();
    }

    /// <summary>Sends these frames as the last; false if the last were queued before.</summary>
    public bool Finish(params ReadOnlySpan<byte[]> last)
    {
        var first = Outbox.Complete(last);
        _hasOwn = true;
        Wake();
        return first;
    }

    /// <summary>
    /// Starts it. The task ends when <see cref="Finish"/> was called and all is sent, or the socket is gone; with the error, if that is one.
    /// </summary>
    public Task RunAsync()
    {
        queue.Schedule(this);
        return _ended.Task;
    }

    /// <summary>Goes on until there is nothing to write, or the socket is full. Called by the queue, of which no two loops run at once.</summary>
    public void Continue()
    {
        try
        {
            do
            {
                // A full fence: work is looked for only after this, so that a wake that found the loop running is not lost.
                Interlocked.Exchange(ref _state, Running);
                if (!TryWrite()) return;
            }
            while (Interlocked.CompareExchange(ref _state, Waiting, Running) != Running);
        }
        catch (Exception failure)
        {
            End(failure);
        }
    }

    // False if it must not go on: it has ended, waits for the socket, or for the others of its queue.
    private bool TryWrite()
    {
        ActivityContext trace = default;
        var batches = 0;
        while (WriteBatch(ref trace))
        {
            var flush = Flush(ref trace);
            if (flush.IsCompletedSuccessfully)
            {
                if (flush.Result.IsCompleted) End();
                else if (++batches < MaxBatches) continue;
                else queue.Schedule(this);
                return false;
            }
            _ = WaitAsync(flush);
            return false;
        }
        if (!_isFinished) return true;
        End();
        return false;
    }

    // The socket is full. The loop looks for work before it waits for a wake: who wakes it meanwhile need not schedule it.
    private async Task WaitAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            if ((await flush).IsCompleted) End();
            else queue.Schedule(this);
        }
        catch (Exception failure)
        {
            End(failure);
        }
    }

    // It is never scheduled again, as it is not waiting.
    private void End(Exception? failure = null)
    {
        // If the socket is gone, nobody takes what is queued: the receive loop must not wait for it.
        Outbox.Complete();
        if (failure is null) _ended.TrySetResult();
        else _ended.TrySetException(failure);
    }

    private ValueTask<FlushResult> Flush(ref ActivityContext trace)
    {
        queue.Tally.Flushed();
        if (trace == default) return output.FlushAsync();
        using var activity = Tracing.Source.StartActivity("send", ActivityKind.Producer, trace);
        trace = default;
        return output.FlushAsync();
    }

    // The list of pending subscriptions is taken before the outbox: a reply that was queued before a subscription became active,
    // or after it was closed, is then written on the right side of its events.
    private bool WriteBatch(ref ActivityContext trace)
    {
        var pending = TakePending();
        var bytes = WriteOutbox();
        // Nothing may follow the close frame.
        if (_isFinished) return bytes > 0;
        while (pending is not null)
        {
            var subscription = pending;
            pending = subscription.NextPending;
            if (bytes < MaxBatchBytes) bytes += Pull(subscription, MaxBatchBytes - bytes, ref trace);
            else Enqueue(subscription);
        }
        return bytes + WriteLive() > 0;
    }

    // After what was late: as soon as nothing is left to pull.
    private int WriteLive()
    {
        if (Volatile.Read(ref _live) == 0 || FirstPending is not null || Interlocked.Exchange(ref _live, 0) == 0) return 0;
        output.Write(LiveFrame);
        return LiveFrame.Length;
    }

    private int WriteOutbox()
    {
        if (!_hasOwn) return 0;
        // Before it is looked at: what is added after the look sets it again.
        _hasOwn = false;
        if (Outbox.TakeAll(out _isFinished) is not { } frames) return 0;
        var bytes = 0;
        foreach (var frame in frames)
        {
            output.Write(frame);
            bytes += frame.Length;
        }
        return bytes;
    }

    private int Pull(Subscription subscription, int maxBytes, ref ActivityContext trace)
    {
        var result = subscription.Pull(output, maxBytes);
        if (result.HasGap) return subscription.Table is null ? WriteGap(subscription, result) : Write(ReplyWriter.SnapshotBegins(NameOf(subscription)));
        if (result.Frames > 0) queue.Tally.Delivered(result, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (result.Trace != default) trace = result.Trace;
        return result.IsWhole ? result.Bytes + WriteWhole(subscription) : result.Bytes;
    }

    private int WriteWhole(Subscription subscription) =>
        Write(ReplyWriter.SnapshotEnds(NameOf(subscription), subscription.Channel.Window.Id.At(subscription.Cursor)));

    private int Write(byte[] frame)
    {
        output.Write(frame);
        return frame.Length;
    }

    private static string NameOf(Subscription subscription) => Encoding.UTF8.GetString(subscription.Channel.Name);

    private int WriteGap(Subscription subscription, in PullResult result)
    {
        var partition = subscription.Channel.Window.Id;
        var frame = ReplyWriter.Gap(
            NameOf(subscription),
            GapReason.Retention,
            new Position(partition.Epoch, partition.Partition, result.GapFrom),
            new Position(partition.Epoch, partition.Partition, subscription.Cursor));
        GatewayMetrics.Gap(GapReason.Retention);
        return Write(frame);
    }
}
