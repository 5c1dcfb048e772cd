using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Gateway.Shared.Telemetry;

/// <summary>Has browsers take each answer for what its <c>Content-Type</c> says (Fetch standard, X-Content-Type-Options).</summary>
internal sealed class NoSniff : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(serve => context =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return serve(context);
        });
        next(app);
    };
}
