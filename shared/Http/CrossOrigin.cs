using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Shared.Http;

/// <summary>
/// Lets pages of allowed origins read the answers of an app's addresses (the CORS protocol of the Fetch standard): answers preflights, and names the origin in every
/// answer, refusals too. It lets no cookies in: who asks is told by <c>Authorization</c>, which a page must add itself.
/// </summary>
internal sealed class CrossOrigin(RequestDelegate next, IServiceProvider services)
{
    private const string Root = "/v1/apps";
    private const string Methods = "GET, HEAD, POST, PUT, DELETE";
    private const string Exposed = "Retry-After, WWW-Authenticate, Accept-Encoding, Allow";

    // Two hours: no browser keeps it longer.
    private const string MaxAge = "7200";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0 || AppOf(context.Request.Path) is not { } app) return next(context);
        // Also where a failure takes the other headers away.
        context.Response.OnStarting(static state => AddVary((HttpResponse)state), context.Response);
        var isAllowed = services.GetRequiredService<OriginCheck>().Allows(context.Request, app);
        if (isAllowed) context.Response.OnStarting(static state => AddHeaders((HttpContext)state), context);
        return IsPreflight(context.Request) ? AnswerAsync(context, isAllowed) : next(context);
    }

    private static Task AnswerAsync(HttpContext context, bool isAllowed)
    {
        if (!isAllowed) return ProblemResults.From(Codes.OriginNotAllowed).ExecuteAsync(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = MaxAge;
        var allowed = RequestHeaders.Allowed(context.Request.Headers.AccessControlRequestHeaders);
        if (allowed.Length > 0) headers.AccessControlAllowHeaders = allowed;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0;

    private static Task AddVary(HttpResponse response)
    {
        response.Headers.Append("Vary", "Origin");
        return Task.CompletedTask;
    }

    private static Task AddHeaders(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        context.Response.Headers.AccessControlExposeHeaders = Exposed;
        return Task.CompletedTask;
    }

    private static string? AppOf(PathString path)
    {
        if (!path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase, out var rest) || rest.Value is not { Length: > 1 } value) return null;
        var end = value.IndexOf('/', 1);
        return end < 0 ? null : value[1..end];
    }
}
