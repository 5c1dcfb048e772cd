using BenchmarkDotNet.Attributes;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Microbench;

/// <summary>A frame becomes its compressed form: once for all who take it so. And back, for a client's message.</summary>
public class DeflaterBenchmarks
{
    private readonly FrameDeflater _deflater = new();
    private readonly MessageInflater _inflater = new(16 << 20);
    private byte[] _frame = [];
    private byte[] _payload = [];

    [Params(300, 1_024, 4_096, 65_536)]
    public int DataBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _frame = Samples.Frame(DataBytes);
        var deflated = _deflater.Deflate(_frame);
        _payload = deflated[FrameHeader.LengthOf(deflated)..].ToArray();
    }

    [Benchmark]
    public int Deflate() => _deflater.Deflate(_frame).Length;

    [Benchmark]
    public int Inflate()
    {
        var length = _inflater.Inflate(_payload).Length;
        _inflater.Release();
        return length;
    }
}
