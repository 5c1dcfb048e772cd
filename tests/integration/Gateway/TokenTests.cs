using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class TokenTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Theory]
    [InlineData("missing", 4100)]
    [InlineData("garbage", 4101)]
    [InlineData("alg none", 4101)]
    [InlineData("another key", 4101)]
    [InlineData("another app's token and key", 4101)]
    [InlineData("tampered", 4101)]
    [InlineData("without user", 4102)]
    [InlineData("without expiry", 4102)]
    [InlineData("a pattern that is none", 4102)]
    [InlineData("expired", 4103)]
    [InlineData("not yet valid", 4104)]
    [InlineData("another app", 4105)]
    public async Task Connect_WithATokenThatIsNotGood_IsRefusedByCodeAndClosed(string token, int code)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address);

        Assert.Equal(code, await client.RefusalAsync("connect", new { token = Make(token) }));
        Assert.Equal(code, (await client.PushAsync("closing")).GetProperty("code").GetInt32());
        Assert.Equal(code, await client.CloseCodeAsync());
    }

    [Theory]
    [InlineData("exp in milliseconds", "The claim exp lies more than 24 h ahead; exp is in seconds since 1970, not in milliseconds.")]
    [InlineData("a user that is a number", "The claim sub is a number; give a string.")]
    [InlineData("another key", "The signature is of none of the app's keys.")]
    public async Task Connect_WithATokenThatIsNotGood_IsToldWhatIsWrong(string token, string fault)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address);

        var reply = await client.ReplyAsync(await client.SendAsync("connect", new { token = Make(token) }));
        Assert.StartsWith(fault, reply.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(fault, (await client.PushAsync("closing")).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithATokenThatEndedAMomentAgo_IsRefusedAndNotClosedLater()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var client = await TestClient.OpenAsync(node.Address);
        Assert.Equal(4103, await client.RefusalAsync("connect", new { token = Tokens.Demo(lifetime: TimeSpan.FromSeconds(-2)) }));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("alg none")]
    [InlineData("another key")]
    public async Task Connect_ToAnAppThatIsNone_IsRefusedExactlyLikeABadToken(string token)
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();

        Assert.Equal(await RefusalAsync(node, "demo", Make(token)), await RefusalAsync(node, "nobody", Make(token)));
        Assert.Equal(await RefusalAsync(node, "demo", Make("another key")), await RefusalAsync(node, "nobody", Tokens.Demo()));
    }

    [Fact]
    public async Task Connection_WhoseTokenExpires_IsClosedThen()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync(Tokens.Demo(lifetime: TimeSpan.FromSeconds(3)));
        await using var other = await node.ConnectAsync();
        await client.SubscribeAsync("orders.1");

        Assert.Equal(4103, (await client.PushAsync("closing")).GetProperty("code").GetInt32());
        Assert.Equal(4103, await client.CloseCodeAsync());
        await other.NothingMoreAsync();
    }

    [Fact]
    public async Task Apps_WithTheSameChannel_SeeNothingOfEachOther()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();
        await using var demo = await node.ConnectAsync();
        await using var other = await TestClient.OpenAsync(node.Address, "other");
        await other.AskAsync("connect", new { token = Tokens.Signed(Tokens.Claims("other"), Tokens.OtherSecret) });
        await demo.SubscribeAsync("orders.1");
        await other.SubscribeAsync("orders.1");
        await demo.PublishAsync("orders.1", 1);
        await other.PublishAsync("orders.1", 2);

        Assert.Equal(1, (await demo.EventAsync()).Number);
        Assert.Equal(2, (await other.EventAsync()).Number);
        await demo.NothingMoreAsync();
        await other.NothingMoreAsync();
    }

    private static async Task<string> RefusalAsync(Node node, string app, string token)
    {
        await using var client = await TestClient.OpenAsync(node.Address, app);
        var reply = await client.ReplyAsync(await client.SendAsync("connect", new { token }));
        return $"{reply} {await client.ReadAsync()} {await client.CloseCodeAsync()}";
    }

    private static string Make(string token) => token switch
    {
        "missing" => "",
        "garbage" => "garbage",
        "alg none" => Tokens.Unsigned(Tokens.Claims()),
        "another key" => Tokens.Signed(Tokens.Claims(), "some-secret-that-nobody-configured-01234"),
        "another app's token and key" => Tokens.Signed(Tokens.Claims("other"), Tokens.OtherSecret),
        "tampered" => Tampered(Tokens.Demo()),
        "without user" => Without("sub"),
        "without expiry" => Without("exp"),
        "a pattern that is none" => Tokens.Signed(Tokens.Claims(read: ["orders.>.x"])),
        "exp in milliseconds" => Tokens.Signed(new(Tokens.Claims()) { ["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds() }),
        "a user that is a number" => Tokens.Signed(new(Tokens.Claims()) { ["sub"] = 7 }),
        "expired" => Tokens.Demo(lifetime: TimeSpan.FromMinutes(-1)),
        "not yet valid" => Tokens.Signed(new(Tokens.Claims()) { ["nbf"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds() }),
        "another app" => Tokens.Signed(Tokens.Claims("other")),
        _ => throw new ArgumentOutOfRangeException(nameof(token)),
    };

    private static string Without(string claim)
    {
        var claims = Tokens.Claims();
        claims.Remove(claim);
        return Tokens.Signed(claims);
    }

    // The claims of one token with the signature of another.
    private static string Tampered(string token) =>
        string.Join('.', [.. Tokens.Signed(Tokens.Claims(user: "mallory")).Split('.')[..2], token.Split('.')[2]]);
}
