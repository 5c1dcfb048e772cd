using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Sessions;

namespace Gateway.PublisherApi.History;

/// <summary>Lets in who has a key of the app, for all its channels, or the token of one of its users, for those that the token permits.</summary>
internal sealed class ReadAccessFilter(AppRegistry apps, TokenVerifier tokens) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var name = (string?)http.GetRouteValue(ApiKeyFilter.App) ?? "";
        var bearer = Bearer.Of(http.Request);
        if (bearer.Length > 0 && apps.Authenticate(name, bearer) is { } app)
        {
            http.Features.Set(app);
            return await next(context);
        }
        // Whatever has the form of a JSON Web Token: its refusal then says what is wrong with it.
        if (!bearer.Contains('.', StringComparison.Ordinal)) return ProblemResults.From(Codes.Unauthorized);
        var result = await tokens.VerifyAsync(name, bearer);
        if (result.Session is not { } session) return ProblemResults.From(result.Refusal!);
        http.Features.Set(session.App);
        http.Features.Set(session);
        return await next(context);
    }
}
