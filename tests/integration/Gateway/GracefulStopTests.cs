using System.Diagnostics;
using System.Net;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

public sealed class GracefulStopTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string Channel = "orders.1";

    [Fact]
    public async Task Stop_WithClients_TellsThemToReconnectAndTheyResumeElsewhere()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (leaving, staying) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        // Somebody keeps the channel's window on the other node, so that a resume there is from memory.
        await using var keeper = await staying.ConnectAsync();
        await keeper.SubscribeAsync(Channel);
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => leaving.ConnectAsync()));
        foreach (var client in clients) await client.SubscribeAsync(Channel);
        await site.Writer.WriteAsync(Channel, 1);
        var last = await Task.WhenAll(clients.Select(client => client.EventAsync()));

        var stopping = leaving.StopAsync();
        await Task.WhenAll(clients.Select(IsToldAsync));
        await stopping;
        await site.Writer.WriteAsync(Channel, [2, 3]);

        for (var i = 0; i < clients.Length; i++)
        {
            await using var back = await staying.ConnectAsync();
            await back.ResumeAsync(Channel, last[i].Position);
            Assert.Equal([2, 3], (await back.EventsAsync(2)).Select(received => received.Number));
            await clients[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task Stop_WithAClientThatDoesNotAnswer_EndsInTime()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync(("Gateway:CloseTimeout", "00:00:01"));
        await using var deaf = await RawClient.ConnectAsync(node.Address);
        var started = Stopwatch.GetTimestamp();

        await node.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
        Assert.Equal(4000, await deaf.ReadCloseAsync());
    }

    [Fact]
    public async Task Stop_InWaves_MovesEachClientOnceItsTurnComesAndServesAllUntilThen()
    {
        await using var site = await Site.CreateAsync(kafka);
        var (leaving, staying) = (await site.StartNodeAsync(("Gateway:DrainTime", "00:00:03")), await site.StartNodeAsync());
        var movers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Mover.StartAsync(leaving, Channel)));
        using var enough = new CancellationTokenSource();
        var writing = WriteUntilAsync(site, enough.Token);

        var stopping = leaving.StopAsync();
        var moving = movers.Select(mover => mover.MoveAsync(staying)).ToList();
        await Within.UntilAsync(async () => (await leaving.GetAsync("/readyz")).Status == HttpStatusCode.ServiceUnavailable, "the node says that it goes");
        var (refused, head) = await RawClient.AskAsync(leaving.Address);
        await using var _ = refused;
        Assert.StartsWith("HTTP/1.1 503 ", head, StringComparison.Ordinal);
        await Task.WhenAll(moving);
        await stopping;
        await enough.CancelAsync();
        var written = await writing;

        var told = movers.Select(mover => mover.ToldAt).Order().ToList();
        Assert.InRange((told[^1] - told[0]).TotalSeconds, 1.5, 10);
        foreach (var mover in movers) await mover.HasAllAsync(written);
    }

    [Fact]
    public async Task Stop_WithAPublishOnItsWay_AnswersItBeforeTheClose()
    {
        using var broker = EmbeddedBroker.Start();
        foreach (var app in new[] { "demo", "other" }) broker.CreateTopic($"slow.{app}.streams", 1);
        await using var node = await Node.StartAsync(Site.Settings(broker.BootstrapServers, "slow.", isMock: true));
        await node.ReadyAsync();
        await using var client = await node.ConnectAsync();
        await client.PublishAsync(Channel, 1);

        broker.SetRoundTrip(TimeSpan.FromSeconds(1));
        var id = await client.SendAsync("publish", new { channel = Channel, data = 2 });
        // Read, because commands are carried out in order; the publish is answered when Kafka has it.
        await client.NothingMoreAsync();
        var stopping = node.StopAsync();

        var reply = await client.ReadAsync();
        Assert.Equal(id, reply!.Value.GetProperty("id").GetInt64());
        Assert.True(reply.Value.TryGetProperty("publish", out var _), $"{reply}");
        await IsToldAsync(client);
        await stopping;
    }

    private static async Task<int> WriteUntilAsync(Site site, CancellationToken enough)
    {
        var number = 0;
        while (!enough.IsCancellationRequested) await site.Writer.WriteAsync(Channel, ++number);
        return number;
    }

    private static async Task IsToldAsync(TestClient client)
    {
        var closing = await client.PushAsync("closing");
        Assert.Equal((4000, "now"), (closing.GetProperty("code").GetInt32(), closing.Text("retry")));
        Assert.Equal(4000, await client.CloseCodeAsync());
    }

    // A client that goes where it is sent, and keeps what it gets.
    private sealed class Mover
    {
        private readonly List<int> _numbers = [];
        private TestClient _client = null!;
        private string _position = "";

        public TimeSpan ToldAt { get; private set; }

        public static async Task<Mover> StartAsync(Node node, string channel)
        {
            var mover = new Mover { _client = await node.ConnectAsync() };
            mover._position = (await mover._client.SubscribeAsync(channel))[channel];
            return mover;
        }

        public async Task MoveAsync(Node next)
        {
            while (await NextAsync())
            {
            }
            ToldAt = Stopwatch.GetElapsedTime(0);
            Assert.Equal(4000, await _client.CloseCodeAsync());
            await _client.DisposeAsync();
            _client = await next.ConnectAsync();
            await _client.ResumeAsync(Channel, _position);
        }

        public async Task HasAllAsync(int written)
        {
            while (_numbers.Count < written) Assert.True(await NextAsync());
            Assert.Equal(Enumerable.Range(1, written), _numbers);
            await _client.NothingMoreAsync();
            await _client.DisposeAsync();
        }

        // False when it is sent away.
        private async Task<bool> NextAsync()
        {
            var frame = await _client.ReadAsync() ?? throw new InvalidOperationException("Closed without a word.");
            if (frame.TryGetProperty("closing", out _)) return false;
            _position = frame.GetProperty("event").Text("position");
            _numbers.Add(frame.GetProperty("event").GetProperty("data").GetInt32());
            return true;
        }
    }
}
