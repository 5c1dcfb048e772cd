using Gateway;
using Gateway.Demo;
using Gateway.PublisherApi;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting;
using Gateway.Shared.Http;
using Gateway.Shared.Telemetry;
using Gateway.Standalone;
using Gateway.Standalone.Broker;

EmbeddedBroker? broker = null;
var code = ServiceRun.Run("gateway-standalone", args, Build, "--kafka");
broker?.Dispose();
return code;

WebApplication Build()
{
    var builder = HostingExtensions.CreateBuilder(new() { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.Configuration.AddDefaults().AddCommandLine(args, new Dictionary<string, string> { ["--kafka"] = "Kafka:BootstrapServers" });
    builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
    broker = DemoBroker.StartUnlessConfigured(builder.Configuration);
    builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
    builder.Services.AddGateway(builder.Configuration);
    builder.Services.AddDemo(builder.Configuration);
    builder.Services.AddPublisherApi(builder.Configuration);
    builder.Services.AddTelemetry(builder.Configuration, "gateway-standalone");

    var app = builder.Build();
    app.UseOrigins();
    app.UseProblemPages();
    app.MapGateway();
    app.MapDemo();
    app.MapPublisherApi();
    app.MapTelemetry();
    app.Lifetime.ApplicationStarted.Register(() => Welcome.Print(app, broker));
    return app;
}
