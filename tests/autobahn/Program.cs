using Gateway;
using Gateway.Tests.Autobahn;

// An echo server for the Autobahn test suite, on the gateway's own frames:
//   dotnet run -c Release --project tests/autobahn [PORT]      then      check ws://127.0.0.1:PORT/
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(GatewayKestrel.Configure);
builder.WebHost.UseUrls($"http://127.0.0.1:{(args.Length > 0 ? args[0] : "0")}");

var app = builder.Build();
app.MapGet("/", (Delegate)EchoEndpoint.HandleAsync);
await app.StartAsync();
Console.WriteLine(app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/");
await app.WaitForShutdownAsync();
