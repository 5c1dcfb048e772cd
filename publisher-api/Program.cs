using Gateway.PublisherApi;
using Gateway.Shared.Arrivals;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting;
using Gateway.Shared.Http;
using Gateway.Shared.Telemetry;

return ServiceRun.Run("publisher-api", args, Build);

WebApplication Build()
{
    var builder = HostingExtensions.CreateBuilder(new() { Args = args });
    builder.WebHost.ConfigureKestrel(ArrivalExtensions.UseArrivals);
    builder.Services.AddPublisherApi(builder.Configuration);
    builder.Services.AddTelemetry(builder.Configuration, "publisher-api");

    var app = builder.Build();
    app.UseOrigins();
    app.UseProblemPages();
    app.MapPublisherApi();
    app.MapTelemetry();
    return app;
}
