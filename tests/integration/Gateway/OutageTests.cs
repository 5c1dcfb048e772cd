using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Confluent.Kafka;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Integration.PublisherApi;
using Xunit.Abstractions;
using Node = Gateway.Tests.Hosts.Node;

namespace Gateway.Tests.Integration;

/// <summary>Kafka gone for a while, and back. GATEWAY_OUTAGE_SECONDS makes the while longer than it takes to see everything.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private const string Channel = "orders.1";
    private const string Prefix = "outage.";
    private const int Crowd = 100;

    // Of a broker, with the recovery of its log, on a busy machine.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("GATEWAY_OUTAGE_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kafka_GoneForAWhile_SocketsStayAllAreToldAndNothingIsLost(bool killed)
    {
        await using var kafka = await FrailKafka.StartAsync(($"{Prefix}demo.streams", 2), ($"{Prefix}other.streams", 1));
        await using var node = await StartNodeAsync(kafka);
        await using var api = await PublisherApiHost.StartAsync(
            kafka.BootstrapServers, KeyValuePair.Create<string, string?>("Topics:Prefix", Prefix), KeyValuePair.Create<string, string?>("Kafka:PublishTimeout", "00:00:02"));
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);
        var acknowledged = new List<string>();
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(api, "before", acknowledged));
        Assert.Equal("before", (await client.EventAsync()).Id);

        var gone = Stopwatch.GetTimestamp();
        await (killed ? kafka.KillAsync() : kafka.PauseAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PublishAsync(api, "refused", acknowledged));
        output.WriteLine($"the first publish refused after {Stopwatch.GetElapsedTime(gone).TotalSeconds:0.0} s");
        var since = (await client.PushAsync("stale")).Text("since");
        Assert.InRange(DateTimeOffset.Parse(since, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow);
        output.WriteLine($"stale told after {Stopwatch.GetElapsedTime(gone).TotalSeconds:0.0} s");
        // After 30 s Kafka's client would notice by itself that a broker hangs.
        Assert.InRange(Stopwatch.GetElapsedTime(gone).TotalSeconds, 0, 25);
        await IsRefusedAtOnceAsync(api);
        Assert.Equal(4400, await client.RefusalAsync("publish", new { channel = Channel, data = 1 }));
        await using var late = await node.ConnectAsync();
        await late.SubscribeAsync(Channel);
        await late.PushAsync("stale");
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/readyz")).Status);
        // A client that does not read would not answer pings.
        for (; Stopwatch.GetElapsedTime(gone) < Outage; await Task.WhenAll(client.AskAsync("ping", new { }), late.AskAsync("ping", new { })))
            await Task.Delay(TimeSpan.FromSeconds(1));

        output.WriteLine($"Kafka gone for {Stopwatch.GetElapsedTime(gone).TotalSeconds:0.0} s, {Memory()}");
        var back = Stopwatch.GetTimestamp();
        await (killed ? kafka.StartAsync() : kafka.ContinueAsync());
        for (var number = 0; number < 20; number++)
            await Within.UntilAsync(async () => await PublishAsync(api, $"after-{number}", acknowledged) is HttpStatusCode.Created or HttpStatusCode.OK, "Kafka takes events", Start);
        output.WriteLine($"20 publishes acknowledged {Stopwatch.GetElapsedTime(back).TotalSeconds:0.0} s after its start");
        await HasAllAsync(client, acknowledged.Skip(1), within: Within.Limit);
        await HasAllAsync(late, acknowledged.Skip(1), within: Within.Limit);
        output.WriteLine($"all delivered and live told {Stopwatch.GetElapsedTime(back).TotalSeconds:0.0} s after its start, {Memory()}");
    }

    [SkippableFact]
    public async Task Partition_ThatEndsWithTransactions_IsNotStale()
    {
        await using var kafka = await FrailKafka.StartAsync(($"{Prefix}demo.streams", 1), ($"{Prefix}other.streams", 1));
        await using var node = await StartNodeAsync(kafka);
        await using var client = await node.ConnectAsync();
        await client.SubscribeAsync(Channel);

        Transact(kafka.BootstrapServers);

        Assert.Equal("committed", (await client.EventAsync()).Content.GetProperty("data").GetString());
        // Two records and a marker after each: the last three offsets hold nothing that a client could get.
        await Within.UntilAsync(() => node.Windows.All.Single().Settled == 3, "the markers are passed");
        Assert.Equal(0, node.Windows.All.Single().Head);
    }

    private static async Task<Node> StartNodeAsync(FrailKafka kafka)
    {
        var node = await Node.StartAsync(Site.Settings(
            kafka.BootstrapServers, Prefix, false,
            ("Kafka:PublishTimeout", "00:00:02"), ("Gateway:Feed:CheckInterval", "00:00:01"), ("Gateway:Feed:StaleAfter", "00:00:04")));
        await node.ReadyAsync();
        return node;
    }

    private static async Task<HttpStatusCode> PublishAsync(PublisherApiHost api, string id, List<string> acknowledged)
    {
        using var answer = await SendAsync(api, id);
        if (answer.IsSuccessStatusCode) acknowledged.Add(id);
        else Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.StatusCode, answer.Headers.RetryAfter is not null));
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(PublisherApiHost api, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/apps/demo/channels/{Channel}/events", UriKind.Relative)) { Content = JsonContent.Create(id) };
        request.Headers.Add("ce-id", id);
        request.Headers.Add("ce-source", "/tests");
        request.Headers.Add("ce-type", "tested");
        request.Headers.Add("ce-specversion", "1.0");
        return api.Client.SendAsync(request);
    }

    // Most without waiting for the time-out: that is seen by how soon the first of them are answered.
    private static async Task IsRefusedAtOnceAsync(PublisherApiHost api)
    {
        var started = Stopwatch.GetTimestamp();
        var answers = Enumerable.Range(0, Crowd).Select(i => SendAsync(api, $"crowd-{i}")).ToList();
        var quick = 0;
        await foreach (var answer in Task.WhenEach(answers))
        {
            using var response = await answer;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            if (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1.5)) quick++;
        }
        Assert.InRange(quick, Crowd / 2, Crowd);
    }

    // In order, each once; what was refused may be there or not, once. Live is told, and the time that it took is bounded.
    private static async Task HasAllAsync(TestClient client, IEnumerable<string> acknowledged, TimeSpan within)
    {
        var (expected, seen, live) = (new Queue<string>(acknowledged), new HashSet<string>(), false);
        while (expected.Count > 0 || !live)
        {
            var frame = (await client.ReadAsync().WaitAsync(within))!.Value;
            if (frame.TryGetProperty("live", out _)) live = true;
            if (!frame.TryGetProperty("event", out var received)) continue;
            var id = received.Text("id");
            Assert.True(seen.Add(id), $"{id} came twice.");
            if (expected.TryPeek(out var next) && next == id) expected.Dequeue();
        }
        Assert.Empty(expected);
    }

    private static string Memory() => $"{GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB in use, {Environment.WorkingSet >> 20} MiB resident";

    private static void Transact(string bootstrapServers)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = bootstrapServers, TransactionalId = "t" }).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(Within.Limit);
        foreach (var commits in new[] { true, false })
        {
            producer.BeginTransaction();
            producer.Produce($"{Prefix}demo.streams", new Message<string, byte[]> { Key = Channel, Value = Encoding.UTF8.GetBytes("\"committed\"") });
            producer.Flush(Within.Limit);
            if (commits) producer.CommitTransaction(Within.Limit);
            else producer.AbortTransaction(Within.Limit);
        }
    }
}
