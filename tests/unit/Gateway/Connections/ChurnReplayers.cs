using Gateway.Channels;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Connections;

/// <summary>Two threads that read the log again as LogReplayer does, without a consumer: one of them ends its passes early now and then.</summary>
internal sealed class ChurnReplayers : IDisposable
{
    private const long RingBytes = 300_000;

    private readonly ChurnLog _log;
    private readonly PartitionWindow _window;
    private readonly ReplayQueue _queue;
    private volatile bool _stops;
    private int _passes;

    public ChurnReplayers(ChurnLog log, PartitionWindow window, ReplayQueue queue)
    {
        (_log, _window, _queue) = (log, window, queue);
        Running = Task.WhenAll(new[] { 0, 500 }.Select(endsOneOf => Task.Factory.StartNew(() => Run(endsOneOf), TaskCreationOptions.LongRunning)));
    }

    /// <summary>Faulted by the first thing that is wrong.</summary>
    public Task Running { get; }

    public int Passes => Volatile.Read(ref _passes);

    public void Dispose()
    {
        _stops = true;
        Running.Wait();
    }

    private void Run(int endsOneOf)
    {
        var (random, wakes, passes) = (new Random(endsOneOf), new List<Subscriber>(), new Dictionary<PartitionId, ReplayPass>());
        while (!_stops)
        {
            if (passes.Values.All(pass => pass.Count == 0)) _queue.Wait(TimeSpan.FromMilliseconds(5));
            if (passes.Count == 0 && Begin(passes, wakes) is { } begun) passes.Add(begun.Partition, begun);
            if (passes.GetValueOrDefault(_window.Id) is { } served && Serve(served, wakes, endsOneOf > 0 && random.Next(endsOneOf) == 0)) passes.Clear();
            foreach (var subscriber in wakes) subscriber.Wake();
            wakes.Clear();
        }
    }

    private ReplayPass? Begin(Dictionary<PartitionId, ReplayPass> passes, List<Subscriber> wakes)
    {
        if (_queue.TakeFirst(passes.ContainsKey) is not { } waiting) return null;
        Interlocked.Increment(ref _passes);
        var pass = new ReplayPass(_window, waiting.Min(subscription => subscription.Cursor), RingBytes);
        foreach (var subscription in waiting) pass.Join(subscription, wakes);
        return pass;
    }

    // True if the pass is over.
    private bool Serve(ReplayPass pass, List<Subscriber> wakes, bool ends)
    {
        foreach (var subscription in _queue.TakeFor(pass) ?? []) pass.Join(subscription, wakes);
        for (var count = 0; count < 100 && !pass.IsFull && pass.Head < _window.Head && !Read(pass); count++) continue;
        pass.Mark(wakes);
        // An empty one is kept for those who come yet, until somebody waits whom it cannot serve.
        if (!ends && (pass.Count > 0 || pass.IsOfUse && _queue.Count == 0)) return false;
        pass.End(wakes);
        _queue.Ended(_window.Id);
        return true;
    }

    private bool Read(ReplayPass pass)
    {
        var offset = pass.Head + 1;
        return pass.Accept(ChurnLog.Names[_log.Of[offset]], offset) is { } channel
            && pass.Append(channel, new Gateway.Channels.Record(offset, 0, default), _log.Frame(offset));
    }
}
