using System.Buffers;
using System.IO.Pipelines;
using Gateway.Connections.Strangers;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// Reads the client's frames (RFC 6455, section 5) from the transport's pipe, however they are split, and puts the messages
/// together. Memory is taken for a message as its bytes arrive and given back with the next call, so an idle connection holds none.
/// Only the read itself waits; all else is one pass over the bytes that are there.
/// </summary>
/// <param name="input">The transport's input.</param>
/// <param name="maxMessageBytes">The greatest message, in bytes of payload over all its frames, as it is sent and as it inflates.</param>
/// <param name="mayDeflate">Whether <see cref="Deflation"/> was agreed.</param>
/// <param name="stranger">The account of a client that has shown no grant yet; null: it has.</param>
/// <param name="life">To be told of the bytes that come.</param>
internal sealed class FrameReader(PipeReader input, int maxMessageBytes, bool mayDeflate = false, Stranger? stranger = null, Liveness? life = null)
{
    private readonly MessageBuffer _message = new(maxMessageBytes);

    // While there is a compressed message only.
    private MessageInflater? _inflater;
    private byte[]? _control;
    private Stranger? _stranger = stranger;

    // The frame that is being read, if its header was, and how much of its payload.
    private ClientFrame _frame;
    private bool _isInFrame;
    private long _done;

    // Of the message's first frame.
    private Opcode _opcode;
    private bool _isDeflated;

    /// <summary>The client has shown a grant: messages may have this many bytes from now on.</summary>
    public void Know(int maxMessageBytes)
    {
        _stranger?.Know();
        _stranger = null;
        _message.MaxBytes = maxMessageBytes;
    }

    /// <summary>
    /// The next message, ping, pong or close; its payload is good until the next call. Null when the client is gone.
    /// </summary>
    /// <exception cref="WebSocketFault">The client broke the protocol; the close code is in it.</exception>
    public async ValueTask<WebSocketMessage?> ReadAsync()
    {
        _message.ReleaseIfComplete();
        ReleaseOthers();
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            life?.Received();
            WebSocketMessage message;
            bool isWhole;
            try
            {
                isWhole = TryRead(ref buffer, out message);
                _stranger?.Sent(result.Buffer.Length - buffer.Length);
            }
            catch (WebSocketFault)
            {
                // So that what follows can be passed over.
                input.AdvanceTo(result.Buffer.End);
                throw;
            }
            input.AdvanceTo(buffer.Start, isWhole ? buffer.Start : buffer.End);
            if (isWhole) return message;
            if (result.IsCompleted || result.IsCanceled) return null;
        }
    }

    /// <summary>Passes over what comes, up to the client's end or to so many bytes. No frame can be read any more.</summary>
    public async Task PassOverAsync(int maxBytes)
    {
        for (long passed = 0; passed <= maxBytes;)
        {
            var result = await input.ReadAsync();
            passed += result.Buffer.Length;
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    /// <summary>Gives all memory back.</summary>
    public void Release()
    {
        _stranger?.Leave();
        _message.Release();
        ReleaseOthers();
    }

    private void ReleaseOthers()
    {
        _inflater?.Release();
        _inflater = null;
        if (_control is not null) ArrayPool<byte>.Shared.Return(_control);
        _control = null;
    }

    // Moves the buffer past what was read.
    private bool TryRead(ref ReadOnlySequence<byte> buffer, out WebSocketMessage message)
    {
        message = default;
        while (_isInFrame || TryReadHeader(ref buffer))
        {
            _isInFrame = !(_frame.IsControl ? TryReadControl(ref buffer, out message) : TryReadPayload(ref buffer));
            if (_isInFrame) return false;
            if (_frame.IsControl) return true;
            if (!_frame.Fin) continue;
            message = Complete();
            return true;
        }
        return false;
    }

    private bool TryReadHeader(ref ReadOnlySequence<byte> buffer)
    {
        if (!ClientFrame.TryRead(ref buffer, out _frame, mayDeflate)) return false;
        _done = 0;
        if (_frame.IsControl) _stranger?.SentControl();
        if (_frame.IsControl) return true;
        if (_frame.Opcode is Opcode.Continuation != _message.IsOpen)
            throw WebSocketFault.Protocol("A continuation frame belongs to an unfinished message, and nothing else does.");
        if (!_message.IsOpen) (_opcode, _isDeflated) = (_frame.Opcode, _frame.IsDeflated);
        _message.Open(_frame.Length);
        return true;
    }

    private bool TryReadPayload(ref ReadOnlySequence<byte> buffer)
    {
        var part = buffer.Slice(0, Math.Min(buffer.Length, _frame.Length - _done));
        foreach (var piece in part)
        {
            _frame.Unmask(piece.Span, _message.Reserve(piece.Length), _done);
            _done += piece.Length;
        }
        buffer = buffer.Slice(part.End);
        return _done == _frame.Length;
    }

    // It may come between the frames of a message, which must not be touched.
    private bool TryReadControl(ref ReadOnlySequence<byte> buffer, out WebSocketMessage message)
    {
        message = new WebSocketMessage(_frame.Opcode, default);
        var length = (int)_frame.Length;
        if (buffer.Length < length) return false;
        if (length == 0) return true;
        _control = ArrayPool<byte>.Shared.Rent(length);
        var payload = _control.AsSpan(0, length);
        buffer.Slice(0, length).CopyTo(payload);
        _frame.Unmask(payload, payload, 0);
        buffer = buffer.Slice(length);
        message = new WebSocketMessage(_frame.Opcode, _control.AsMemory(0, length));
        return true;
    }

    private WebSocketMessage Complete()
    {
        var payload = _message.Close();
        if (_isDeflated) payload = (_inflater = new MessageInflater(_message.MaxBytes)).Inflate(payload);
        if (_opcode is Opcode.Text && !System.Text.Unicode.Utf8.IsValid(payload.Span)) throw WebSocketFault.Utf8();
        return new WebSocketMessage(_opcode, payload);
    }
}

/// <summary>A whole message, or a control frame.</summary>
internal readonly record struct WebSocketMessage(Opcode Opcode, ReadOnlyMemory<byte> Payload);
