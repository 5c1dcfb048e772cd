using Gateway.Protocols.Json;
using Gateway.Sessions;
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
    private const int MaxAttributeLength = 200;

    /// <summary>Hands the event to Kafka; returns when the next command may be read, which is before Kafka has answered.</summary>
    public async ValueTask PublishAsync(Connection connection, Command.Publish command)
    {
        if (Refusal(connection.Session!, command.Draft) is { } refusal)
        {
            Dispatcher.Refuse(connection, command.Id, refusal);
            return;
        }
        await connection.PublishSlots.TakeAsync();
        _ = CompleteAsync(connection, command.Id, EventOf(connection.Session!, command.Draft));
    }

    private async Task CompleteAsync(Connection connection, long? id, Event published)
    {
        var outcome = await producer.PublishAsync(connection.Session!.App, published);
        connection.PublishSlots.Release();
        connection.Send(outcome.Refusal is { } refusal
            ? ReplyWriter.Error(id, refusal)
            : ReplyWriter.Published(id, published.Id, published.Channel, outcome.Position));
    }

    private Code? Refusal(Session session, EventDraft draft)
    {
        if (!ChannelName.IsValid(draft.Channel)) return Codes.ChannelInvalid;
        if (!session.MayWrite(draft.Channel)) return Codes.NotPermitted;
        if (draft.Data?.Length > options.Value.MaxEventBytes) return Codes.EventTooLarge;
        var valid = IsAttribute(draft.Id) && IsAttribute(draft.Type) && IsAttribute(draft.Subject) && IsAttribute(draft.DataContentType);
        return valid ? null : Codes.EventInvalid;
    }

    // CloudEvents: attributes that are there are not empty and hold no control characters.
    private static bool IsAttribute(string? value) =>
        value is null || (value.Length is > 0 and <= MaxAttributeLength && !value.Any(char.IsControl));

    private Event EventOf(Session session, EventDraft draft) => new()
    {
        Channel = draft.Channel,
        Id = draft.Id ?? EventDefaults.NewId(time),
        Source = $"/apps/{session.App.Name}/users/{Uri.EscapeDataString(session.User)}",
        Type = draft.Type ?? EventDefaults.Type,
        Time = EventDefaults.Now(time),
        Subject = draft.Subject,
        DataContentType = draft.DataContentType,
        // Without the type, null would become an array's empty memory: data, though of no bytes.
        Data = draft.Data is null ? default(ReadOnlyMemory<byte>?) : draft.Data,
    };
}
