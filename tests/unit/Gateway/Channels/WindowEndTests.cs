using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Channels;

/// <summary>A position ahead of what the node has read: only Kafka can tell whether the log goes so far.</summary>
public sealed class WindowEndTests
{
    private static readonly PartitionId Partition = new("streams", 0, 1);
    private readonly WindowTable _table = new(Options.Create(new WindowOptions()), TimeProvider.System);

    [Theory]
    [InlineData(20L, 12L)]
    [InlineData(10L, 10L)]
    public async Task Subscribe_AheadOfTheWindow_StandsWhereTheLogEndsAtMost(long end, long cursor)
    {
        var subscribing = await AheadAsync(after: 12, end);
        Assert.Equal(cursor, (await subscribing)!.Cursor);
    }

    [Fact]
    public async Task Subscribe_AheadOfTheWindowWhileTheEndCannotBeAsked_IsRefusedAndLeavesNothing()
    {
        var subscribing = await AheadAsync(after: 12, end: null);
        Assert.Null(await subscribing);
        Assert.Empty(_table.All.Single().Subscribers());
    }

    private async Task<Task<Subscription?>> AheadAsync(long after, long? end)
    {
        var subscribing = _table.SubscribeAsync(Partition, "a"u8.ToArray(), after, new CallbackSubscriber()).AsTask();
        Assert.IsType<LogRequest.Open>(await _table.Requests.ReadAsync()).Window.Open(9);
        Assert.IsType<LogRequest.End>(await _table.Requests.ReadAsync()).Answer.SetResult(end);
        return subscribing;
    }
}
