using System.IO.Pipelines;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// A connection's pipe as HTTP sees it while it may still be handed over: the end of HTTP does not end it, and where HTTP writes to
/// can be changed.
/// </summary>
internal sealed class HeldPipe(IDuplexPipe transport, Handover handover) : IDuplexPipe
{
    private readonly Reader _input = new(transport.Input);
    private readonly Writer _output = new(transport.Output);

    /// <summary>The handover that may come.</summary>
    public Handover Handover => handover;

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>Lets all that HTTP writes from now on go here.</summary>
    public void WriteTo(PipeWriter output) => _output.Target = output;

    private sealed class Reader(PipeReader source) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => source.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => source.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => source.CancelPendingRead();

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => source.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => source.TryRead(out result);

        public override void Complete(Exception? exception = null)
        {
            // The connection's own end completes it.
        }
    }

    private sealed class Writer(PipeWriter target) : PipeWriter
    {
        public PipeWriter Target { get; set; } = target;

        public override bool CanGetUnflushedBytes => Target.CanGetUnflushedBytes;

        public override long UnflushedBytes => Target.UnflushedBytes;

        public override void Advance(int bytes) => Target.Advance(bytes);

        public override void CancelPendingFlush() => Target.CancelPendingFlush();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Target.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => Target.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => Target.GetSpan(sizeHint);

        public override void Complete(Exception? exception = null)
        {
            // The connection's own end completes it.
        }
    }
}
