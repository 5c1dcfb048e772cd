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
internal sealed class PublishHandler(EventProducer producer, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>Hands the event to Kafka; returns when the next command may be read, which is before Kafka has answered.</summary>
    public async ValueTask PublishAsync(Connection connection, Command.Publish command)
    {
        var complete = EventOf(connection.Session!, command.Draft);
        if (Refusal(connection.Session!, complete) is { } refusal)
        {
            Dispatcher.Refuse(connection, command.Id, refusal);
            return;
        }
        if ((command.Draft.DataFault ?? EventRules.FaultOf(complete)) is { } fault)
        {
            Dispatcher.Refuse(connection, command.Id, Codes.EventInvalid, fault);
            return;
        }
        await connection.PublishSlots.TakeAsync();
        connection.InHand.Hold();
        _ = CompleteAsync(connection, command.Id, complete);
    }

    private async Task CompleteAsync(Connection connection, long? id, Event published)
    {
        var outcome = await producer.PublishAsync(connection.Session!.App, published);
        connection.PublishSlots.Release();
        connection.Send(outcome.Refusal is { } refusal
            ? ReplyWriter.Error(id, refusal)
            : ReplyWriter.Published(id, published.Id, published.Channel, published.RowKey, outcome));
        connection.InHand.End();
    }

    private Code? Refusal(Session session, Event complete)
    {
        if (!ChannelName.IsValid(complete.Channel)) return Codes.ChannelInvalid;
        if (!session.MayWrite(complete.Channel)) return Codes.NotPermitted;
        if (RowRules.RefusalOf(session.App, complete) is { } refusal) return refusal;
        return complete.Data?.Length > options.Value.MaxEventBytes ? Codes.EventTooLarge : null;
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
}
