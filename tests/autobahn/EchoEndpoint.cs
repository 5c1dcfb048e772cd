using System.IO.Pipelines;
using Gateway.Connections;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Autobahn;

/// <summary>Sends every message back as it came, and ends a connection as <see cref="Connection"/> does, without the pushes of a protocol.</summary>
internal static class EchoEndpoint
{
    private const int MaxMessageBytes = 16 << 20;

    private static readonly SendQueues Queues = new();

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        if (!Upgrade.IsAcceptable(context)) return Results.BadRequest();
        await Upgrade.AcceptAsync(context, null);
        await Upgrade.ServeAsync(context, ServeAsync);
        return Results.Empty;
    }

    private static async Task ServeAsync(IDuplexPipe transport)
    {
        var sender = new SendLoop(transport.Output, Queues.Next(), TimeProvider.System);
        var sending = sender.RunAsync();
        await EchoAsync(new FrameReader(transport.Input, MaxMessageBytes), sender);
        await sending;
    }

    private static async Task EchoAsync(FrameReader reader, SendLoop sender)
    {
        try
        {
            while (await reader.ReadAsync() is { } message && Echo(message, sender)) await sender.Outbox.WhenBelowLimitAsync();
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
    private static bool Echo(WebSocketMessage message, SendLoop sender)
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
                sender.Send(FrameHeader.Frame(message.Opcode, message.Payload.Span));
                return true;
        }
    }
}
