using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Shared.Telemetry;

/// <summary>
/// Keeps the paths of operations on their port, if they have one, and all others off it. Decided by the local port of the connection, because the header
/// <c>Host</c> is the client's.
/// </summary>
internal sealed class OperationsPort(IOptions<OperationsOptions> options) : IStartupFilter
{
    private static readonly string[] Paths = ["/livez", "/readyz", "/metrics"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Port is > 0 and var port) app.Use(serve => context => IsHere(context, port) ? serve(context) : NotFound(context));
        next(app);
    };

    // The path is decoded by now, and routing takes it in whatever case.
    private static bool IsHere(HttpContext context, int port) =>
        (context.Connection.LocalPort == port) == Paths.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
