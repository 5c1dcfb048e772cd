using Gateway;
using Gateway.Shared.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddKeyPerFile("/run/secrets/gateway", optional: true);
builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
builder.Services.AddGateway(builder.Configuration);
builder.Services.AddTelemetry(builder.Configuration, "gateway");

var app = builder.Build();
app.MapGateway();
app.MapTelemetry();
app.Run();
