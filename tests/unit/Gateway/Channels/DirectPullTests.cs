using System.Buffers;
using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Runs of frames that are sent from the window: whatever the socket takes of them, the client gets each frame once and whole.</summary>
public sealed class DirectPullTests
{
    private const int Frames = 15_000;
    private const int Batch = 60 << 10;
    private static readonly byte[] Name = "a"u8.ToArray();

    private readonly PartitionWindow _window = new(new PartitionId("t", 0, 1));
    private readonly ArrayBufferWriter<byte> _expected = new();
    private readonly List<int> _ends = [];

    public DirectPullTests() => _window.Open(-1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Pull_ByASocketThatTakesSomeOfEachRun_GivesEveryByteOnceInOrder(int seed)
    {
        var random = new Random(seed);
        var subscription = _window.Subscribe(Name, null, new CallbackSubscriber())!;
        Fill(random);
        var output = new Socket(random);
        var frames = 0;
        for (var result = subscription.Pull(output, Batch); result.Frames > 0; result = subscription.Pull(output, Batch))
        {
            frames += result.Frames;
            Assert.Equal(subscription.Cursor < Frames - 1, result.More);
            Assert.Equal(subscription.Cursor + 1, frames);
            // A pull ends where the socket is full: what was written after a torn run is no more than the frame's rest.
            if (output.IsFull) Assert.InRange(output.Unflushed, 1, 1000);
            output.Flush();
            Assert.Equal(EndOf(subscription.Cursor), output.Sent.Length);
        }
        Assert.Equal(Frames, frames);
        Assert.Equal(_expected.WrittenSpan, output.Sent.Span);
        Assert.True(output.Torn > 3);
    }

    [Fact]
    public void Pull_AfterWhatIsNotYetFlushed_IsCopiedBehindIt()
    {
        var subscription = _window.Subscribe(Name, null, new CallbackSubscriber())!;
        Fill(new Random(1));
        var output = new Socket(new Random(1));
        output.Write("reply"u8);
        var result = subscription.Pull(output, Batch);
        Assert.Equal(0, output.Sent.Length);
        output.Flush();
        Assert.Equal("reply"u8.Length + result.Bytes, output.Sent.Length);
        Assert.True(output.Sent.Span.StartsWith("reply"u8));
    }

    private int EndOf(long offset) => _ends[(int)offset];

    private void Fill(Random random)
    {
        for (var offset = 0; offset < Frames; offset++)
        {
            var frame = Encoding.UTF8.GetBytes($"{offset}".PadRight(random.Next(50, 1000), '.'));
            _expected.Write(frame);
            _ends.Add(_expected.WrittenCount);
            _window.Append(_window.Accept(Name, offset)!, new Record(offset, 0, default, "key"u8.ToArray()), frame, 16 << 20);
        }
    }

    private sealed class Socket(Random random) : IDirectOutput
    {
        private readonly ArrayBufferWriter<byte> _sent = new();
        private readonly ArrayBufferWriter<byte> _unflushed = new();

        public ReadOnlyMemory<byte> Sent => _sent.WrittenMemory;

        public int Unflushed => _unflushed.WrittenCount;

        public bool IsFull { get; private set; }

        public int Torn { get; private set; }

        public void Flush()
        {
            _sent.Write(_unflushed.WrittenSpan);
            _unflushed.ResetWrittenCount();
            IsFull = false;
        }

        public bool IsFlushed => Unflushed == 0;

        public bool TrySend(List<ArraySegment<byte>> pieces, out int sent)
        {
            Assert.False(IsFull);
            sent = 0;
            if (!IsFlushed) return false;
            var bytes = pieces.SelectMany(piece => piece).ToArray().AsSpan();
            // All, nothing, or some.
            sent = random.Next(4) switch { 0 => 0, 1 => random.Next(bytes.Length), _ => bytes.Length };
            _sent.Write(bytes[..sent]);
            IsFull = sent < bytes.Length;
            if (IsFull) Torn++;
            return true;
        }

        public void Advance(int count) => _unflushed.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);
    }
}
