using Gateway.Bench.SignalRServer;

// The contender: what an ASP.NET developer writes. Kafka in, SignalR out: one group for each channel, the JSON hub protocol, all settings
// at their defaults but one: the load client sends no pings, so the server does not wait for them.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSignalR(options => options.ClientTimeoutInterval = TimeSpan.FromDays(1));
builder.Services.AddSingleton<Feed>();
builder.Services.AddHostedService(services => services.GetRequiredService<Feed>());
var app = builder.Build();
app.MapHub<EventsHub>("/events");
app.MapGet("/readyz", (Feed feed) => feed.IsReady ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
app.MapGet("/heap", () => GC.GetTotalMemory(forceFullCollection: false));
app.Run();
