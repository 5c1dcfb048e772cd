using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;

namespace Gateway.Tests.Integration.Kafka;

/// <summary>The embedded broker answers every question about a time with the end of the log; a start by time works all the same.</summary>
public sealed class EmbeddedStartTests : IAsyncLifetime
{
    private const string Channel = "orders.1";
    private const string Prefix = "start.";
    private static readonly DateTimeOffset Noon = DateTimeOffset.UtcNow.AddHours(-12);

    private readonly EmbeddedBroker _broker = EmbeddedBroker.Start();

    public async Task InitializeAsync()
    {
        _broker.CreateTopic($"{Prefix}demo.streams", 1);
        using var writer = new EventWriter(_broker.BootstrapServers, $"{Prefix}demo.streams");
        for (var hour = 0; hour < 6; hour++) await writer.WriteAsync(Channel, $"{hour}", Encoding.ASCII.GetBytes($"{hour}"), Noon.AddHours(hour));
    }

    public Task DisposeAsync()
    {
        _broker.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Subscribe_FromATime_BringsWhatCameThenOrLater()
    {
        await using var node = await Node.StartAsync(Site.Settings(_broker.BootstrapServers, Prefix, isMock: true));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        await client.AskAsync("subscribe", new { channels = new[] { new { channel = Channel, start = Text(Noon.AddHours(3)) } } });

        Assert.Equal([3, 4, 5], (await client.EventsAsync(3)).Select(received => received.Number));
        await client.NothingMoreAsync();
    }

    [Fact]
    public async Task Read_FromATime_GivesWhatCameThenOrLater()
    {
        await using var api = await PublisherApiHost.StartAsync(_broker.BootstrapServers, KeyValuePair.Create("Topics:Prefix", (string?)Prefix));

        Assert.Equal([3, 4, 5], await ReadAsync(api, Noon.AddHours(3)));
        Assert.Equal([4, 5], await ReadAsync(api, Noon.AddHours(3).AddSeconds(1)));
        Assert.Equal([0, 1, 2, 3, 4, 5], await ReadAsync(api, Noon.AddHours(-1)));
        Assert.Empty(await ReadAsync(api, DateTimeOffset.UtcNow));
    }

    private static async Task<IEnumerable<int>> ReadAsync(PublisherApiHost api, DateTimeOffset start)
    {
        var page = await api.Client.GetStringAsync(new Uri($"/v1/apps/demo/channels/{Channel}/events?start={Text(start)}", UriKind.Relative));
        return JsonDocument.Parse(page).RootElement.GetProperty("events").EnumerateArray().Select(shown => shown.GetProperty("data").GetInt32());
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
