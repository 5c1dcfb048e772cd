using Gateway.PublisherApi;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Hosting;
using Gateway.Shared.Kafka;
using Gateway.Shared.Telemetry;

var builder = WebApplication.CreateBuilder(args).AddHosting();
builder.Services.AddApps(builder.Configuration);
builder.Services.AddKafka(builder.Configuration);
builder.Services.AddTelemetry(builder.Configuration, "publisher-api");
builder.Services.AddPublisherApi(builder.Configuration);

var app = builder.Build();
app.UseProblemPages();
app.MapTelemetry();
app.MapPublisherApi();
app.Run();
