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

    private static readonly Task<Code?> NotStored = Task.FromResult<Code?>(null);

    /// <summary>Subscribes to each channel and tells the result of each. Events follow the reply, never come before it.</summary>
    public async ValueTask SubscribeAsync(Connection connection, Command.Subscribe command)
    {
        var results = new List<ChannelResult>(command.Channels.Count);
        var made = new List<Made>(command.Channels.Count);
        var cursors = durables.Find(connection, command.Channels);
        for (var i = 0; i < cursors.Count; i++) results.Add(await SubscribeAsync(connection, command.Channels[i], await cursors[i], made));
        await StoreAsync(connection, made, results);
        connection.Send(ReplyWriter.Channels(command.Id, "subscribe"u8, results));
        foreach (var item in made)
        {
            if (item.First is { } first) connection.Send(first);
            item.Subscription.Activate();
        }
    }

    /// <summary>Ends the subscriptions; no event of theirs follows the reply. One whose cursor could not be forgotten stays.</summary>
    public async ValueTask UnsubscribeAsync(Connection connection, Command.Unsubscribe command)
    {
        var results = new List<ChannelResult>(command.Channels.Count);
        foreach (var channel in command.Channels)
        {
            var refusal = await RefusalAsync(connection, channel, command.Forget);
            if (refusal is null) End(connection, channel);
            results.Add(new ChannelResult(channel, null, refusal));
        }
        connection.Send(ReplyWriter.Channels(command.Id, "unsubscribe"u8, results));
    }

    /// <summary>Ends all subscriptions of a connection that is gone.</summary>
    public void UnsubscribeAll(Connection connection)
    {
        foreach (var channel in connection.Subscriptions.Keys.ToList()) End(connection, channel);
    }

    private async ValueTask<ChannelResult> SubscribeAsync(Connection connection, ChannelRequest request, DurableStart durable, List<Made> made)
    {
        if (Refusal(connection, request) is { } refusal) return new(request.Channel, null, refusal);
        if (durable.Refusal is { } unknown) return new(request.Channel, null, unknown);
        if (!topics.TryGet(connection.Session!.App, request.Channel, out var topic)) return new(request.Channel, null, Codes.KafkaUnavailable);
        var name = Encoding.UTF8.GetBytes(request.Channel);
        var partition = topic.PartitionIdOf(name);
        return topic.IsTable
            ? await SubscribeTableAsync(connection, request, partition, name, made)
            : await SubscribeStreamAsync(connection, request, durable, partition, name, made);
    }

    private async ValueTask<ChannelResult> SubscribeStreamAsync(
        Connection connection, ChannelRequest request, DurableStart durable, PartitionId partition, byte[] name, List<Made> made)
    {
        if (request.Key is not null || request.KeyPrefix is not null) return new(request.Channel, null, Codes.NotATable);
        var (start, faulty) = await starts.FindAsync(durable.Apply(request), partition, name);
        if (faulty is not null) return new(request.Channel, null, faulty);

        var subscription = await windows.SubscribeAsync(partition, name, start.After, connection.Subscriber);
        if (subscription is null) return new(request.Channel, null, Codes.KafkaUnavailable);
        Add(connection, request, subscription);
        var position = partition.At(subscription.Cursor);
        made.Add(new Made(request.Channel, subscription, start.GapFrame(request.Channel, position), durables.Open(connection, request, durable, position)));
        return new(request.Channel, position, null, start.IsTruncated, durable.IsResumed);
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

    private async ValueTask<Code?> RefusalAsync(Connection connection, string channel, bool forget)
    {
        if (!connection.Subscriptions.ContainsKey(channel)) return Codes.NotSubscribed;
        return forget ? await durables.ForgetAsync(connection, channel) : null;
    }

    private async ValueTask<ChannelResult> SubscribeTableAsync(
        Connection connection, ChannelRequest request, PartitionId partition, byte[] name, List<Made> made)
    {
        var (table, faulty) = TableStart.ViewOf(request);
        if (faulty is not null) return new(request.Channel, null, faulty);
        (var after, faulty) = await tables.FindAsync(request.Position, partition);
        if (faulty is not null) return new(request.Channel, null, faulty);

        var subscription = await windows.SubscribeAsync(partition, name, after, connection.Subscriber, table);
        if (subscription is null) return new(request.Channel, null, Codes.KafkaUnavailable);
        Add(connection, request, subscription);
        // The log ends before the position: it was cut.
        if (after is not null && after != subscription.Cursor) subscription.Restart();
        var isWhole = subscription.Cursor < 0;
        made.Add(new Made(request.Channel, subscription, isWhole ? ReplyWriter.SnapshotBegins(request.Channel) : null, NotStored));
        return new(request.Channel, partition.At(subscription.Cursor), null);
    }

    private void Add(Connection connection, in ChannelRequest request, Subscription subscription)
    {
        subscription.Conflation = ConflationOf(request);
        connection.Subscriptions.Add(request.Channel, subscription);
        GatewayMetrics.Subscriptions.Inc();
    }

    private Conflation? ConflationOf(in ChannelRequest request)
    {
        if (request.MaxRate is { } rate) return new Conflation(rate, pacer);
        return request.Conflate ? new Conflation() : null;
    }

    private Code? Refusal(Connection connection, in ChannelRequest request)
    {
        var channel = request.Channel;
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        if (!connection.Session!.MayRead(channel)) return Codes.NotPermitted;
        if (connection.Subscriptions.ContainsKey(channel)) return Codes.AlreadySubscribed;
        if (request.MaxRate is < MinRate or > MaxRate) return Codes.RateInvalid;
        return connection.Subscriptions.Count >= options.Value.MaxSubscriptionsPerConnection ? Codes.TooManySubscriptions : null;
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
