using System.Text;
using Gateway.Channels;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Channels;

/// <summary>Alone, because it measures the memory of the process.</summary>
[CollectionDefinition(nameof(WindowMemoryTests), DisableParallelization = true)]
[Collection(nameof(WindowMemoryTests))]
public sealed class WindowMemoryTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Connections = 10_000;
    private const int ChannelsOfEach = 10;
    private const int Partitions = 12;
    private const long Goal = 100_000_000;

    [Fact]
    public async Task Channels_100000Subscribed_TakeNoMoreThan100MB()
    {
        var table = new WindowTable(Options.Create(new WindowOptions()), TimeProvider.System);
        var serving = ServeAsync(table);
        var subscribers = Enumerable.Range(0, Connections).Select(_ => new CallbackSubscriber()).ToArray();
        var kept = new Dictionary<string, Subscription>[Connections];
        // Once for the code itself.
        await SubscribeAsync(table, new CallbackSubscriber(), Connections);
        var before = GC.GetTotalMemory(true);
        for (var user = 0; user < Connections; user++) kept[user] = await SubscribeAsync(table, subscribers[user], user);
        var taken = GC.GetTotalMemory(true) - before;
        output.WriteLine($"{Connections * ChannelsOfEach} subscribed channels take {taken / 1e6:f1} MB.");
        Assert.InRange(taken, 10_000_000, Goal);
        GC.KeepAlive(kept);
        GC.KeepAlive(table);
        GC.KeepAlive(serving);
    }

    // As Connection keeps them: by name, as text.
    private static async Task<Dictionary<string, Subscription>> SubscribeAsync(WindowTable table, Subscriber subscriber, int user)
    {
        var subscriptions = new Dictionary<string, Subscription>(StringComparer.Ordinal);
        for (var i = 0; i < ChannelsOfEach; i++)
        {
            var name = $"orders.user-{user:d5}.{i}";
            var partition = new PartitionId("gateway.demo.streams", (user + i) % Partitions, 1);
            subscriptions.Add(name, (await table.SubscribeAsync(partition, Encoding.UTF8.GetBytes(name), null, subscriber))!);
        }
        return subscriptions;
    }

    private static async Task ServeAsync(WindowTable table)
    {
        await foreach (var request in table.Requests.ReadAllAsync())
            if (request is LogRequest.Open open) open.Window.Open(-1);
    }
}
