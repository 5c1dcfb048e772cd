using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Channels;

/// <summary>
/// The windows of the partitions in which the node has interest. The first subscriber of a partition opens its window; when its
/// last channel is gone the window is closed. What the log must do about it is written to <see cref="Requests"/>.
/// </summary>
internal sealed class WindowTable(IOptions<WindowOptions> options, TimeProvider time, ReplayQueue? replays = null, FrameFiles? files = null)
{
    private readonly ConcurrentDictionary<PartitionId, PartitionWindow> _windows = new();
    private long _bound = options.Value.BoundOf(1);
    private readonly Channel<LogRequest> _requests = System.Threading.Channels.Channel.CreateUnbounded<LogRequest>();

    /// <summary>What the log is asked to do, in order.</summary>
    public ChannelReader<LogRequest> Requests => _requests.Reader;

    /// <summary>All windows that are open or being opened.</summary>
    public IEnumerable<PartitionWindow> All => _windows.Values;

    /// <summary>The bound of each window now, in bytes. Asked for each record: to count the windows would take all of the table's locks.</summary>
    public long Bound => Volatile.Read(ref _bound);

    /// <summary>
    /// Subscribes to a channel after the given offset, or from now if it is null; opens the partition if need be. Null if Kafka
    /// cannot be asked. The subscription's cursor is before <paramref name="after"/> if the log ends before it.
    /// </summary>
    public async ValueTask<Subscription?> SubscribeAsync(
        PartitionId partition, byte[] channel, long? after, Subscriber subscriber, TableView? table = null)
    {
        while (true)
        {
            var window = GetOrOpen(partition);
            if (!await window.Opened) return null;
            // Null if it was closed between the two lines: then open it anew.
            if (window.Subscribe(channel, after, subscriber, table) is not { } subscription) continue;
            if (after > window.Head && !await CheckEndAsync(window, subscription))
            {
                Unsubscribe(subscription);
                return null;
            }
            return subscription;
        }
    }

    /// <summary>The offset after which the channel's last <paramref name="count"/> events lie; false if no window holds so many.</summary>
    public bool TryFindLast(PartitionId partition, byte[] channel, int count, out long after)
    {
        after = 0;
        return _windows.TryGetValue(partition, out var window) && window.TryFindLast(channel, count, out after);
    }

    /// <summary>Ends a subscription.</summary>
    public void Unsubscribe(Subscription subscription) => subscription.Channel.Window.Unsubscribe(subscription, time.GetTimestamp());

    /// <summary>Removes a window whose partition could not be read.</summary>
    public void Abandon(PartitionWindow window)
    {
        Remove(window);
        window.Fail();
    }

    /// <summary>Closes a window whose log is not the same any more; its subscribers are told.</summary>
    public void Reset(PartitionWindow window)
    {
        Close(window);
        window.Lose();
    }

    /// <summary>Drops what nobody has needed for the linger time. Called by the appending thread.</summary>
    public void Sweep()
    {
        var before = time.GetTimestamp() - (long)(options.Value.Linger.TotalSeconds * time.TimestampFrequency);
        var share = options.Value.IdleChannelsOf(_windows.Count);
        foreach (var (_, window) in _windows)
        {
            window.Sweep(before, share);
            if (window.TryClose(before)) Close(window);
        }
    }

    private PartitionWindow GetOrOpen(PartitionId partition)
    {
        if (_windows.TryGetValue(partition, out var window)) return window;
        var opened = new PartitionWindow(partition, replays, files);
        window = _windows.GetOrAdd(partition, opened);
        if (window == opened) Open(window);
        return window;
    }

    private void Open(PartitionWindow window)
    {
        CountWindows();
        // One more window: the share of each may be smaller now.
        foreach (var (_, other) in _windows) other.Trim(Bound);
        _requests.Writer.TryWrite(new LogRequest.Open(window));
    }

    private void Close(PartitionWindow window)
    {
        Remove(window);
        _requests.Writer.TryWrite(new LogRequest.Close(window));
    }

    private void Remove(PartitionWindow window)
    {
        _windows.TryRemove(KeyValuePair.Create(window.Id, window));
        CountWindows();
    }

    // After each change, so that of two threads the later one counts both changes.
    private void CountWindows()
    {
        lock (_requests) Volatile.Write(ref _bound, options.Value.BoundOf(_windows.Count));
    }

    // A position ahead of what this node has read is good if Kafka has it; else the log was cut, and waiting for it would be silence. False if Kafka cannot be asked.
    private async Task<bool> CheckEndAsync(PartitionWindow window, Subscription subscription)
    {
        var request = new LogRequest.End(window.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _requests.Writer.TryWrite(request);
        if (await request.Answer.Task is not { } end) return false;
        if (subscription.Cursor > end) subscription.Seek(end);
        return true;
    }
}
