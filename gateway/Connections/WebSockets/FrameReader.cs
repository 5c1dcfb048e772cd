using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Reads the client's frames (RFC 6455, section 5) from the transport's pipe, however they are split, and puts the messages
/// together. Memory is taken for a message as its bytes arrive and given back with the next call, so an idle connection holds none.
/// </summary>
/// <param name="input">The transport's input.</param>
/// <param name="maxMessageBytes">The greatest message, in bytes of payload over all its frames, as it is sent and as it inflates.</param>
/// <param name="mayDeflate">Whether <see cref="Deflation"/> was agreed.</param>
internal sealed class FrameReader(PipeReader input, int maxMessageBytes, bool mayDeflate = false)
{
    private readonly MessageBuffer _message = new(maxMessageBytes);
    private readonly byte[] _control = new byte[ClientFrame.MaxControlBytes];
    private readonly MessageInflater? _inflater = mayDeflate ? new(maxMessageBytes) : null;
    private Opcode _messageOpcode;
    private bool _isDeflated;

    /// <summary>
    /// The next message, ping, pong or close; its payload is good until the next call. Null when the client is gone.
    /// </summary>
    /// <exception cref="WebSocketFault">The client broke the protocol; the close code is in it.</exception>
    public async ValueTask<WebSocketMessage?> ReadAsync()
    {
        _message.ReleaseIfComplete();
        _inflater?.Release();
        while (await ReadHeaderAsync() is { } frame)
        {
            CheckSequence(frame);
            if (frame.IsControl) return await ReadControlAsync(frame);
            if (frame.Opcode is not Opcode.Continuation) (_messageOpcode, _isDeflated) = (frame.Opcode, frame.IsDeflated);
            if (!await ReadPayloadAsync(frame)) return null;
            if (frame.Fin) return Complete();
        }
        return null;
    }

    /// <summary>Gives all memory back.</summary>
    public void Release()
    {
        _message.Release();
        _inflater?.Release();
    }

    private async ValueTask<ClientFrame?> ReadHeaderAsync()
    {
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            if (ClientFrame.TryRead(ref buffer, out var frame, mayDeflate))
            {
                input.AdvanceTo(buffer.Start);
                return frame;
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted || result.IsCanceled) return null;
        }
    }

    private void CheckSequence(in ClientFrame frame)
    {
        if (frame.IsControl) return;
        if (frame.Opcode is Opcode.Continuation != _message.IsOpen)
            throw WebSocketFault.Protocol("A continuation frame belongs to an unfinished message, and nothing else does.");
        _message.Open(frame.Length);
    }

    private async ValueTask<bool> ReadPayloadAsync(ClientFrame frame)
    {
        for (var done = 0L; done < frame.Length;)
        {
            var result = await input.ReadAsync();
            var part = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, frame.Length - done));
            foreach (var piece in part)
            {
                frame.Unmask(piece.Span, _message.Reserve(piece.Length), done);
                done += piece.Length;
            }
            input.AdvanceTo(part.End);
            if (done < frame.Length && (result.IsCompleted || result.IsCanceled)) return false;
        }
        return true;
    }

    private async ValueTask<WebSocketMessage?> ReadControlAsync(ClientFrame frame)
    {
        var length = (int)frame.Length;
        // A read would wait for the next frame's bytes.
        if (length == 0) return new WebSocketMessage(frame.Opcode, default);
        var result = await input.ReadAtLeastAsync(length);
        if (result.Buffer.Length < length)
        {
            input.AdvanceTo(result.Buffer.Start);
            return null;
        }
        var payload = result.Buffer.Slice(0, length);
        payload.CopyTo(_control);
        frame.Unmask(_control.AsSpan(0, length), _control.AsSpan(0, length), 0);
        input.AdvanceTo(payload.End);
        return new WebSocketMessage(frame.Opcode, _control.AsMemory(0, length));
    }

    private WebSocketMessage Complete()
    {
        var payload = _message.Close();
        if (_isDeflated) payload = _inflater!.Inflate(payload);
        if (_messageOpcode is Opcode.Text && !System.Text.Unicode.Utf8.IsValid(payload.Span)) throw WebSocketFault.Utf8();
        return new WebSocketMessage(_messageOpcode, payload);
    }
}

/// <summary>A whole message, or a control frame.</summary>
internal readonly record struct WebSocketMessage(Opcode Opcode, ReadOnlyMemory<byte> Payload);
