using System.Globalization;
using Gateway.Shared.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Shared.Hosting;

public sealed class HostingExtensionsTests
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
}
