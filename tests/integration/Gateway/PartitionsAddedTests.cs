using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Kafka;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Partitions are added to a topic under running nodes, clients and positions.</summary>
public sealed class PartitionsAddedTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Before = 3;
    private const int After = 8;

    // So that the clients of a node know of the new partitions at once, not after minutes.
    private static readonly (string, string) QuickMetadata = ("Kafka:Settings:topic.metadata.refresh.interval.ms", "100");

    private static readonly string[] Channels = [.. Enumerable.Range(0, 12).Select(channel => $"orders.{channel}")];

    [SkippableFact]
    public async Task Partitions_AddedUnderRunningNodes_MoveNoChannelOnOldNodesAndNew()
    {
        kafka.RequireRealKafka("the mock adds no partitions");
        Assert.Contains(Channels, Moves);
        await using var site = await Site.CreateAsync(kafka, Before);
        var old = await site.StartNodeAsync(QuickMetadata);
        await using var live = await old.ConnectAsync();
        await live.SubscribeAsync(Channels);
        var first = await PublishAsync(live, number: 0);

        await AddPartitionsAsync(site.Topic);
        var anew = await site.StartNodeAsync(QuickMetadata);
        await using var resumed = await anew.ConnectAsync();
        foreach (var channel in Channels) Assert.Equal(first[channel], (await resumed.ResumeAsync(channel, first[channel])).Text("position"));
        for (var number = 1; number <= 6; number++) await PublishAsync(number % 2 == 0 ? live : resumed, number);

        await SeesAsync(live, Enumerable.Range(0, 7));
        await SeesAsync(resumed, Enumerable.Range(1, 6));
    }

    [SkippableFact]
    public async Task Partitions_AddedWhileNoNodeRuns_LeaveEveryPositionGood()
    {
        kafka.RequireRealKafka("the mock adds no partitions");
        await using var site = await Site.CreateAsync(kafka, Before);
        var old = await site.StartNodeAsync();
        await using var before = await old.ConnectAsync();
        var first = await PublishAsync(before, number: 0);
        await PublishAsync(before, number: 1);
        await old.StopAsync();

        await AddPartitionsAsync(site.Topic);
        var anew = await site.StartNodeAsync(QuickMetadata);
        await using var resumed = await anew.ConnectAsync();
        foreach (var channel in Channels) await resumed.ResumeAsync(channel, first[channel]);
        await PublishAsync(resumed, number: 2);

        await SeesAsync(resumed, [1, 2]);
    }

    // In another partition, if it were placed over all.
    private static bool Moves(string channel)
    {
        var key = Encoding.UTF8.GetBytes(channel);
        return Murmur2.Partition(key, Before) != Murmur2.Partition(key, After);
    }

    private async Task AddPartitionsAsync(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = After }]);
        await Within.UntilAsync(() => admin.GetMetadata(topic, TimeSpan.FromSeconds(5)).Topics[0].Partitions.Count == After, "the partitions are there");
    }

    private static async Task<Dictionary<string, string>> PublishAsync(TestClient client, int number)
    {
        var positions = new Dictionary<string, string>();
        foreach (var channel in Channels) positions[channel] = await client.PublishAsync(channel, number);
        return positions;
    }

    private static async Task SeesAsync(TestClient client, IEnumerable<int> numbers)
    {
        var expected = numbers.ToList();
        var events = await client.EventsAsync(expected.Count * Channels.Length);
        foreach (var channel in Channels) Assert.Equal(expected, events.Where(received => received.Channel == channel).Select(received => received.Number));
        await client.NothingMoreAsync();
    }
}
