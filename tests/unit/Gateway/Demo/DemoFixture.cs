using Gateway.Demo;
using Gateway.Shared.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Demo;

/// <summary>What the tests of the demo share: an app with a key, and a host that maps the demo but opens no port.</summary>
internal static class DemoFixture
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    public static Dictionary<string, AppOptions> Apps => new()
    {
        ["demo"] = new AppOptions { TokenKeys = { new TokenKeyOptions { Id = "k1", Secret = Secret }, new TokenKeyOptions { Id = "k2", Secret = Secret + "2" } } },
        ["keyless"] = new AppOptions(),
    };

    public static DemoTokens Tokens(TimeProvider time) => new(new AppRegistry(Apps), Options.Create(new DemoOptions { Enabled = true }), time);

    public static WebApplication Host(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("Apps:demo:TokenKeys:0:Id", "k1")).Append(("Apps:demo:TokenKeys:0:Secret", Secret))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(new Recorder()));
        builder.Services.AddApps(builder.Configuration).AddDemo(builder.Configuration);
        return builder.Build();
    }

    public static async Task<(HttpResponse Response, string Body)> Run(IResult result, HttpContext context)
    {
        using var body = new MemoryStream();
        context.RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider();
        context.Response.Body = body;
        await result.ExecuteAsync(context);
        return (context.Response, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>Keeps the ids of what was logged.</summary>
    internal sealed class Recorder : ILoggerProvider, ILogger
    {
        [ThreadStatic] private static List<int>? t_ids;

        /// <summary>The ids logged on this thread.</summary>
        public static List<int> Ids => t_ids ??= [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Ids.Add(eventId.Id);

        public void Dispose()
        {
        }
    }
}
