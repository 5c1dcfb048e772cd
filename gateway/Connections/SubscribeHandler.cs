using System.Runtime.ExceptionServices;
using System.Text;
using Gateway.Channels;
using Gateway.Metrics;
using Gateway.Protocols.Json;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Connections;

/// <summary>Subscribes and unsubscribes: permission, then <see cref="WindowTable"/>, then the reply, then the first pull.</summary>
internal sealed class SubscribeHandler(
    WindowTable windows, StartFinder starts, TableStart tables, Pacer pacer, TopicCatalog topics, DurableHandler durables, IOptions<GatewayOptions> options)
{
    private const double MinRate = 0.01;
    private const double MaxRate = 100;

    // Of one command: each takes a place of those that all have together.
    private const int SearchesAtOnce = 256;

    private static readonly Task<Code?> NotStored = Task.FromResult<Code?>(null);
    private static readonly Task<Code?> NotSubscribed = Task.FromResult<Code?>(Codes.NotSubscribed);

    /// <summary>
    /// Subscribes to each channel and tells the result of each. Where they begin is looked for together. Events follow the reply, never come before it.
    /// </summary>
    public async Task SubscribeAsync(Connection connection, Command.Subscribe command)
    {
        var found = await FindAllAsync(connection, command.Channels);
        var results = new List<ChannelResult>(found.Length);
        var made = new List<Made>(found.Length);
        await OpenAllAsync(connection, found, results, made);
        await StoreAsync(connection, made, results);
        connection.Send(ReplyWriter.Channels(command.Id, "subscribe"u8, results));
        foreach (var item in made)
        {
            if (item.First is { } first) connection.Send(first);
            item.Subscription.Activate();
        }
    }

    /// <summary>Ends the subscriptions; no event of theirs follows the reply. One whose cursor could not be forgotten stays.</summary>
    public async Task UnsubscribeAsync(Connection connection, Command.Unsubscribe command)
    {
        var results = new List<ChannelResult>(command.Channels.Count);
        var named = new HashSet<string>(StringComparer.Ordinal);
        var refusals = command.Channels.Select(channel => named.Add(channel) ? RefusalAsync(connection, channel, command.Forget) : NotSubscribed).ToList();
        for (var i = 0; i < refusals.Count; i++)
        {
            var refusal = await refusals[i];
            if (refusal is null) End(connection, command.Channels[i]);
            results.Add(new ChannelResult(command.Channels[i], null, refusal));
        }
        connection.Send(ReplyWriter.Channels(command.Id, "unsubscribe"u8, results));
    }

    /// <summary>Ends all subscriptions of a connection that is gone.</summary>
    public void UnsubscribeAll(Connection connection)
    {
        foreach (var channel in connection.Subscriptions.Keys.ToList()) End(connection, channel);
    }

    private async Task<FoundChannel[]> FindAllAsync(Connection connection, IReadOnlyList<ChannelRequest> requests)
    {
        var found = new FoundChannel[requests.Count];
        var cursors = durables.Find(connection, requests);
        var named = new HashSet<string>(StringComparer.Ordinal);
        var refusals = requests.Select(request => Refusal(connection, request, named)).ToArray();
        var searches = new Task<FoundChannel>[found.Length];
        for (var first = 0; first < found.Length; first += SearchesAtOnce)
        {
            var end = Math.Min(found.Length, first + SearchesAtOnce);
            for (var i = first; i < end; i++) searches[i] = FindAsync(connection, requests[i], cursors[i], refusals[i]);
            for (var i = first; i < end; i++) found[i] = await searches[i];
        }
        // Places for searches are few: what found none beside its own neighbours is looked for by itself.
        for (var i = 0; i < found.Length && found.Length > 1; i++)
            if (found[i].Refusal == Codes.Overloaded) found[i] = await FindAsync(connection, requests[i], cursors[i], refusals[i]);
        return found;
    }

    private async Task<FoundChannel> FindAsync(Connection connection, ChannelRequest request, Task<DurableStart> cursor, Code? refusal)
    {
        if (refusal is not null) return FoundChannel.Refused(request, refusal);
        var durable = await cursor;
        if (durable.Refusal is { } unknown) return FoundChannel.Refused(request, unknown);
        if (!topics.TryGet(connection.Session!.App, request.Channel, out var topic)) return FoundChannel.Refused(request, Codes.KafkaUnavailable);
        var name = Encoding.UTF8.GetBytes(request.Channel);
        var partition = topic.PartitionIdOf(name);
        var found = topic.IsTable ? await FindTableAsync(request, partition, name) : await FindStreamAsync(request, durable, partition, name);
        return found.Refusal == Codes.KafkaUnavailable ? FoundChannel.Refused(request, topics.RefusalOf(topic.Name)) : found;
    }

    private async ValueTask<FoundChannel> FindStreamAsync(ChannelRequest request, DurableStart durable, PartitionId partition, byte[] name)
    {
        if (request.Key is not null || request.KeyPrefix is not null) return FoundChannel.Refused(request, Codes.NotATable);
        var (start, faulty) = await starts.FindAsync(durable.Apply(request), partition, name);
        return faulty is null ? new(request, null, partition, name, start, null, durable) : FoundChannel.Refused(request, faulty);
    }

    private async ValueTask<FoundChannel> FindTableAsync(ChannelRequest request, PartitionId partition, byte[] name)
    {
        var (table, faulty) = TableStart.ViewOf(request);
        if (faulty is not null) return FoundChannel.Refused(request, faulty);
        (var after, faulty) = await tables.FindAsync(request.Position, partition);
        return faulty is null ? new(request, null, partition, name, new SubscriptionStart(after), table, default) : FoundChannel.Refused(request, faulty);
    }

    // All partitions are opened together. What was made is noted even if another fails: it ends with the connection.
    private async Task OpenAllAsync(Connection connection, FoundChannel[] found, List<ChannelResult> results, List<Made> made)
    {
        Exception? failure = null;
        var opened = Array.ConvertAll(found, channel => channel.Refusal is null
            ? windows.SubscribeAsync(channel.Partition, channel.Name, channel.Start.After, connection.Subscriber, channel.Table)
            : default);
        for (var i = 0; i < found.Length; i++)
        {
            try
            {
                results.Add(Open(connection, found[i], await opened[i], made));
            }
            catch (Exception fault)
            {
                failure ??= fault;
            }
        }
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private ChannelResult Open(Connection connection, in FoundChannel found, Subscription? subscription, List<Made> made)
    {
        var request = found.Request;
        if (subscription is null) return new(request.Channel, null, found.Refusal ?? topics.RefusalOf(found.Partition.Topic));
        subscription.Conflation = ConflationOf(request);
        connection.Subscriptions.Add(request.Channel, subscription);
        GatewayMetrics.Subscriptions.Inc();
        var position = found.Partition.At(subscription.Cursor);
        if (found.Table is not null) made.Add(new Made(request.Channel, subscription, BeginTable(found, subscription), NotStored));
        else made.Add(new Made(request.Channel, subscription, found.Start.GapFrame(request.Channel, position), durables.Open(connection, request, found.Durable, position)));
        return new(request.Channel, found.Partition.At(subscription.Cursor), null, found.Start.IsTruncated, found.Durable.IsResumed);
    }

    private static byte[]? BeginTable(in FoundChannel found, Subscription subscription)
    {
        // The log ends before the position: it was cut.
        if (found.Start.After is { } after && after != subscription.Cursor) subscription.Restart();
        return subscription.Cursor < 0 ? ReplyWriter.SnapshotBegins(found.Request.Channel) : null;
    }

    // A durable subscription is one once Kafka has its cursor.
    private async ValueTask StoreAsync(Connection connection, List<Made> made, List<ChannelResult> results)
    {
        for (var i = made.Count - 1; i >= 0; i--)
        {
            var channel = made[i].Channel;
            if (await made[i].Stored is not { } failure) continue;
            End(connection, channel);
            made.RemoveAt(i);
            results[results.FindIndex(result => result.Position is not null && result.Channel == channel)] = new(channel, null, failure);
        }
    }

    private async Task<Code?> RefusalAsync(Connection connection, string channel, bool forget)
    {
        if (!connection.Subscriptions.ContainsKey(channel)) return Codes.NotSubscribed;
        return forget ? await durables.ForgetAsync(connection, channel) : null;
    }

    private Conflation? ConflationOf(in ChannelRequest request)
    {
        if (request.MaxRate is { } rate) return new Conflation(rate, pacer);
        return request.Conflate ? new Conflation() : null;
    }

    // Before anything is asked. A name that stands twice in one command is subscribed once.
    private Code? Refusal(Connection connection, in ChannelRequest request, HashSet<string> named)
    {
        var channel = request.Channel;
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        if (!connection.Session!.MayRead(channel)) return Codes.NotPermitted;
        if (connection.Subscriptions.ContainsKey(channel)) return Codes.AlreadySubscribed;
        if (request.MaxRate is < MinRate or > MaxRate) return Codes.RateInvalid;
        if (connection.Subscriptions.Count + named.Count >= options.Value.MaxSubscriptionsPerConnection) return Codes.TooManySubscriptions;
        return named.Add(channel) ? null : Codes.AlreadySubscribed;
    }

    private void End(Connection connection, string channel)
    {
        if (!connection.Subscriptions.Remove(channel, out var subscription)) return;
        durables.Close(connection, channel);
        windows.Unsubscribe(subscription);
        GatewayMetrics.Subscriptions.Dec();
    }

    private readonly record struct Made(string Channel, Subscription Subscription, byte[]? First, Task<Code?> Stored);
}
