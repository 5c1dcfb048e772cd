using System.IO.Pipelines;
using System.Net.Sockets;
using Gateway.Channels;
using Gateway.Connections.Strangers;
using Gateway.Connections.WebSockets;
using Gateway.Cursors;
using Gateway.Protocols.Json;
using Gateway.Shared.Sessions;
using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Connections;

/// <summary>
/// One WebSocket: a receive loop that reads commands one after the other, a send loop that is its only writer, and the
/// subscriptions, which only the receive loop touches.
/// </summary>
internal sealed class Connection
{
    private const int LingerBytes = 256 << 10;

    private readonly FrameReader _reader;
    private readonly SendLoop _sender;
    private readonly Action _abort;

    // Subscriptions by channel; made with the first one, because many connections wait long for it.
    private Dictionary<string, Subscription>? _subscriptions;

    public Connection(
        string id, string app, IDuplexPipe transport, GatewayOptions options, SendQueue queue, TimeProvider time, Action abort, Stranger stranger, Deflation? deflation = null, Socket? socket = null)
    {
        Id = id;
        App = app;
        _abort = abort;
        Socket = socket;
        Liveness = new Liveness(time, options);
        _reader = new FrameReader(transport.Input, Math.Min(options.MaxMessageBytes, Stranger.MaxMessageBytes), deflation is not null, stranger, Liveness);
        _sender = new SendLoop(transport.Output, queue, time, lose: () => Close(Codes.LogChanged));
        Subscriber.MaxDeflatedFrame = deflation?.MaxFrame ?? 0;
    }

    /// <summary>Identifies the connection in logs and to its client; random.</summary>
    public string Id { get; }

    /// <summary>Below its transport, also below TLS; null in tests.</summary>
    public Socket? Socket { get; }

    /// <summary>The app of the address; the session's token must be for it.</summary>
    public string App { get; }

    /// <summary>Who it speaks for; null before <c>connect</c>.</summary>
    public Session? Session { get; private set; }

    /// <summary>The id of the last command.</summary>
    public long LastCommandId { get; set; }

    /// <summary>Its times.</summary>
    public Liveness Liveness { get; }

    /// <summary>How many publishes wait for Kafka; bounded by the dispatcher.</summary>
    public Slots PublishSlots { get; } = new();

    /// <summary>How many acknowledgements wait for Kafka.</summary>
    public Slots AckSlots { get; } = new();

    /// <summary>
    /// The subscribe or unsubscribe command that waits for Kafka; null: none. Until it ends the receive loop leaves the subscriptions to it.
    /// </summary>
    public Task? Subscribing { get; set; }

    /// <summary>Its commands that are not yet answered.</summary>
    public CommandsInHand InHand { get; } = new();

    /// <summary>Its subscriptions, by channel.</summary>
    public Dictionary<string, Subscription> Subscriptions => _subscriptions ??= new(StringComparer.Ordinal);

    /// <summary>The cursors of those that are durable, by channel; null if none ever was.</summary>
    public Dictionary<string, DurableCursor>? Durables { get; set; }

    /// <summary>What its subscriptions are made with.</summary>
    public Subscriber Subscriber => _sender;

    /// <summary>It has shown a grant: from now on it may send what anybody connected may.</summary>
    public void Grant(Session session, int maxMessageBytes)
    {
        Session = session;
        _reader.Know(maxMessageBytes);
    }

    /// <summary>Queues a frame for this client.</summary>
    public void Send(byte[] frame) => _sender.Send(frame);

    /// <summary>Sends a WebSocket ping.</summary>
    public void Ping() => _sender.Send(FrameHeader.Frame(Opcode.Ping, []));

    /// <summary>Tells the client why, and starts the closing handshake. Only the first call counts.</summary>
    public void Close(Code code, string? detail = null)
    {
        if (!_sender.Finish(ReplyWriter.Closing(code, detail), FrameHeader.Close(code.Number, code.Name))) return;
        PublishMetrics.Refused(code);
        Liveness.Closing();
    }

    /// <summary>
    /// Tells the client to reconnect elsewhere as soon as all commands that were begun are answered, or at the deadline. No other is
    /// begun from now on: what then has no reply was not carried out.
    /// </summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await InHand.RefuseAsync().WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close(Codes.Draining);
    }

    /// <summary>Ends it at once.</summary>
    public void Abort() => _abort();

    /// <summary>Runs until the client is gone or the connection was closed; every message goes to <paramref name="dispatcher"/>.</summary>
    public async Task RunAsync(Dispatcher dispatcher)
    {
        var sending = SendAsync();
        var isBroken = false;
        try
        {
            while (await _reader.ReadAsync() is { } message && await HandleAsync(dispatcher, message))
                await _sender.Outbox.WhenBelowLimitAsync();
        }
        catch (WebSocketFault fault)
        {
            Close(fault.Code, fault.Message == fault.Code.Message ? null : fault.Message);
            isBroken = true;
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            // The client left without a closing handshake.
        }
        catch (Exception failure)
        {
            dispatcher.LogFailure(failure, Id);
            Close(Codes.Internal);
        }
        _reader.Release();
        _sender.Finish();
        // The last frames still have to leave; if the client does not take them, the heartbeat aborts.
        Liveness.Closing();
        await sending;
        if (isBroken) await LingerAsync();
        // What it makes still has to be ended.
        if (Subscribing is { } subscribing) await subscribing;
    }

    // A socket that is closed while something of the client's is unread is reset, and the client may never read why. So what still comes is passed over until the
    // client has seen the end and closes too; it has as long as for any closing handshake. Below TLS nothing but HTTP's own end can be sent.
    private async Task LingerAsync()
    {
        if (Socket is null || !_sender.WritesToSocket) return;
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            await _reader.PassOverAsync(LingerBytes);
        }
        catch (Exception gone) when (gone is SocketException || IsDisconnect(gone))
        {
            // That is what was waited for.
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await _sender.RunAsync();
        }
        catch (Exception gone) when (IsDisconnect(gone))
        {
            // The receive loop sees it too.
        }
        finally
        {
            // Nothing can be sent any more: whatever the receive loop still waits for ends in time.
            Liveness.Closing();
        }
    }

    // False when nothing more is to be read.
    private async ValueTask<bool> HandleAsync(Dispatcher dispatcher, WebSocketMessage message)
    {
        switch (message.Opcode)
        {
            case Opcode.Close:
                _sender.Finish(FrameHeader.Close(CloseFrame.Read(message.Payload.Span)));
                return false;
            case Opcode.Ping:
                _sender.SendPong(message.Payload.Span);
                return true;
            case Opcode.Pong:
                return true;
            default:
                // Once closing, only the client's close frame is waited for.
                if (!Liveness.IsClosing && InHand.TryBegin()) await CarryOutAsync(dispatcher, message.Payload);
                return true;
        }
    }

    private async ValueTask CarryOutAsync(Dispatcher dispatcher, ReadOnlyMemory<byte> message)
    {
        try
        {
            var carried = dispatcher.DispatchAsync(this, message);
            if (carried.IsCompletedSuccessfully) return;
            // What the client sends meanwhile is not read: its silence is ours.
            Liveness.Occupied();
            await carried;
            Liveness.Received();
        }
        finally
        {
            InHand.End();
        }
    }

    private static bool IsDisconnect(Exception exception) =>
        exception is ConnectionResetException or ConnectionAbortedException or IOException or OperationCanceledException or ObjectDisposedException;
}
