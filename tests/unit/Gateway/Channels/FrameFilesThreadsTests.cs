using System.Buffers;
using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Record = Gateway.Channels.Record;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Files that are written, read and closed by several threads while the log goes on.</summary>
public sealed class FrameFilesThreadsTests
{
    private const int Frames = 60_000;
    private const int Readers = 12;
    private static readonly byte[] Name = "a"u8.ToArray();

    [LinuxFact]
    public async Task Pull_WhileFilesComeAndGo_GivesEveryByteOnceInOrder()
    {
        // 30 MB of frames in no more than 8 MiB of files.
        var files = MemoryFiles.Of(8 << 20);
        var window = new PartitionWindow(new PartitionId("t", 0, 1), files: files);
        window.Open(-1);
        using var together = new Barrier(Readers);
        var readers = Enumerable.Range(0, Readers).Select(_ => (Subscription: window.Subscribe(Name, null, new CallbackSubscriber())!, Output: new Checker())).ToList();
        var pulls = readers.Select(reader => Task.Factory.StartNew(() => PullAll(reader.Subscription, reader.Output, together), TaskCreationOptions.LongRunning)).ToList();
        for (var offset = 0; offset < Frames; offset++) window.Append(window.Accept(Name, offset)!, new Record(offset, 0, default), Frame(offset), 256 << 20);
        await Task.WhenAll(pulls);

        Assert.All(readers, reader => Assert.Equal(Frames, reader.Output.Next));
        Assert.True(readers.Sum(reader => reader.Output.FromFile) > 0);
        Assert.InRange(files.Bytes, 1, 8 << 20);
    }

    private static byte[] Frame(int offset) => Encoding.ASCII.GetBytes($"{offset:D8}".PadRight(400 + (offset % 200), '.') + '\n');

    // All at once, so that they want the same bytes while these are being written.
    private static void PullAll(Subscription subscription, Checker output, Barrier together)
    {
        try
        {
            while (subscription.Cursor < Frames - 1)
            {
                together.SignalAndWait();
                subscription.Pull(output, 60 << 10);
                output.Flush();
            }
        }
        finally
        {
            // Also when it has failed: the others would wait for it.
            together.RemoveParticipant();
        }
    }

    // Knows what comes next, so that nothing need be kept.
    private sealed class Checker : IDirectOutput
    {
        private readonly ArrayBufferWriter<byte> _unflushed = new();
        private readonly ArrayBufferWriter<byte> _rest = new();

        public int Next { get; private set; }

        public int FromFile { get; private set; }

        public bool IsFlushed => _unflushed.WrittenCount == 0;

        public void Flush()
        {
            Take(_unflushed.WrittenSpan);
            _unflushed.ResetWrittenCount();
        }

        public int Send(List<ArraySegment<byte>> pieces)
        {
            foreach (var piece in pieces) Take(piece);
            return pieces.Sum(piece => piece.Count);
        }

        public bool TrySend(in FileRange range, out int sent)
        {
            sent = 0;
            var bytes = new byte[range.Length];
            try
            {
                Assert.Equal(bytes.Length, RandomAccess.Read(range.File, bytes, range.At));
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
            Take(bytes);
            FromFile++;
            sent = bytes.Length;
            return true;
        }

        public void Advance(int count) => _unflushed.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);

        private void Take(ReadOnlySpan<byte> bytes)
        {
            _rest.Write(bytes);
            var rest = _rest.WrittenSpan;
            for (var frame = Frame(Next); rest.Length >= frame.Length; frame = Frame(Next))
            {
                Assert.True(rest.StartsWith(frame), $"not frame {Next}");
                rest = rest[frame.Length..];
                Next++;
            }
            var left = rest.ToArray();
            _rest.ResetWrittenCount();
            _rest.Write(left);
        }
    }
}
