using System.Text.Json;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>What is wrong with a command is told, and the connection stays.</summary>
public sealed class CommandTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private static readonly string[] Orders = ["orders.>"];

    [Theory]
    [InlineData("subscribe")]
    [InlineData("publish")]
    [InlineData("ping")]
    public async Task Command_BeforeConnect_IsRefusedAndEndsTheConnection(string command)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address);

        Assert.Equal(4204, await client.RefusalAsync(command, new { channels = Orders }));
        Assert.Equal(4204, await client.CloseCodeAsync());
    }

    [Fact]
    public async Task Connect_Twice_IsRefusedAndTheConnectionStays()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();

        Assert.Equal(4205, await client.RefusalAsync("connect", new { token = Tokens.Demo() }));
        await client.NothingMoreAsync();
    }

    [Theory]
    [InlineData("", 4200, null)]
    [InlineData("hello", 4200, null)]
    [InlineData("[1]", 4200, null)]
    [InlineData("{\"ping\":{}}", 4200, null)]
    [InlineData("{\"id\":0,\"ping\":{}}", 4200, null)]
    [InlineData("{\"id\":\"5\",\"ping\":{}}", 4200, null)]
    [InlineData("{\"id\":9007199254740992,\"ping\":{}}", 4200, null)]
    [InlineData("{\"id\":5}", 4200, 5)]
    [InlineData("{\"id\":5,\"ping\":{},\"publish\":{}}", 4200, 5)]
    [InlineData("{\"id\":5,\"dance\":{}}", 4201, 5)]
    [InlineData("{\"id\":5,\"ping\":1}", 4202, 5)]
    [InlineData("{\"id\":5,\"subscribe\":{\"channels\":[]}}", 4202, 5)]
    [InlineData("{\"id\":5,\"subscribe\":{\"channels\":[7]}}", 4202, 5)]
    [InlineData("{\"id\":5,\"publish\":{}}", 4202, 5)]
    [InlineData("{\"id\":5,\"publish\":{\"channel\":\"a\",\"data\":1,\"data_base64\":\"\"}}", 4212, 5)]
    [InlineData("{\"id\":5,\"publish\":{\"channel\":\"a\",\"data_base64\":\"%\"}}", 4212, 5)]
    [InlineData("{\"id\":1,\"ping\":{}}", 4203, 1)]
    [InlineData("{\"id\":5,\"publish\":{\"channel\":\"\",\"data\":1}}", 4206, 5)]
    [InlineData("{\"id\":5,\"publish\":{\"channel\":\"a.*\",\"data\":1}}", 4206, 5)]
    [InlineData("{\"id\":5,\"publish\":{\"channel\":\"a\",\"id\":\"\"}}", 4212, 5)]
    public async Task Message_ThatIsNoCommand_IsAnsweredWithAnErrorAndTheConnectionStays(string message, int code, int? id)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        await client.SendTextAsync(message);

        Assert.Equal(code, TestClient.CodeOf(await client.ReplyAsync(id)));
        await client.SendTextAsync("""{"id":100,"ping":{}}""");
        Assert.True((await client.ReadAsync())!.Value.TryGetProperty("ping", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData("orders.>")]
    [InlineData("a\u0007b")]
    public async Task Subscribe_ToANameThatIsNone_IsRefusedForThatChannelOnly(string name)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var reply = await client.AskAsync("subscribe", new { channels = new[] { name, "orders.1", new string('ä', 101) } });
        var results = reply.GetProperty("channels").EnumerateArray().ToList();

        Assert.Equal([4206, 4206], new[] { results[0], results[2] }.Select(TestClient.CodeOf));
        Assert.NotEmpty(results[1].Text("position"));
    }

    [Fact]
    public async Task Commands_ThatAreNotPermitted_AreRefusedAndTheConnectionStays()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync(Tokens.Signed(Tokens.Claims(read: Orders, write: ["machines.*"])));

        Assert.Equal(4207, TestClient.CodeOf(await client.SingleAsync("subscribe", "machines.1")));
        Assert.Equal(4207, TestClient.CodeOf(await client.SingleAsync("subscribe", "orders")));
        Assert.Equal(4207, await client.RefusalAsync("publish", new { channel = "orders.1", data = 1 }));
        Assert.Equal(4207, await client.RefusalAsync("publish", new { channel = "machines.1.x", data = 1 }));
        await client.PublishAsync("machines.1", 1);
        await client.SubscribeAsync("orders.1.x");
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_TwiceAndUnsubscribe_TellsWhatIsSubscribed()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:MaxSubscriptionsPerConnection", "2"));
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync("orders.1", "orders.2");

        Assert.Equal(4208, TestClient.CodeOf(await client.SingleAsync("subscribe", "orders.1")));
        Assert.Equal(4211, TestClient.CodeOf(await client.SingleAsync("subscribe", "orders.3")));
        Assert.Equal(4209, TestClient.CodeOf(await client.SingleAsync("unsubscribe", "orders.3")));
        await client.PublishAsync("orders.1", 1);
        Assert.Equal(1, (await client.EventAsync()).Number);
        Assert.Equal("""{"channel":"orders.1"}""", JsonSerializer.Serialize(await client.SingleAsync("unsubscribe", "orders.1")));
        Assert.Equal(4209, TestClient.CodeOf(await client.SingleAsync("unsubscribe", "orders.1")));
        await client.PublishAsync("orders.1", 2);
        await client.PublishAsync("orders.2", 3);
        Assert.Equal(3, (await client.EventAsync()).Number);
    }
}
