using System.Text;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.PublisherApi.History;
using Gateway.Tests.Kafka;
using Header = Confluent.Kafka.Header;

namespace Gateway.Tests.Integration;

/// <summary>Records of producers that know little of CloudEvents: each reaches the client, and looks the same live and in the history.</summary>
public sealed class ForeignRecordTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = HistoryReader.Channel;

    public static TheoryData<byte[]?, byte[]?> Unusable => new()
    {
        { [], "/erp"u8.ToArray() },
        { [0xff], "/erp"u8.ToArray() },
        { null, "/erp"u8.ToArray() },
        { "1"u8.ToArray(), [] },
        { "1"u8.ToArray(), [0xc3, 0x28] },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Events_OfRecordsWhoseIdOrSourceDoesNotCount_AreAllDeliveredAndTheSameByEachWay(byte[]? id, byte[]? source)
    {
        await using var history = await HistoryReader.StartAsync(kafka);
        await using var node = await Node.StartAsync(Site.Settings(kafka.BootstrapServers, history.Prefix, kafka.Kind == BrokerKind.Mock));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);
        for (var number = 0; number < 5; number++)
            await history.Writer.WriteAsync(Channel, Encoding.ASCII.GetBytes($"{number}"), new Header("ce_id", id), new Header("ce_source", source));

        var live = new List<string>();
        for (var i = 0; i < 5; i++) live.Add((await client.PushAsync("event")).GetRawText());
        var kept = (await history.ReadAsync("?start=earliest")).Events;

        Assert.Equal(kept.Select(shown => shown.GetRawText()), live);
        Assert.Equal(5, kept.Select(shown => shown.Text("position")).Distinct().Count());
        Assert.All(kept, shown => Assert.Equal(id is { Length: > 0 } and not [0xff] ? "1" : shown.Text("position"), shown.Text("id")));
        Assert.All(kept, shown => Assert.Equal(source is [(byte)'/', ..] ? "/erp" : "kafka", shown.Text("source")));
    }
}
