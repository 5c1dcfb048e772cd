using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Gateway.Tests.Unit.Channels;

namespace Gateway.Tests.Microbench;

/// <summary>What a record costs in the window, and what each connection's pull costs. Events of 200 bytes, in one channel or in a hundred in turn.</summary>
public class WindowBenchmarks
{
    private const int Frames = 16;
    private const long Bound = 1 << 20;

    private readonly PartitionWindow _window = new(new PartitionId("streams", 0, 1));
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly List<Subscriber> _wakes = [];
    private readonly CallbackSubscriber _subscriber = new();
    private readonly byte[] _frame = Samples.Frame(200);
    private byte[][] _names = [];
    private byte[][] _keys = [];
    private Subscription _subscription = null!;
    private Subscription _conflated = null!;
    private long _next;
    private long _one;
    private long _sixteen;

    [Params(1, 100)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _names = [.. Enumerable.Range(0, Channels).Select(i => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"orders.{i}")))];
        _keys = [.. Enumerable.Range(0, 4).Select(i => new[] { (byte)('A' + i) })];
        _window.Open(-1);
        foreach (var name in _names) _window.Interest(name);
        _subscription = _window.Subscribe(_names[0], null, _subscriber)!;
        _conflated = _window.Subscribe(_names[0], null, _subscriber)!;
        _conflated.Conflation = new Conflation();
        for (var i = 0; i < 2 * Frames * Channels; i++) Append();
        // Channel 0 has each Channels-th record.
        _one = _next - 1 - Channels;
        _sixteen = _next - 1 - (Frames * Channels);
    }

    [Benchmark]
    public void Append()
    {
        var offset = _next++;
        var channel = _window.Accept(_names[offset % Channels], offset)!;
        _window.Append(channel, new Record(offset, 0, default, _keys[offset / Channels % _keys.Length]), _frame, Bound);
        _window.Mark(_wakes);
        _wakes.Clear();
    }

    [Benchmark]
    public int Pull1() => Pull(_subscription, _one);

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Pull16() => Pull(_subscription, _sixteen);

    [Benchmark(OperationsPerInvoke = Frames)]
    public int Pull16Conflated() => Pull(_conflated, _sixteen);

    private int Pull(Subscription subscription, long after)
    {
        subscription.Seek(after);
        var result = subscription.Pull(_pipe.Writer, 1 << 20);
        // The flush, and the socket's side of the pipe, are part of the price.
        var flushing = _pipe.Writer.FlushAsync();
        if (!flushing.IsCompletedSuccessfully) throw new InvalidOperationException("The pipe takes all.");
        _pipe.Reader.TryRead(out var read);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return result.Frames;
    }
}
