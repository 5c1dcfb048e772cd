using System.IO.Pipelines;
using Gateway.Connections;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Autobahn;

/// <summary>Sends every message back as it came, and ends a connection as <see cref="Connection"/> does, without the pushes of a protocol.
/// To whoever agreed on it messages are sent compressed, as events are; of any size.</summary>
internal static class EchoEndpoint
{
    private const int MaxMessageBytes = 16 << 20;

    private static readonly SendQueue Queue = new();

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        if (HandshakeFault.Of(context) is not null) return Results.BadRequest();
        if (!Deflation.TryAgree(context.Request.Headers.SecWebSocketExtensions.ToString(), out var deflation)) return Results.BadRequest();
        await Upgrade.AcceptAsync(context, null, deflation);
        await Upgrade.ServeAsync(context, transport => ServeAsync(transport, deflation));
        return Results.Empty;
    }

    private static async Task ServeAsync(IDuplexPipe transport, Deflation? deflation)
    {
        var sender = new SendLoop(transport.Output, Queue, TimeProvider.System);
        var sending = sender.RunAsync();
        sender.MaxDeflatedFrame = deflation?.MaxFrame ?? 0;
        await EchoAsync(new FrameReader(transport.Input, MaxMessageBytes, deflation is not null), sender, new FrameDeflater());
        await sending;
    }

    private static async Task EchoAsync(FrameReader reader, SendLoop sender, FrameDeflater deflater)
    {
        try
        {
            while (await reader.ReadAsync() is { } message && Echo(message, sender, deflater)) await sender.Outbox.WhenBelowLimitAsync();
            sender.Finish();
        }
        catch (WebSocketFault fault)
        {
            sender.Finish(FrameHeader.Close(fault.Code.Number));
        }
        finally
        {
            reader.Release();
        }
    }

    // False when nothing more is to be read.
    private static bool Echo(WebSocketMessage message, SendLoop sender, FrameDeflater deflater)
    {
        switch (message.Opcode)
        {
            case Opcode.Close:
                sender.Finish(FrameHeader.Close(CloseFrame.Read(message.Payload.Span)));
                return false;
            case Opcode.Ping:
                sender.Send(FrameHeader.Frame(Opcode.Pong, message.Payload.Span));
                return true;
            case Opcode.Pong:
                return true;
            default:
                sender.Send(Frame(message, sender, deflater));
                return true;
        }
    }

    private static byte[] Frame(WebSocketMessage message, SendLoop sender, FrameDeflater deflater)
    {
        var frame = FrameHeader.Frame(message.Opcode, message.Payload.Span);
        var deflated = frame.Length <= sender.MaxDeflatedFrame ? deflater.Deflate(frame) : default;
        return deflated.IsEmpty ? frame : deflated.ToArray();
    }
}
