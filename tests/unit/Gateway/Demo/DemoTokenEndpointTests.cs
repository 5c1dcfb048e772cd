using System.Text.Json;
using Gateway.Demo;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Demo;

public sealed class DemoTokenEndpointTests
{
    [Fact]
    public async Task Token_ForAUser_ComesWithWhatThePageNeeds()
    {
        var (response, body) = await Get("alice");
        using var answer = JsonDocument.Parse(body);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(["token", "app", "user", "apiKey", "publishUrl"], answer.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("demo alice key http://p", Joined(answer.RootElement, "app", "user", "apiKey", "publishUrl"));
    }

    [Fact]
    public async Task Token_IsNeverCached()
    {
        var (response, _) = await Get("alice");
        Assert.Equal("no-store", response.Headers.CacheControl);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\0")]
    public async Task User_Invalid_IsAProblemThatSaysTheRule(string? user)
    {
        var (response, body) = await Get(user);
        Assert.Equal((400, "application/problem+json"), (response.StatusCode, response.ContentType));
        Assert.Contains("1 to 64 characters", body);
        Assert.Equal("no-store", response.Headers.CacheControl);
    }

    private static Task<(HttpResponse Response, string Body)> Get(string? user)
    {
        var context = new DefaultHttpContext();
        var options = Options.Create(new DemoOptions { Enabled = true, ApiKey = "key", PublishUrl = "http://p" });
        return DemoFixture.Run(DemoTokenEndpoint.Handle(user, context.Response, DemoFixture.Tokens(TimeProvider.System), options), context);
    }

    private static string Joined(JsonElement answer, params string[] members) =>
        string.Join(' ', members.Select(member => answer.GetProperty(member).GetString()));
}
