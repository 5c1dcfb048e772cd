using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class LargeEventTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Largest = 1 << 20;

    [Fact]
    public async Task Publish_OfOneMebibyteOfJson_ComesBackAsItWas()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync("orders.1");
        var text = new string('x', Largest - 2);
        await client.AskAsync("publish", new { channel = "orders.1", data = text });

        Assert.Equal(text, (await client.EventAsync()).Content.Text("data"));
    }

    [Fact]
    public async Task Publish_OfOneMebibyteOfBytes_ComesBackAsItWas()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync("orders.1");
        var bytes = RandomNumberGenerator.GetBytes(Largest);
        await client.AskAsync("publish", new { channel = "orders.1", data_base64 = Convert.ToBase64String(bytes) });
        var content = (await client.EventAsync()).Content;

        Assert.Equal("application/octet-stream", content.Text("datacontenttype"));
        Assert.True(bytes.AsSpan().SequenceEqual(content.GetProperty("data_base64").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Publish_OfOneByteMore_IsRefusedAndTheConnectionStays()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();

        Assert.Equal(4213, await client.RefusalAsync("publish", new { channel = "orders.1", data_base64 = Convert.ToBase64String(new byte[Largest + 1]) }));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Publish_OfEachKindOfData_IsDeliveredInItsForm()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync("kinds");
        await client.SendTextAsync("""{"id":10,"publish":{"channel":"kinds","data": {"total" : 1.50, "text":"\u00e4"}}}""");
        await client.SendTextAsync("""{"id":11,"publish":{"channel":"kinds","data":"Grüße","datacontenttype":"text/plain"}}""");
        await client.SendTextAsync("""{"id":12,"publish":{"channel":"kinds","subject":"s"}}""");
        await client.SendTextAsync("""{"id":13,"publish":{"channel":"kinds","data_base64":"AP8=","datacontenttype":"image/png"}}""");
        var (json, text, none, bytes) = await FourAsync(client);

        // JSON stays as it was typed, byte for byte.
        Assert.Equal("""{"total" : 1.50, "text":"\u00e4"}""", json.GetProperty("data").GetRawText());
        Assert.Equal(("Grüße", "text/plain"), (text.Text("data"), text.Text("datacontenttype")));
        Assert.Equal((false, false, "s"), (none.TryGetProperty("data", out _), none.TryGetProperty("data_base64", out _), none.Text("subject")));
        Assert.Equal(("AP8=", "image/png"), (bytes.Text("data_base64"), bytes.Text("datacontenttype")));
    }

    [Fact]
    public async Task Subscribe_ToFiveThousandChannels_StandsAndDelivers()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 12);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        string[] channels = [.. Enumerable.Range(0, 5000).Select(number => $"machines.{number}")];
        var positions = 0;
        foreach (var command in channels.Chunk(1000)) positions += (await client.SubscribeAsync(command)).Count;
        await Task.WhenAll(channels.Select((channel, number) => site.Writer.WriteAsync(channel, number)).ToList());
        var received = await client.EventsAsync(channels.Length);

        Assert.Equal(channels.Length, positions);
        Assert.All(received, item => Assert.Equal(item.Channel, $"machines.{item.Number}"));
        Assert.Equal(channels.Length, received.DistinctBy(item => item.Channel).Count());
        await client.NothingMoreAsync();
    }

    private static async Task<(JsonElement, JsonElement, JsonElement, JsonElement)> FourAsync(TestClient client)
    {
        var events = await client.EventsAsync(4);
        return (events[0].Content, events[1].Content, events[2].Content, events[3].Content);
    }
}
