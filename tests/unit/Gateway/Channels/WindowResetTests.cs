using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Channels;

/// <summary>A log that is not the same any more.</summary>
public sealed class WindowResetTests
{
    private static readonly PartitionId Partition = new("streams", 0, 1);
    private readonly WindowTable _table = new(Options.Create(new WindowOptions()), TimeProvider.System);
    private int _lost;

    [Fact]
    public async Task Reset_OfAWindow_TellsEachSubscriberOnceAndHasThePartitionClosed()
    {
        var subscriber = new CallbackSubscriber(() => { }, () => _lost++);
        await SubscribeAsync("a", subscriber);
        await SubscribeAsync("b", subscriber);
        var window = _table.All.Single();
        _table.Reset(window);

        Assert.Equal(1, _lost);
        Assert.Empty(_table.All);
        Assert.True(_table.Requests.TryRead(out var request));
        Assert.Equal(new LogRequest.Close(window), request);
    }

    [Fact]
    public async Task Subscribe_AfterAReset_OpensTheWindowAnew()
    {
        var first = await SubscribeAsync("a", new CallbackSubscriber());
        _table.Reset(first.Channel.Window);
        _table.Requests.TryRead(out _);
        var second = await SubscribeAsync("a", new CallbackSubscriber());

        Assert.NotSame(first.Channel.Window, second.Channel.Window);
        Assert.Null(first.Channel.Window.Subscribe("a"u8.ToArray(), null, new CallbackSubscriber()));
    }

    private async Task<Subscription> SubscribeAsync(string channel, Subscriber subscriber)
    {
        var subscribing = _table.SubscribeAsync(Partition, System.Text.Encoding.UTF8.GetBytes(channel), null, subscriber);
        if (_table.Requests.TryRead(out var request)) Assert.IsType<LogRequest.Open>(request).Window.Open(-1);
        return (await subscribing)!;
    }
}
