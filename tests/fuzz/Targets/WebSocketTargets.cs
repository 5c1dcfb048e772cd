using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Gateway.Connections.WebSockets;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>What a client may send before and beneath its commands.</summary>
internal static class WebSocketTargets
{
    private const int MaxMessage = 64 << 10;

    // The bytes as they come from a socket: however they are split, they are the same messages or the same fault.
    internal static readonly Target Frames = new("frames", input =>
    {
        var whole = Read(new ReadOnlySequence<byte>(input));
        Unless(whole == Read(Split(input, 1 + (input.Length / 7))), "Frames that come in pieces are read as those that come whole.");
        Unless(whole == Read(Split(input, 1)), "Frames that come byte by byte are read as those that come whole.");
    })
    { MaxBytes = 2048, AllocationBase = 4 << 20, AllocationFactor = 4096, Words = ["\u0081\u0085", "\u0001\u0080", "\u0080\u0080", "\u0089\u0080", "\u0088\u0082"] };

    internal static readonly Target Inflate = new("inflate", input =>
    {
        Inflated(input);
        Unless(Inflated(Deflated(input))?.SequenceEqual(input) is true, "What was deflated inflates to itself.");
    })
    { AllocationBase = 1 << 20 };

    internal static readonly Target Extensions = new("extensions", input =>
    {
        if (!Deflation.TryAgree(Text.Of(input), out var agreed) || agreed is null) return;
        Unless(agreed.WindowBits is >= 8 and <= 15, "A window has 8 to 15 bits.");
        Unless(Deflation.TryAgree(agreed.Answer, out var again) && again is not null, "What is answered can be offered.");
    })
    { Words = ["permessage-deflate", "server_max_window_bits", "client_max_window_bits", "server_no_context_takeover", "=15", "\"", ";", ","] };

    // Opcodes and payloads in order, then how it ended.
    private static string Read(ReadOnlySequence<byte> bytes)
    {
        var reader = new FrameReader(PipeReader.Create(bytes), MaxMessage, mayDeflate: true);
        var read = new System.Text.StringBuilder();
        try
        {
            while (Complete(reader.ReadAsync()) is { } message)
            {
                Unless(message.Payload.Length <= MaxMessage, "A message is within its bound.");
                read.Append(message.Opcode).Append(':').Append(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(message.Payload.Span))).Append(' ');
            }
        }
        catch (WebSocketFault fault)
        {
            read.Append(fault.Code.Name);
        }
        finally
        {
            reader.Release();
        }
        return read.ToString();
    }

    private static WebSocketMessage? Complete(ValueTask<WebSocketMessage?> reading) =>
        reading.IsCompleted ? reading.Result : throw new BrokenPropertyException("All bytes are there: nothing is waited for.");

    private static byte[]? Inflated(byte[] deflated)
    {
        var inflater = new MessageInflater(MaxMessage);
        try
        {
            return inflater.Inflate(deflated).ToArray();
        }
        catch (WebSocketFault)
        {
            return null;
        }
        finally
        {
            inflater.Release();
        }
    }

    // As RFC 7692, 7.2.1: flushed, without the last four bytes.
    private static byte[] Deflated(byte[] message)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(message);
            deflate.Flush();
            if (output.Length >= 4) return output.ToArray()[..^4];
        }
        return [0];
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int piece)
    {
        if (bytes.Length == 0) return ReadOnlySequence<byte>.Empty;
        Piece? first = null, last = null;
        foreach (var part in bytes.Chunk(piece)) last = last is null ? first = new Piece(part, 0) : last.Then(part);
        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long start) => (Memory, RunningIndex) = (bytes, start);

        public Piece Then(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
