using Gateway;
using Gateway.Demo;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting;
using Gateway.Shared.Http;
using Gateway.Shared.Telemetry;

return ServiceRun.Run("gateway", args, Build);

WebApplication Build()
{
    var builder = HostingExtensions.CreateBuilder(new() { Args = args });
    builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
    builder.Services.AddGateway(builder.Configuration);
    builder.Services.AddDemo(builder.Configuration);
    builder.Services.AddTelemetry(builder.Configuration, "gateway");

    var app = builder.Build();
    app.UseOrigins();
    app.UseProblemPages();
    app.MapGateway();
    app.MapDemo();
    app.MapTelemetry();
    return app;
}
