using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class WaitingBytesTests
{
    private static readonly AppRegistry Apps = new(new Dictionary<string, AppOptions> { ["a"] = new(), ["b"] = new() });

    [Fact]
    public void TryEnter_OneAppsRequestsWithoutABody_AreBounded()
    {
        var waiting = new WaitingBytes(Options.Create(new PublisherApiOptions { MaxWaitingBytes = 16 << 20 }));
        var count = 0;
        while (waiting.TryEnter(App("a")) is not null) count++;
        Assert.Equal((8 << 20) / WaitingBytes.LeastOfRequest, count);
        Assert.NotNull(waiting.TryEnter(App("b")));
    }

    private static App App(string name) => Apps.TryGet(name, out var app) ? app : throw new InvalidOperationException(name);
}
