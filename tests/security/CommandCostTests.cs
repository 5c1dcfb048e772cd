using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Security;

/// <summary>What one command of a client with a good token may cost.</summary>
[Collection(KafkaCollection.Name)]
public sealed class CommandCostTests(KafkaFixture kafka)
{
    [Theory]
    [InlineData("subscribe")]
    [InlineData("unsubscribe")]
    public async Task Command_OfTooManyChannels_IsRefusedByItsBoundAndCostsAlmostNothing(string command)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var message = $"{{\"id\":2,\"{command}\":{{\"channels\":[{string.Join(',', Enumerable.Repeat("\"a\"", 500_000))}]}}}}";
        await client.SendTextAsync(message);

        var refusal = await client.ReplyAsync(2);
        Assert.Equal(4219, TestClient.CodeOf(refusal));
        Assert.Contains("1,000", refusal.GetProperty("error").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_OfManyStarts_IsAnsweredInTheOrderOfTheRequest()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await site.Writer.WriteAsync("c.0", Enumerable.Range(1, 3));
        var channels = Enumerable.Range(0, 900).Select(i => Start(i % 900 / 3, i % 3)).ToList();
        channels.Add(new { channel = "not..valid" });
        var reply = await client.AskAsync("subscribe", new { channels });
        var results = reply.GetProperty("channels").EnumerateArray().ToList();

        Assert.Equal(901, results.Count);
        // Of three of the same name the first is subscribed, wherever it begins.
        for (var i = 0; i < 900; i++)
        {
            Assert.Equal($"c.{i / 3}", results[i].Text("channel"));
            if (i % 3 == 0) Assert.NotEmpty(results[i].Text("position"));
            else Assert.Equal(4208, TestClient.CodeOf(results[i]));
        }
        Assert.Equal(4206, TestClient.CodeOf(results[900]));
        Assert.Equal([1, 2, 3], (await client.EventsAsync(3)).Select(received => received.Number));
    }

    private static object Start(int channel, int kind) => kind switch
    {
        0 when channel % 2 == 0 => new { channel = $"c.{channel}", start = "earliest" },
        0 => new { channel = $"c.{channel}", last = 2 },
        1 => new { channel = $"c.{channel}", last = 5 },
        _ => new { channel = $"c.{channel}" },
    };
}
