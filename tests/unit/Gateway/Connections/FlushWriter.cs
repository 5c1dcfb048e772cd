using System.IO.Pipelines;

namespace Gateway.Tests.Unit.Connections;

/// <summary>An output of which only the flushes matter: takes a few bytes, keeps none.</summary>
internal sealed class FlushWriter(Action flushed) : PipeWriter
{
    private readonly byte[] _room = new byte[64];

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        flushed();
        return default;
    }

    public override void Advance(int bytes)
    {
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

    public override Span<byte> GetSpan(int sizeHint = 0) => _room;

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
