using BenchmarkDotNet.Attributes;
using Confluent.Kafka;
using Gateway.Protocols.Json;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Microbench;

/// <summary>A record becomes a frame: once for all who subscribe.</summary>
public class EncoderBenchmarks
{
    private static readonly Position At = new(0x5f3a0c11, 3, 1041);

    private readonly EventEncoder _encoder = new();
    private Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> _message = null!;

    [Params(200, 2_000)]
    public int DataBytes { get; set; }

    [GlobalSetup]
    public void Setup() => _message = Samples.Message(Samples.Data(DataBytes));

    [Benchmark]
    public int Encode() => _encoder.Encode(At, _message).Length;
}
