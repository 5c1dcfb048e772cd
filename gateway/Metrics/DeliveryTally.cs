using Gateway.Channels;

namespace Gateway.Metrics;

/// <summary>
/// Counts what the send loops of one queue deliver, and hands it to Prometheus once for thousands of pulls: its counters are shared between
/// threads, and moving their cache lines for each pull would cost more than the pull. Used by one thread at a time.
/// </summary>
internal sealed class DeliveryTally
{
    private int _flushes;
    private int _pulls;
    private int _frames;
    private int _conflated;
    private long _bytes;
    private long _saved;
    private long _latency;
    private int _latencies;

    /// <summary>The bytes of all frames ever counted.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Counts a flush.</summary>
    public void Flushed() => _flushes++;

    /// <summary>Counts what a pull gave.</summary>
    public void Delivered(in PullResult result, long nowMilliseconds)
    {
        _pulls++;
        _frames += result.Frames;
        _conflated += result.Conflated;
        _bytes += result.Bytes;
        TotalBytes += result.Bytes;
        _saved += result.SavedBytes;
        CountLatency(Math.Max(0, nowMilliseconds - result.OldestTimestamp));
    }

    /// <summary>Hands over what was counted since the last call.</summary>
    public void Publish()
    {
        if (_flushes > 0) GatewayMetrics.Flushed(_flushes);
        _flushes = 0;
        if (_pulls == 0) return;
        PublishLatencies();
        GatewayMetrics.Delivered(_pulls, _frames, _bytes, _saved, _conflated);
        _pulls = _frames = _conflated = 0;
        _bytes = _saved = 0;
    }

    // The same event reaches thousands within one millisecond.
    private void CountLatency(long milliseconds)
    {
        if (milliseconds != _latency) PublishLatencies();
        _latency = milliseconds;
        _latencies++;
    }

    private void PublishLatencies()
    {
        if (_latencies > 0) GatewayMetrics.Latencies(_latency / 1000.0, _latencies);
        _latencies = 0;
    }
}
