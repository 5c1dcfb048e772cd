using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Gateway.Shared.Arrivals;

/// <summary>Notes, before anything else is done for it, that a connection has brought a request.</summary>
internal sealed class FirstRequest(ArrivalTable arrivals) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(serve => context =>
        {
            arrivals.Asked(context.Connection.Id);
            return serve(context);
        });
        next(app);
    };
}
