using Confluent.Kafka;

namespace Gateway.Shared.Kafka;

/// <summary>
/// Hands key and value out in one buffer that is used again for each record: they are good until the next one is consumed, which
/// is all that the consume loop needs. Confluent.Kafka's own deserializers allocate an array for each.
/// </summary>
internal sealed class ReusedBufferDeserializer : IDeserializer<ReadOnlyMemory<byte>?>
{
    private byte[] _buffer = new byte[4096];

    public ReadOnlyMemory<byte>? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull) return null;
        if (data.Length > _buffer.Length) _buffer = new byte[Math.Max(data.Length, 2 * _buffer.Length)];
        data.CopyTo(_buffer);
        return _buffer.AsMemory(0, data.Length);
    }
}
