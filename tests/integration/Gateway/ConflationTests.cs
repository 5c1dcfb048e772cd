using System.Diagnostics;
using System.Text.Json;
using Gateway.Shared.Errors;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class ConflationTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "ticker.nyse";
    private static readonly string[] Shares = ["AAPL", "MSFT"];

    [Fact]
    public async Task Ticker_At100HzWithMaxRate2_GivesTwoOfEachKeyASecondAndTheLast()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await using var publisher = await node.ConnectAsync();
        await SubscribeAsync(client, new { channel = Channel, max_rate = 2 });

        var watch = Stopwatch.StartNew();
        var publishing = PublishAsync(publisher, 300, TimeSpan.FromMilliseconds(10));
        var got = await UntilLastAsync(client, 300);
        await publishing;

        // The rate holds however long it took; the machine may be slow.
        var most = Shares.Length * ((int)(watch.Elapsed.TotalSeconds * 2) + 2);
        Assert.InRange(got.Count, 2 * Shares.Length, most);
        foreach (var share in Shares) Assert.Equal(Enumerable.Order([.. NumbersOf(got, share)]), NumbersOf(got, share));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Resume_Conflated_BringsTheNewestOfEachKeyOnly()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await using var publisher = await node.ConnectAsync();
        var position = (await client.SubscribeAsync(Channel))[Channel];
        await client.SingleAsync("unsubscribe", Channel);
        await PublishAsync(publisher, 50, TimeSpan.Zero);
        await using var witness = await node.ConnectAsync();
        await witness.ResumeAsync(Channel, position);
        await witness.EventsAsync(50 * Shares.Length);

        await SubscribeAsync(client, new { channel = Channel, position, conflate = true });

        Assert.Equal([50, 50], (await client.EventsAsync(2)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Theory]
    [InlineData(0.009)]
    [InlineData(100.1)]
    [InlineData(-1)]
    public async Task Subscribe_RateOutOfRange_IsRefused(double rate)
    {
        await using var site = await Site.CreateAsync(kafka);
        await using var client = await (await site.StartNodeAsync()).ConnectAsync();
        Assert.Equal(Codes.RateInvalid.Number, TestClient.CodeOf(await SubscribeAsync(client, new { channel = Channel, max_rate = rate })));
    }

    private static async Task<JsonElement> SubscribeAsync(TestClient client, object channel) =>
        (await client.AskAsync("subscribe", new { channels = new[] { channel } })).GetProperty("channels")[0];

    private static async Task PublishAsync(TestClient publisher, int count, TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval > TimeSpan.Zero ? interval : TimeSpan.FromMilliseconds(1));
        for (var number = 1; number <= count; number++)
        {
            foreach (var share in Shares) await publisher.AskAsync("publish", new { channel = Channel, subject = share, data = number });
            if (interval > TimeSpan.Zero) await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<List<ReceivedEvent>> UntilLastAsync(TestClient client, int last)
    {
        var got = new List<ReceivedEvent>();
        while (Shares.Any(share => NumbersOf(got, share).LastOrDefault() != last)) got.Add(await client.EventAsync());
        return got;
    }

    private static List<int> NumbersOf(List<ReceivedEvent> got, string share) =>
        [.. got.Where(received => received.Content.Text("subject") == share).Select(received => received.Number)];
}
