using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Sessions;

namespace Gateway.PublisherApi.Access;

/// <summary>What a caller may read: of the app all channels, or, with a session, those that it permits; or the code that refuses him.</summary>
internal readonly record struct ReadGrant(App? App, Session? Session = null, Code? Refusal = null, string? Detail = null);

/// <summary>Lets in who has a key of the app, for all its channels, or the token of one of its users, for those that the token permits.</summary>
internal sealed class ReadAccess(AppRegistry apps, TokenVerifier tokens)
{
    /// <summary>What the caller may read of the app that the address names.</summary>
    public ReadGrant Of(HttpContext context)
    {
        var name = RouteApp.Of(context);
        var bearer = Bearer.Of(context.Request);
        if (bearer.Length > 0 && apps.Authenticate(name, bearer) is { } app) return new(app);
        // Whatever has the form of a JSON Web Token: its refusal then says what is wrong with it.
        if (!bearer.Contains('.', StringComparison.Ordinal)) return new(null, Refusal: Codes.Unauthorized);
        var result = tokens.Verify(name, bearer);
        return result.Session is { } session ? new(session.App, session) : new(null, Refusal: result.Refusal, Detail: result.Detail);
    }
}
