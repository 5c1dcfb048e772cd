using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.Receipts;

/// <summary>What devices acknowledge at a gateway, read at the publisher API.</summary>
public sealed class ReceiptTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Path = "/v1/apps/demo/channels/orders.1/receipts";

    [Fact]
    public async Task Receipts_OfAChannel_TellWhoHasWhat()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, KeyValuePair.Create("Topics:Prefix", (string?)site.Prefix));
        await using var alice = await SubscribedAsync(node, "alice");
        await using var bob = await SubscribedAsync(node, "bob");
        await site.Writer.WriteAsync("orders.1", [1, 2]);
        var seen = await alice.EventsAsync(2);
        await bob.EventsAsync(2);
        await alice.AskAsync("ack", new { channel = "orders.1", position = seen[1].Position });
        await bob.AskAsync("ack", new { channel = "orders.1", position = seen[0].Position });

        var all = await GetAsync(api, "");
        Assert.Equal([("alice", seen[1].Position), ("bob", seen[0].Position)], all.Select(receipt => (receipt.Text("user"), receipt.Text("position"))));
        Assert.All(all, receipt => Assert.True(DateTimeOffset.UtcNow - receipt.GetProperty("acknowledged").GetDateTimeOffset() < TimeSpan.FromMinutes(1)));
        Assert.Equal("alice", Assert.Single(await GetAsync(api, $"?position={seen[1].Position}")).Text("user"));
        Assert.Equal("bob", Assert.Single(await GetAsync(api, "?user=bob")).Text("user"));
        foreach (var wrong in new[] { "?limit=0", "?limit=1001", "?limit=x", "?position=x", "?next=x", "?next=Iw" })
            Assert.Equal(HttpStatusCode.BadRequest, (await api.Client.GetAsync(new Uri(Path + wrong, UriKind.Relative))).StatusCode);
    }

    private static async Task<TestClient> SubscribedAsync(Node node, string user)
    {
        var client = await node.ConnectAsync(Tokens.Demo(user));
        await client.AskAsync("subscribe", new { channels = new[] { new { channel = "orders.1", durable = "phone" } } });
        return client;
    }

    private static async Task<List<JsonElement>> GetAsync(PublisherApiHost api, string query) =>
        [.. (await api.Client.GetFromJsonAsync<JsonElement>(new Uri(Path + query, UriKind.Relative))).GetProperty("receipts").EnumerateArray()];
}
