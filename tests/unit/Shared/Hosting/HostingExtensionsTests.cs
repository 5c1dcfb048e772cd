using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Shared.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Shared.Hosting;

public sealed partial class HostingExtensionsTests
{
    private const string MostWaiting = "/proc/sys/net/core/somaxconn";

    [Fact]
    public async Task CreateBuilder_ConnectionsThatWaitToBeAccepted_AreAsManyAsTheSystemAllows()
    {
        var allowed = File.Exists(MostWaiting) ? int.Parse(await File.ReadAllTextAsync(MostWaiting), CultureInfo.InvariantCulture) : 4096;
        await using var app = HostingExtensions.CreateBuilder(new()).Build();

        var backlog = app.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value.Backlog;

        Assert.InRange(backlog, allowed, int.MaxValue);
    }

    [Theory]
    [InlineData("Development", ConsoleFormatterNames.Simple, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: ")]
    [InlineData("Production", ConsoleFormatterNames.Json, @"^\{""Timestamp"":""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z""")]
    public async Task Log_InEachEnvironment_HasTheTimeInUtcOnEachLine(string environment, string form, string line)
    {
        await using var app = HostingExtensions.CreateBuilder(new() { Args = [$"--environment={environment}"] }).Build();
        var formatter = app.Services.GetServices<ConsoleFormatter>().Single(one => one.Name == form);
        await using var written = new StringWriter();

        formatter.Write(new LogEntry<string>(LogLevel.Information, "test", 1, "said", null, (state, _) => state), null, written);

        Assert.Matches(line, written.ToString());
        Assert.InRange(DateTimeOffset.Parse(Time().Match(written.ToString()).Value, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [GeneratedRegex(@"\d{4}-[-0-9T:.]+Z")]
    private static partial Regex Time();
}
