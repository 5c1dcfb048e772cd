using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An event that may be published, or the code that refuses it and what it says about this case.</summary>
internal readonly record struct CheckOutcome(Event? Event, Code? Refusal, string? Detail = null);

/// <summary>Makes a draft a whole event, by the same rules whether it came alone or in a batch.</summary>
internal sealed class EventCheck(TimeProvider time)
{
    private const string OtherChannel =
        "The event names another channel than the address. Leave one of them out; POST /v1/apps/{app}/events takes events for any channel.";

    private const string OtherRow = "The event names another row, as 'partitionkey', than the address. Leave it out.";

    /// <summary>Checks the draft, for the channel and the row of the address, as far as that names them; the event itself may name the same channel.</summary>
    public CheckOutcome Complete(App app, EventDraft draft, string? address, string? rowKey)
    {
        var named = draft.TakeChannel();
        if (address is not null && named is not null && named != address) return new(null, Codes.EventInvalid, OtherChannel);
        var channel = address ?? named;
        if (!ChannelName.IsValid(channel))
            return new(null, Codes.ChannelInvalid, channel is null ? "The extension attribute 'channel' is missing." : null);
        if (app.IsTable(channel!))
        {
            var row = draft.TakeRowKey();
            if (rowKey is not null && row is not null && row != rowKey) return new(null, Codes.EventInvalid, OtherRow);
            rowKey ??= row;
        }
        var complete = draft.Complete(app, channel!, rowKey, time);
        if (RowRules.RefusalOf(app, complete) is { } refusal) return new(null, refusal);
        return EventRules.FaultOf(complete) is { } fault ? new(null, Codes.EventInvalid, fault) : new(complete, null);
    }
}
