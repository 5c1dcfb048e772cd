using System.Text;
using Gateway.Demo;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Unit.Demo;

public sealed class DemoTokensTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Mint_ForAUser_HasExactlyTheClaimsOfTheProtocol()
    {
        var token = Read(DemoFixture.Tokens(new FakeTimeProvider(Now)).Mint("älice"));
        Assert.Equal("älice", token.Subject);
        Assert.Equal("demo", token.GetPayloadValue<string>("app"));
        Assert.Equal([">"], token.GetPayloadValue<string[]>("read"));
        Assert.Equal([">"], token.GetPayloadValue<string[]>("write"));
        Assert.Equal(Now.AddHours(1).UtcDateTime, token.ValidTo);
        Assert.Equal(["app", "exp", "read", "sub", "write"], token.Claims.Select(claim => claim.Type).Distinct().Order());
    }

    [Fact]
    public async Task Mint_Signature_IsOfTheFirstKeyAndNamesIt()
    {
        var text = DemoFixture.Tokens(new FakeTimeProvider(Now)).Mint("alice");
        Assert.Equal(("HS256", "k1"), (Read(text).Alg, Read(text).Kid));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(DemoFixture.Secret)),
        });
        Assert.True(result.IsValid);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Zoë O'Neil")]
    [InlineData("🦊")]
    public void User_OfOrdinaryCharacters_IsAccepted(string user) => Assert.True(DemoTokens.IsUser(user));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("\ud800")]
    public void User_EmptyOrWithControlCharacters_IsRefused(string? user) => Assert.False(DemoTokens.IsUser(user));

    [Fact]
    public void User_Of64Characters_IsTheLongest()
    {
        Assert.True(DemoTokens.IsUser(string.Concat(Enumerable.Repeat("🦊", 64))));
        Assert.False(DemoTokens.IsUser(new string('a', 65)));
    }

    private static JsonWebToken Read(string token) => new(token);
}
