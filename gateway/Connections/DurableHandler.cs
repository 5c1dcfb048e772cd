using Gateway.Channels;
using Gateway.Cursors;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Connections;

/// <summary>Durable subscriptions: finds and stores their cursors, and moves them as the client acknowledges.</summary>
internal sealed class DurableHandler(CursorStore store, CursorKeeper keeper, TimeProvider time)
{
    /// <summary>Asks for the cursors of all durable subscriptions of a command at once.</summary>
    public List<Task<DurableStart>> Find(Connection connection, IReadOnlyList<ChannelRequest> requests)
    {
        var starts = new List<Task<DurableStart>>(requests.Count);
        foreach (var request in requests) starts.Add(request.Durable is { } name ? FindAsync(connection, request.Channel, name) : DurableStart.None);
        return starts;
    }

    /// <summary>
    /// Makes a subscription that began at <paramref name="begun"/> durable. Completes when Kafka has its cursor, which takes no time if
    /// it was known; with the code of what went wrong, if anything.
    /// </summary>
    public Task<Code?> Open(Connection connection, ChannelRequest request, DurableStart start, Position begun)
    {
        if (start.Key is not { } key) return Task.FromResult<Code?>(null);
        var isCut = start.IsCut(request, begun);
        if (start.Known is { } known && !isCut)
        {
            Keep(connection, new DurableCursor(key, known.Cursor, DateTimeOffset.FromUnixTimeMilliseconds(known.Used)));
            return Task.FromResult<Code?>(null);
        }
        var cursor = new StoredCursor(begun, begun, null);
        Keep(connection, new DurableCursor(key, cursor, time.GetUtcNow()));
        return isCut ? ResetAsync(key, cursor) : store.StoreAsync(key, cursor);
    }

    /// <summary>The subscription has ended; its cursor stays.</summary>
    public void Close(Connection connection, string channel)
    {
        if (connection.Durables?.Remove(channel, out var cursor) is true) keeper.Remove(cursor!);
    }

    /// <summary>Forgets the cursor of a subscription; null, or the code of what went wrong.</summary>
    public async ValueTask<Code?> ForgetAsync(Connection connection, string channel)
    {
        if (CursorOf(connection, channel) is not { } cursor) return Codes.NotDurable;
        // Nothing may be noted or acknowledged after it is forgotten.
        keeper.Remove(cursor);
        if (await store.ForgetAsync(cursor.Key) is not { } failure) return null;
        keeper.Add(cursor);
        return failure;
    }

    /// <summary>Moves a cursor; returns when the next command may be read, which is before Kafka has answered.</summary>
    public async ValueTask AckAsync(Connection connection, Command.Ack command)
    {
        if (Refusal(connection, command, out var position) is { } refusal)
        {
            Dispatcher.Refuse(connection, command.Id, refusal);
            return;
        }
        await connection.AckSlots.TakeAsync();
        connection.InHand.Hold();
        _ = CompleteAsync(connection, command, CursorOf(connection, command.Channel)!, position);
    }

    // Readers keep the greater of two cursors: to move it back Kafka must have forgotten it first.
    private async Task<Code?> ResetAsync(CursorKey key, StoredCursor cursor) => await store.ForgetAsync(key) ?? await store.StoreAsync(key, cursor);

    private async Task CompleteAsync(Connection connection, Command.Ack command, DurableCursor cursor, Position position)
    {
        byte[]? reply = null;
        try
        {
            var code = await MoveAsync(cursor, cursor.At(position, time.GetUtcNow()));
            if (code is null) CursorMetrics.Acknowledged.Inc();
            reply = code is null ? ReplyWriter.Acknowledged(command.Id, command.Channel, cursor.Stored.Position) : ReplyWriter.Error(command.Id, code);
        }
        finally
        {
            // Nobody awaits this: whatever happens the command is answered and its slot given back, so that a drain does not wait for it.
            connection.AckSlots.Release();
            connection.Send(reply ?? ReplyWriter.Error(command.Id, Codes.Internal));
            connection.InHand.End();
        }
    }

    private async Task<Code?> MoveAsync(DurableCursor cursor, StoredCursor moved)
    {
        if (cursor.Stored.Covers(moved)) return null;
        var code = await store.StoreAsync(cursor.Key, moved);
        if (code is null) cursor.Took(moved, time.GetUtcNow());
        return code;
    }

    private async Task<DurableStart> FindAsync(Connection connection, string channel, string name)
    {
        // Refused for itself a little later.
        if (!ChannelName.IsValid(channel) || !connection.Session!.MayRead(channel)) return default;
        if (!CursorKey.IsDurable(name)) return new DurableStart(null, null, Codes.DurableInvalid);
        var key = new CursorKey(connection.App, channel, connection.Session.User, name);
        var (cursor, refusal) = await store.FindAsync(key);
        return new DurableStart(key, cursor, refusal);
    }

    private void Keep(Connection connection, DurableCursor cursor)
    {
        (connection.Durables ??= new(StringComparer.Ordinal))[cursor.Key.Channel] = cursor;
        keeper.Add(cursor);
    }

    private static DurableCursor? CursorOf(Connection connection, string channel) => connection.Durables?.GetValueOrDefault(channel);

    private static Code? Refusal(Connection connection, Command.Ack command, out Position position)
    {
        position = default;
        if (!connection.Subscriptions.TryGetValue(command.Channel, out var subscription)) return Codes.NotSubscribed;
        if (CursorOf(connection, command.Channel) is null) return Codes.NotDurable;
        var partition = subscription.Channel.Window.Id;
        if (!Position.TryParse(command.Position, out position) || position.Epoch != partition.Epoch || position.Partition != partition.Partition)
            return Codes.PositionInvalid;
        return position.Offset <= subscription.Cursor ? null : Codes.PositionNotSent;
    }
}
