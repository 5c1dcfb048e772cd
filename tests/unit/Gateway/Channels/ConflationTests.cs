using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Channels;

public sealed class ConflationTests : IDisposable
{
    private const int FrameBytes = 64;
    private static readonly byte[] Name = "ticker"u8.ToArray();

    private readonly FakeTimeProvider _time = new();
    private readonly Pacer _pacer;
    private readonly PartitionWindow _window = new(new PartitionId("streams", 0, 1));
    private readonly List<Subscriber> _wakes = [];
    private readonly List<(int Key, long Offset, long Time)> _got = [];
    private readonly Subscriber _subscriber;
    private Subscription _subscription = null!;
    private bool _isWoken;
    private int _conflated;

    public ConflationTests()
    {
        _pacer = new Pacer(_time);
        _subscriber = new CallbackSubscriber(() => _isWoken = true);
        _window.Open(-1);
    }

    public void Dispose() => _pacer.Dispose();

    [Fact]
    public void Pull_SeveralOfAKey_GivesTheNewestOfEachInOrder()
    {
        Subscribe(new Conflation());
        Append(1, 2, 1, 3, 2);
        Run();
        Assert.Equal([(1, 2L), (3, 3L), (2, 4L)], _got.Select(got => (got.Key, got.Offset)));
        Assert.Equal(2, _conflated);
    }

    [Fact]
    public void Pull_InSmallPieces_GivesTheSame()
    {
        Subscribe(new Conflation());
        Append(1, 2, 1, 3, 2);
        Run(maxBytes: 1);
        Assert.Equal([2L, 3L, 4L], _got.Select(got => got.Offset));
    }

    // Each pull that walked past all that is left would make 1,800,000,000 steps of it.
    [Fact]
    public void Pull_ManyKeysInSmallPieces_TakesNoWalkForEach()
    {
        const int Keys = 60_000;
        Subscribe(new Conflation());
        Append([.. Enumerable.Range(0, Keys)]);
        var before = NewestFrames.OfThread.Walked;
        Run(maxBytes: 1);
        Assert.Equal(Enumerable.Range(0, Keys), _got.Select(got => got.Key));
        Assert.InRange(NewestFrames.OfThread.Walked - before, Keys, 20 * Keys);
    }

    [Fact]
    public void Pull_KeyThatIsSupersededBetweenTwoPieces_GivesTheNewerOnly()
    {
        Subscribe(new Conflation());
        Append(1, 2, 3);
        PullAll(maxBytes: 1);
        Append(3, 4);
        Run(maxBytes: 1);
        Assert.Equal([0L, 1L, 3L, 4L], _got.Select(got => got.Offset));
    }

    [Fact]
    public void Pull_TickerAt100HzWithRate2_GivesTwoASecondAndTheLast()
    {
        Subscribe(new Conflation(2, _pacer));
        for (var i = 0; i < 1000; i++, Elapse(10))
        {
            Append(1);
            Run();
        }
        Assert.Equal(20, _got.Count);
        Elapse(500);
        Run();
        Assert.Equal((21, 999L), (_got.Count, _got[^1].Offset));
        Assert.All(_got.Zip(_got.Skip(1)), pair => Assert.True(pair.Second.Time - pair.First.Time >= 500));
    }

    [Fact]
    public void Pull_AfterAQuietTime_GivesTheNextAtOnce()
    {
        Subscribe(new Conflation(2, _pacer));
        Append(1);
        Run();
        Elapse(10_000);
        Append(1);
        Run();
        Assert.Equal(2, _got.Count);
    }

    [Fact]
    public void Pull_HeldWhenUnsubscribed_GivesNothing()
    {
        Subscribe(new Conflation(2, _pacer));
        Append(1);
        Run();
        Append(1);
        Run();
        _window.Unsubscribe(_subscription, 0);
        Elapse(1000);
        Run();
        Assert.Single(_got);
    }

    /// <summary>Whatever comes when: in order, once, the newest in the end, and no key more often than its rate.</summary>
    [Fact]
    public void Pull_AnyInterleaving_KeepsOrderRateAndTheLastOfEachKey()
    {
        var step = Gen.Select(Gen.Int[0, 12].Array[0, 30], Gen.Int[0, 300], Gen.OneOf(1, 200, 100_000), Gen.Bool);
        Gen.Select(step.Array[1, 40], Gen.OneOf(0, 2, 10)).Sample((steps, rate) =>
        {
            using var run = new ConflationTests();
            run.Subscribe(rate == 0 ? new Conflation() : new Conflation(rate, run._pacer));
            foreach (var (keys, milliseconds, maxBytes, runs) in steps)
            {
                run.Append(keys);
                run.Elapse(milliseconds);
                if (runs) run.Run(maxBytes);
            }
            for (var i = 0; i < 3; i++, run.Elapse(1000)) run.Run();
            run.Check([.. steps.SelectMany(of => of.Item1)], rate == 0 ? 0 : 1000 / rate);
        });
    }

    private void Check(int[] appended, int interval)
    {
        Assert.Equal(_got.Select(got => got.Offset).Order().Distinct(), _got.Select(got => got.Offset));
        Assert.All(_got, got => Assert.Equal(appended[got.Offset], got.Key));
        foreach (var (key, last) in appended.Select((key, offset) => (key, offset)).GroupBy(of => of.key, (key, all) => (key, all.Last().offset)))
            Assert.Equal(last, _got.FindLast(got => got.Key == key).Offset);
        foreach (var ofKey in _got.GroupBy(got => got.Key))
            Assert.All(ofKey.Zip(ofKey.Skip(1)), pair => Assert.True(pair.Second.Time - pair.First.Time >= interval));
    }

    private void Subscribe(Conflation conflation)
    {
        _subscription = _window.Subscribe(Name, null, _subscriber)!;
        _subscription.Conflation = conflation;
        _subscription.Activate();
    }

    private void Append(params int[] keys)
    {
        foreach (var key in keys)
        {
            var offset = _window.Head + 1;
            var frame = new byte[FrameBytes];
            BinaryPrimitives.WriteInt64LittleEndian(frame, offset);
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(8), key);
            var record = new Gateway.Channels.Record(offset, 0, default, Encoding.UTF8.GetBytes($"key-{key}"));
            _window.Append(_window.Accept(Name, offset)!, record, frame, long.MaxValue);
        }
        _window.Mark(_wakes);
        foreach (var subscriber in _wakes) subscriber.Wake();
        _wakes.Clear();
    }

    private void Elapse(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    // As SendLoop does: it goes on as long as it writes.
    private void Run(int maxBytes = 64 << 10)
    {
        while (_isWoken)
        {
            _isWoken = false;
            while (PullAll(maxBytes)) continue;
        }
    }

    private bool PullAll(int maxBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        if (_subscriber.TakePending() is { } pending) _conflated += pending.Pull(output, maxBytes).Conflated;
        for (var frames = output.WrittenSpan; !frames.IsEmpty; frames = frames[FrameBytes..])
            _got.Add((BinaryPrimitives.ReadInt32LittleEndian(frames[8..]), BinaryPrimitives.ReadInt64LittleEndian(frames), _time.GetUtcNow().ToUnixTimeMilliseconds()));
        return output.WrittenCount > 0;
    }
}
