using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Gateway.Connections.WebSockets;
using Gateway.Protocols.Json;

namespace Gateway.Tests.Microbench;

/// <summary>A client's frames become messages, a message a command.</summary>
public class ReadingBenchmarks
{
    private const int Messages = 64;

    private readonly byte[] _subscribe = """{"id":2,"subscribe":{"channels":["orders.1",{"channel":"orders.2","position":"5f3a0c11.3.1041"}]}}"""u8.ToArray();
    private readonly byte[] _publish = """{"id":3,"publish":{"channel":"orders.1","type":"order.created","data":{"total":12,"lines":[1,2,3]}}}"""u8.ToArray();

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly byte[] _frames;
    private readonly FrameReader _reader;

    public ReadingBenchmarks()
    {
        _frames = [.. Enumerable.Repeat(Masked(_subscribe), Messages).SelectMany(frame => frame)];
        _reader = new FrameReader(_pipe.Reader, 2 << 20);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task<int> ReadFrames()
    {
        var bytes = 0;
        await _pipe.Writer.WriteAsync(_frames);
        for (var i = 0; i < Messages; i++) bytes += (await _reader.ReadAsync())!.Value.Payload.Length;
        return bytes;
    }

    [Benchmark]
    public object ReadSubscribe() => CommandReader.Read(_subscribe);

    [Benchmark]
    public object ReadPublish() => CommandReader.Read(_publish);

    // A mask of zeros: unmasking does not look at it.
    private static byte[] Masked(byte[] payload) => [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
}
