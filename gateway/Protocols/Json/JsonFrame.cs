using System.Buffers;
using System.Text.Json;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Events;

namespace Gateway.Protocols.Json;

/// <summary>Builds one JSON message as a whole WebSocket text frame. May be used again and again, by one thread at a time.</summary>
internal sealed class JsonFrame
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public JsonFrame() => _json = new Utf8JsonWriter(_buffer, EventJson.WriterOptions);

    /// <summary>Starts a message.</summary>
    public Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(FrameHeader.MaxLength);
        _buffer.Advance(FrameHeader.MaxLength);
        _json.Reset();
        return _json;
    }

    /// <summary>The frame; good until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> End()
    {
        _json.Flush();
        var payload = _buffer.WrittenCount - FrameHeader.MaxLength;
        var start = FrameHeader.MaxLength - FrameHeader.LengthFor(payload);
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_buffer.WrittenMemory)[start..].Span;
        FrameHeader.Write(frame, Opcode.Text, payload);
        return frame;
    }
}
