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
internal sealed class SubscribeHandler(WindowTable windows, StartFinder starts, TopicCatalog topics, IOptions<GatewayOptions> options)
{
    /// <summary>Subscribes to each channel and tells the result of each. Events follow the reply, never come before it.</summary>
    public async ValueTask SubscribeAsync(Connection connection, Command.Subscribe command)
    {
        var results = new List<ChannelResult>(command.Channels.Count);
        var made = new List<Made>(command.Channels.Count);
        foreach (var request in command.Channels) results.Add(await SubscribeAsync(connection, request, made));
        connection.Send(ReplyWriter.Channels(command.Id, "subscribe"u8, results));
        foreach (var item in made)
        {
            if (item.Gap is { } gap) connection.Send(gap);
            item.Subscription.Activate();
        }
    }

    /// <summary>Ends the subscriptions; no event of theirs follows the reply.</summary>
    public void Unsubscribe(Connection connection, Command.Unsubscribe command)
    {
        var results = new List<ChannelResult>(command.Channels.Count);
        foreach (var channel in command.Channels)
        {
            var known = connection.Subscriptions.Remove(channel, out var subscription);
            if (known) End(subscription!);
            results.Add(new ChannelResult(channel, null, known ? null : Codes.NotSubscribed));
        }
        connection.Send(ReplyWriter.Channels(command.Id, "unsubscribe"u8, results));
    }

    /// <summary>Ends all subscriptions of a connection that is gone.</summary>
    public void UnsubscribeAll(Connection connection)
    {
        foreach (var (_, subscription) in connection.Subscriptions) End(subscription);
        connection.Subscriptions.Clear();
    }

    private async ValueTask<ChannelResult> SubscribeAsync(Connection connection, ChannelRequest request, List<Made> made)
    {
        if (Refusal(connection, request.Channel) is { } refusal) return new(request.Channel, null, refusal);
        if (!topics.TryGetStreams(connection.App, out var topic)) return new(request.Channel, null, Codes.KafkaUnavailable);
        var name = Encoding.UTF8.GetBytes(request.Channel);
        var partition = new PartitionId(topic.Name, topic.PartitionOf(name), topic.Epoch);
        var (start, faulty) = await starts.FindAsync(request, partition, name);
        if (faulty is not null) return new(request.Channel, null, faulty);

        var subscription = await windows.SubscribeAsync(partition, name, start.After, connection.Subscriber);
        if (subscription is null) return new(request.Channel, null, Codes.KafkaUnavailable);
        connection.Subscriptions.Add(request.Channel, subscription);
        GatewayMetrics.Subscriptions.Inc();
        var position = partition.At(subscription.Cursor);
        made.Add(new Made(subscription, start.GapFrame(request.Channel, position)));
        return new(request.Channel, position, null, start.IsTruncated);
    }

    private Code? Refusal(Connection connection, string channel)
    {
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        if (!connection.Session!.MayRead(channel)) return Codes.NotPermitted;
        if (connection.Subscriptions.ContainsKey(channel)) return Codes.AlreadySubscribed;
        return connection.Subscriptions.Count >= options.Value.MaxSubscriptionsPerConnection ? Codes.TooManySubscriptions : null;
    }

    private void End(Subscription subscription)
    {
        windows.Unsubscribe(subscription);
        GatewayMetrics.Subscriptions.Dec();
    }

    private readonly record struct Made(Subscription Subscription, byte[]? Gap);
}
