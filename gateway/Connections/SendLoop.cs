using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Positions;
using Gateway.Shared.Telemetry;

namespace Gateway.Connections;

/// <summary>
/// The only writer of a connection. When woken it takes what the outbox holds, then pulls what lies between the cursors of its
/// pending subscriptions and the heads, and flushes once; while the socket is full it waits, and the cursors lag. It is the subscriber
/// itself, because each object more that a delivery touches is a cache miss for each connection.
/// </summary>
internal sealed class SendLoop(PipeWriter output, SendQueue queue, TimeProvider time, Action? lose = null) : Subscriber
{
    // About what one write to the socket takes.
    private const int MaxBatchBytes = 64 << 10;

    private static readonly byte[] LiveFrame = ReplyWriter.Live();

    private readonly WakeSignal _signal = new(queue);
    private ActivityContext _trace;

    // 1 while the client is to be told that nothing is missing any more.
    private int _live;

    /// <summary>The frames that are for this connection only.</summary>
    public Outbox Outbox { get; } = new();

    public override void Wake() => _signal.Wake();

    public override void Lose() => lose?.Invoke();

    public override void TellFeed(DateTimeOffset? staleSince)
    {
        // If the client was not told yet that it is live, it still holds the feed for stale.
        if (staleSince is { } since && Interlocked.Exchange(ref _live, 0) == 0) Send(ReplyWriter.Stale(since));
        if (staleSince is not null) return;
        Volatile.Write(ref _live, 1);
        _signal.Wake();
    }

    /// <summary>Queues a frame; it is dropped if the connection is being closed.</summary>
    public void Send(byte[] frame)
    {
        if (Outbox.TryAdd(frame)) _signal.Wake();
    }

    /// <summary>Sends these frames as the last; false if the last were queued before.</summary>
    public bool Finish(params ReadOnlySpan<byte[]> last)
    {
        var first = Outbox.Complete(last);
        _signal.Wake();
        return first;
    }

    /// <summary>Runs, always in its queue, until <see cref="Finish"/> was called and all is sent, or the socket is gone.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _signal.YieldAsync();
            while (true)
            {
                while (WriteBatch())
                {
                    var flush = Flush();
                    if ((flush.IsCompletedSuccessfully ? flush.Result : await WaitAsync(flush)).IsCompleted) return;
                }
                if (Outbox.IsFinished) return;
                await _signal.WaitAsync();
            }
        }
        finally
        {
            // If the socket is gone, nobody takes what is queued: the receive loop must not wait for it.
            Outbox.Complete();
        }
    }

    private ValueTask<FlushResult> Flush()
    {
        queue.Tally.Flushed();
        if (_trace == default) return output.FlushAsync();
        using var activity = Tracing.Source.StartActivity("send", ActivityKind.Producer, _trace);
        _trace = default;
        return output.FlushAsync();
    }

    // The socket is full.
    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        var result = await flush;
        await _signal.YieldAsync();
        return result;
    }

    // The list of pending subscriptions is taken before the outbox: a reply that was queued before a subscription became active,
    // or after it was closed, is then written on the right side of its events.
    private bool WriteBatch()
    {
        var pending = TakePending();
        var bytes = WriteOutbox();
        // Nothing may follow the close frame.
        if (Outbox.IsFinished) return bytes > 0;
        while (pending is not null)
        {
            var subscription = pending;
            pending = subscription.NextPending;
            if (bytes < MaxBatchBytes) bytes += Pull(subscription, MaxBatchBytes - bytes);
            else Enqueue(subscription);
        }
        return bytes + WriteLive() > 0;
    }

    // After what was late: as soon as nothing is left to pull.
    private int WriteLive()
    {
        if (Volatile.Read(ref _live) == 0 || HasPending || Interlocked.Exchange(ref _live, 0) == 0) return 0;
        output.Write(LiveFrame);
        return LiveFrame.Length;
    }

    private int WriteOutbox()
    {
        if (Outbox.TakeAll() is not { } frames) return 0;
        var bytes = 0;
        foreach (var frame in frames)
        {
            output.Write(frame);
            bytes += frame.Length;
        }
        return bytes;
    }

    private int Pull(Subscription subscription, int maxBytes)
    {
        var result = subscription.Pull(output, maxBytes);
        if (result.HasGap) return subscription.Table is null ? WriteGap(subscription, result) : Write(ReplyWriter.SnapshotBegins(NameOf(subscription)));
        if (result.Frames > 0) queue.Tally.Delivered(result, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (result.Trace != default) _trace = result.Trace;
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
