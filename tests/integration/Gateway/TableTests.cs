using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

/// <summary>Table channels: the whole table, then changes.</summary>
public sealed class TableTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Table = "stock.nyse";
    private const string Neighbour = "stock.xetra";

    [Fact]
    public async Task Subscribe_Table_BringsItsRowsThenEachChange()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Table, "a=1", "b=1", "c=1", "b=2", "c-");
        var node = await stand.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var image = await new TableImage(Table).OpenAsync(client);
        Assert.Equal("a=1 b=2", TableStand.Text(image));
        Assert.Equal(("begin", "end"), (image.Log[0], image.Log[^1]));
        image.Log.Clear();

        await client.AskAsync("publish", new { channel = Table, key = "d", data = 1 });
        await client.AskAsync("publish", new { channel = Table, key = "a" });
        await image.UntilAsync(client, "a", null);

        Assert.Equal(["d=1", "a-"], image.Log);
        Assert.Equal("b=2 d=1", TableStand.Text(image));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Subscribe_EmptyTableBesideAFullOne_EndsAtOnce()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Neighbour, [.. Enumerable.Range(0, 2000).Select(number => $"k{number}={number}")]);
        var node = await stand.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var image = await new TableImage(Table).OpenAsync(client);
        Assert.Equal(["begin", "end"], image.Log);
        await stand.WriteAsync(Table, "a=1");
        await image.UntilAsync(client, "a", "1");
        Assert.Equal("a=1", TableStand.Text(image));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_WhileWritingAtFullSpeed_GivesExactlyTheTopicsTable(bool conflate)
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        var node = await stand.StartNodeAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(stand.ChurnAsync(Table, 1, 500, stop.Token), stand.ChurnAsync(Neighbour, 2, 500, stop.Token));
        var images = new List<(TestClient Client, TableImage Image)>();
        for (var i = 0; i < 8; i++)
        {
            var client = await node.ConnectAsync();
            images.Add((client, await new TableImage(i % 2 == 0 ? Table : Neighbour).OpenAsync(client, conflate: conflate)));
        }
        await stop.CancelAsync();
        await writing;
        await stand.WriteAsync(Table, "last=1");
        await stand.WriteAsync(Neighbour, "last=1");

        for (var i = 0; i < images.Count; i++)
        {
            var (client, image) = images[i];
            if (!image.Rows.ContainsKey("last")) await image.UntilAsync(client, "last", "1");
            Assert.Equal(stand.Rows.Read(i % 2 == 0 ? Table : Neighbour).Rows, image.Rows);
            await client.NothingMoreAsync();
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Resume_WithinTheLog_BringsChangesOnly()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Table, "a=1", "b=1");
        var (left, right) = (await stand.StartNodeAsync(), await stand.StartNodeAsync());
        await using var client = await left.ConnectAsync();
        var image = await new TableImage(Table).OpenAsync(client);
        await client.DisposeAsync();
        await stand.WriteAsync(Table, "c=1", "a-", "b=2", "b=3");
        image.Log.Clear();

        await using var again = await right.ConnectAsync();
        await image.OpenAsync(again, image.Position);

        Assert.Equal("end", image.Log[^1]);
        Assert.DoesNotContain("begin", image.Log);
        Assert.DoesNotContain("a=1", image.Log);
        Assert.Equal("b=3 c=1", TableStand.Text(image));
        image.Log.Clear();
        await again.SingleAsync("unsubscribe", Table);
        await image.OpenAsync(again, image.Position);
        Assert.Equal(["end"], image.Log);
    }

    [Fact]
    public async Task Resume_FromBeforeTombstonesMayBeGone_BringsTheWholeTable()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        var longAgo = DateTimeOffset.UtcNow.AddHours(-2);
        var first = TableStand.PositionOf(await stand.Rows.WriteAsync(Table, "a", "1", longAgo));
        await stand.Rows.WriteAsync(Table, "b", "1", longAgo);
        var last = TableStand.PositionOf(await stand.Rows.WriteAsync(Table, "c", "1", longAgo));
        await stand.Rows.WriteAsync(Table, "d", "1");
        var node = await stand.StartNodeAsync(("Topics:TombstoneRetentionHours", "2"));
        await using var client = await node.ConnectAsync();
        var epoch = (await new TableImage(Table).OpenAsync(client)).Position!.Split('.')[0];
        await client.SingleAsync("unsubscribe", Table);

        var whole = await new TableImage(Table).OpenAsync(client, $"{epoch}.{first}");
        await client.SingleAsync("unsubscribe", Table);
        var changes = await new TableImage(Table).OpenAsync(client, $"{epoch}.{last}");

        Assert.Equal(["begin", "a=1", "b=1", "c=1", "d=1", "end"], whole.Log);
        Assert.Equal(["d=1", "end"], changes.Log);
    }

    [Theory]
    [InlineData("00000001.0.5")]
    [InlineData(null)]
    public async Task Resume_OfAnotherEpochOrFromTheFuture_BringsTheWholeTable(string? position)
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Table, "a=1");
        var node = await stand.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var end = (await new TableImage(Table).OpenAsync(client)).Position!;
        await client.SingleAsync("unsubscribe", Table);
        var image = await new TableImage(Table).OpenAsync(client, position ?? $"{end[..end.LastIndexOf('.')]}.99");
        Assert.Equal(["begin", "a=1", "end"], image.Log);
    }

    [Fact]
    public async Task Subscribe_WithRowFilter_BringsThoseRowsOnly()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Table, "AA=1", "AAPL=1", "B=1", "A=1");
        var node = await stand.StartNodeAsync();
        await using var one = await node.ConnectAsync();
        await using var some = await node.ConnectAsync();
        var exact = await new TableImage(Table).OpenAsync(one, key: "AA");
        var prefix = await new TableImage(Table).OpenAsync(some, prefix: "AA");
        await stand.WriteAsync(Table, "A=2", "AAB=1", "AAPL-", "B=2", "AA=2");
        await exact.UntilAsync(one, "AA", "2");
        await prefix.UntilAsync(some, "AA", "2");

        Assert.Equal(["begin", "AA=1", "end", "AA=2"], exact.Log);
        Assert.Equal(["begin", "AA=1", "AAPL=1", "end", "AAB=1", "AAPL-", "AA=2"], prefix.Log);
        await one.NothingMoreAsync();
        await some.NothingMoreAsync();
    }

    [Fact]
    public async Task Table_OfAnotherApp_IsNotSeen()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        await stand.WriteAsync(Table, "a=1");
        var node = await stand.StartNodeAsync(("Apps:other:Tables:0", "stock.>"), ("Topics:Partitions", "1"));
        await using var client = await TestClient.OpenAsync(node.Address, "other");
        await client.AskAsync("connect", new { token = Tokens.Signed(Tokens.Claims("other"), Tokens.OtherSecret) });
        Assert.Equal(["begin", "end"], (await new TableImage(Table).OpenAsync(client)).Log);
    }

    [Fact]
    public async Task Command_ThatDoesNotFitTheChannel_IsRefused()
    {
        await using var stand = await TableStand.CreateAsync(kafka);
        var node = await stand.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        Assert.Equal(4230, await client.RefusalAsync("publish", new { channel = Table, data = 1 }));
        Assert.Equal(4231, await client.RefusalAsync("publish", new { channel = Table, key = "a\u001fb", data = 1 }));
        Assert.Equal(4232, await client.RefusalAsync("publish", new { channel = "orders.1", key = "a", data = 1 }));
        Assert.Equal(4202, await client.RefusalAsync("subscribe", new { channels = new[] { new { channel = Table, key = "a", key_prefix = "a" } } }));
        Assert.Equal(4232, await RefusalOfAsync(client, new { channel = "orders.1", key = "a" }));
        Assert.Equal(4231, await RefusalOfAsync(client, new { channel = Table, key_prefix = "" }));
        Assert.Equal(4234, await RefusalOfAsync(client, new { channel = Table, start = "earliest" }));
        Assert.Equal(4234, await RefusalOfAsync(client, new { channel = Table, last = 1 }));
        Assert.Equal(4234, await RefusalOfAsync(client, new { channel = Table, durable = "device-1" }));
        Assert.Equal(4210, await RefusalOfAsync(client, new { channel = Table, position = "garbage" }));
    }

    private static async Task<int> RefusalOfAsync(TestClient client, object channel) =>
        TestClient.CodeOf((await client.AskAsync("subscribe", new { channels = new[] { channel } })).GetProperty("channels")[0]);
}
