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

    private PartitionWindow _window = new(new PartitionId("t", 0, 1));
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

    [LinuxFact]
    public void Pull_ByManyOfTheSame_SendsItFromAFile()
    {
        _window = new(new PartitionId("t", 0, 1), files: MemoryFiles.Of(8 << 20));
        _window.Open(-1);
        var readers = Enumerable.Range(0, 10).Select(seed => (
            Subscription: _window.Subscribe(Name, null, new CallbackSubscriber())!,
            Socket: new Socket(new Random(seed)))).ToList();
        Fill(new Random(1));
        for (var isPulling = true; isPulling;)
        {
            isPulling = false;
            foreach (var (subscription, socket) in readers)
            {
                isPulling |= subscription.Pull(socket, Batch).Frames > 0;
                socket.Flush();
                Assert.Equal(EndOf(subscription.Cursor), socket.Sent.Length);
            }
        }
        Assert.All(readers, reader => Assert.Equal(_expected.WrittenSpan, reader.Socket.Sent.Span));
        // Of the window, as large as two files, all but what was sent before there was a file, and what lies across two.
        Assert.InRange(readers.Sum(reader => (long)reader.Socket.FromFile), 5L * _expected.WrittenCount, 10L * _expected.WrittenCount);
    }

    [Fact]
    public void Pull_AfterASendThatThrewOnTheSameThread_SendsNothingOfTheOther()
    {
        var (one, other) = (_window.Subscribe(Name, null, new CallbackSubscriber())!, _window.Subscribe(Name, null, new CallbackSubscriber())!);
        Fill(new Random(1));
        Assert.Throws<InvalidOperationException>(() => one.Pull(new Socket(new Random(1)) { Throws = true }, Batch));
        var socket = new Socket(new Random(1));
        other.Pull(socket, Batch);
        socket.Flush();
        Assert.Equal(EndOf(other.Cursor), socket.Sent.Length);
        Assert.True(_expected.WrittenSpan.StartsWith(socket.Sent.Span));
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

        public int FromFile { get; private set; }

        public void Flush()
        {
            _sent.Write(_unflushed.WrittenSpan);
            _unflushed.ResetWrittenCount();
            IsFull = false;
        }

        public bool IsFlushed => Unflushed == 0;

        public bool Throws { get; init; }

        public int Send(List<ArraySegment<byte>> pieces) =>
            Throws ? throw new InvalidOperationException() : Send([.. pieces.SelectMany(piece => piece)]);

        public bool TrySend(in FileRange range, out int sent)
        {
            var bytes = new byte[range.Length];
            Assert.Equal(bytes.Length, RandomAccess.Read(range.File, bytes, range.At));
            sent = Send(bytes);
            FromFile += sent;
            return true;
        }

        private int Send(byte[] bytes)
        {
            Assert.False(IsFull);
            Assert.True(IsFlushed);
            // All, nothing, or some.
            var sent = random.Next(4) switch { 0 => 0, 1 => random.Next(bytes.Length), _ => bytes.Length };
            _sent.Write(bytes.AsSpan(0, sent));
            IsFull = sent < bytes.Length;
            if (IsFull) Torn++;
            return sent;
        }

        public void Advance(int count) => _unflushed.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);
    }
}
