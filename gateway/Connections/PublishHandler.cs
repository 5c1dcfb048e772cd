using Gateway.Protocols.Json;
using Gateway.Shared.Sessions;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Publishes a client's own event the way of all others: to Kafka, answered when Kafka has it.</summary>
internal sealed partial class PublishHandler(EventProducer producer, IOptions<GatewayOptions> options, TimeProvider time, ILogger<PublishHandler> log)
{
    /// <summary>Hands the event to Kafka; returns when the next command may be read, which is before Kafka has answered.</summary>
    public async ValueTask PublishAsync(Connection connection, Command.Publish command)
    {
        var complete = EventOf(connection.Session!, command.Draft);
        if (Refusal(connection.Session!, complete, command.Draft.DataFault, out var detail) is { } refusal)
        {
            Dispatcher.Refuse(connection, command.Id, refusal, detail);
            return;
        }
        await connection.PublishSlots.TakeAsync();
        connection.InHand.Hold();
        _ = CompleteAsync(connection, command.Id, complete);
    }

    // Nobody awaits it: whatever happens the command is answered, and its slot given back.
    private async Task CompleteAsync(Connection connection, long? id, Event published)
    {
        byte[]? reply = null;
        try
        {
            reply = Reply(id, published, await producer.PublishAsync(connection.Session!.App, published));
        }
        catch (Exception failure)
        {
            PublishMetrics.Refused(Codes.Internal);
            LogFailure(failure, connection.Id);
        }
        finally
        {
            connection.PublishSlots.Release();
            connection.Send(reply ?? ReplyWriter.Error(id, Codes.Internal));
            connection.InHand.End();
        }
    }

    private static byte[] Reply(long? id, Event published, PublishOutcome outcome) => outcome.Refusal is { } refusal
        ? ReplyWriter.Error(id, refusal)
        : ReplyWriter.Published(id, published.Id, published.Channel, published.RowKey, outcome);

    private Code? Refusal(Session session, Event complete, string? dataFault, out string? detail)
    {
        detail = null;
        if (!ChannelName.IsValid(complete.Channel)) return Codes.ChannelInvalid;
        if (!session.MayWrite(complete.Channel)) return Codes.NotPermitted;
        if (RowRules.RefusalOf(session.App, complete) is { } refusal) return refusal;
        if (complete.Data?.Length > options.Value.MaxEventBytes) return Codes.EventTooLarge;
        detail = dataFault ?? EventRules.FaultOf(complete);
        return detail is null ? null : Codes.EventInvalid;
    }

    private Event EventOf(Session session, EventDraft draft) => new()
    {
        Channel = draft.Channel,
        RowKey = draft.RowKey,
        Id = draft.Id ?? EventDefaults.NewId(time),
        IsIdGiven = draft.Id is not null,
        Source = $"/apps/{session.App.Name}/users/{Uri.EscapeDataString(session.User)}",
        Type = draft.Type ?? EventDefaults.Type,
        Time = EventDefaults.Now(time),
        Subject = draft.Subject,
        DataContentType = draft.DataContentType,
        // Not "x ? null : memory": that null would become an empty memory, by way of byte[].
        Data = draft.Data is { } data ? (ReadOnlyMemory<byte>?)data : null,
    };

    [LoggerMessage(3221, LogLevel.Error, "A publish of connection {Connection} failed by a fault of the gateway.")]
    private partial void LogFailure(Exception failure, string connection);
}
