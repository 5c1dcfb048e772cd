using Microsoft.Extensions.Options;

namespace Gateway.Demo;

/// <summary><c>GET /demo/token?user=alice</c>: what the page needs to connect as that user.</summary>
internal static class DemoTokenEndpoint
{
    /// <summary>The answer.</summary>
    internal sealed record Answer(string Token, string App, string User, string ApiKey, string PublishUrl);

    public static IResult Handle(string? user, HttpResponse response, DemoTokens tokens, IOptions<DemoOptions> options)
    {
        DemoHeaders.Set(response.Headers, cacheControl: "no-store");
        if (!DemoTokens.IsUser(user)) return UserInvalid();
        var demo = options.Value;
        return Results.Json(new Answer(tokens.Mint(user), demo.App, user, demo.ApiKey, demo.PublishUrl));
    }

    // Without a code of the table: this address is no part of the protocol.
    private static IResult UserInvalid() => Results.Problem(
        title: "user_invalid",
        detail: $"Give user: 1 to {DemoTokens.MaxUserLength} characters, not blank, none of them a control character.",
        statusCode: StatusCodes.Status400BadRequest);
}
