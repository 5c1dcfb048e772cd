using Gateway;
using Gateway.Demo;
using Gateway.Shared.Hosting;
using Gateway.Shared.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddKeyPerFile("/run/secrets/gateway", optional: true);
builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
builder.Services.AddGateway(builder.Configuration);
builder.Services.AddDemo(builder.Configuration);
builder.Services.AddTelemetry(builder.Configuration, "gateway");

var app = builder.Build();
app.MapGateway();
app.MapDemo();
app.MapTelemetry();
return app.RunValidated();
