using System.Buffers.Binary;

namespace Gateway.Tests.Unit.Channels.Model;

/// <summary>Frames that say whose they are, so that a wrong, torn or shifted one is seen.</summary>
internal static class Frames
{
    private const int Header = 16;

    public static byte[] Of(LogModel.Entry record)
    {
        var frame = new byte[record.Size];
        frame.AsSpan().Fill((byte)record.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(frame, record.Size);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), record.Channel);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(8), record.Offset);
        return frame;
    }

    public static List<LogModel.Entry> Parse(ReadOnlySpan<byte> bytes)
    {
        var records = new List<LogModel.Entry>();
        while (!bytes.IsEmpty)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            var record = new LogModel.Entry(
                BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), size);
            if (bytes[Header..size].ContainsAnyExcept((byte)record.Offset)) throw new InvalidOperationException($"The frame of {record} is torn.");
            records.Add(record);
            bytes = bytes[size..];
        }
        return records;
    }
}
