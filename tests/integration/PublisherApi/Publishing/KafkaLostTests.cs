using System.Diagnostics;
using System.Net;
using Gateway.Standalone.Broker;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Kafka goes away after it was reached: the embedded broker, because it can be told to.</summary>
public sealed class KafkaLostTests
{
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Publish_KafkaGoneThenBack_IsRefusedInTimeThenStored()
    {
        using var broker = EmbeddedBroker.Start();
        await using var api = await PublisherApiHost.StartAsync(broker.BootstrapServers, KeyValuePair.Create("Kafka:PublishTimeout", (string?)PublishTimeout.ToString()));
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(api));
        broker.SetDown();
        var watch = Stopwatch.StartNew();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PublishAsync(api));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, PublishTimeout + TimeSpan.FromSeconds(3));
        broker.SetUp();
        Assert.Equal(HttpStatusCode.Created, await UntilStoredAsync(api));
    }

    [SkippableFact]
    public async Task Publish_NowAndThenWhileKafkaIsStopped_IsRefusedAtOnceAfterTheFirst()
    {
        await using var kafka = await FrailKafka.StartAsync();
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, KeyValuePair.Create("Kafka:PublishTimeout", (string?)PublishTimeout.ToString()));
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(api));
        await kafka.KillAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PublishAsync(api));
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await PublishAsync(api));
            // Less often than a probe would take: none of them is one.
            await Within.UntilAsync(() => watch.Elapsed > TimeSpan.FromMilliseconds(200 * (i + 1)), "the next is due");
        }
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMilliseconds(200 * 20) + PublishTimeout);
        await kafka.StartAsync();
        Assert.Equal(HttpStatusCode.Created, await UntilStoredAsync(api));
    }

    [Fact]
    public async Task Batch_KafkaGoneWhileItIsSent_IsRefusedForEachEventThenStoredWhenSentAgain()
    {
        using var broker = EmbeddedBroker.Start();
        await using var api = await PublisherApiHost.StartAsync(broker.BootstrapServers, KeyValuePair.Create("Kafka:PublishTimeout", (string?)PublishTimeout.ToString()));
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(api));
        // Kafka has the batch, or will never have it, when it goes: nobody knows.
        broker.SetRoundTrip(TimeSpan.FromSeconds(1));
        var sending = api.SendBatchAsync(Batches.ToNamedChannels, Batch());
        await Within.UntilAsync(() => api.InFlight == 1, "the request is being served");
        broker.SetDown();
        var (status, problem, _) = await sending;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4400), (status, problem.Code()));
        Assert.Equal(["1", "2", "3"], problem.Events().Select(each => each.Text("id")));
        Assert.All(problem.Events(), each => Assert.Equal("backoff", each.GetProperty("error").Text("retry")));
        broker.SetUp();
        broker.SetRoundTrip(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.Created, await UntilStoredAsync(api));
        Assert.Equal(HttpStatusCode.Created, (await api.SendBatchAsync(Batches.ToNamedChannels, Batch())).Status);
    }

    private static object[] Batch() => [new { id = "1", channel = "a", data = 1 }, new { id = "2", channel = "b", data = 2 }, new { id = "3", channel = "a", data = 3 }];

    [Fact]
    public async Task Stop_WithARequestInFlight_AnswersItFirst()
    {
        using var broker = EmbeddedBroker.Start();
        await using var api = await PublisherApiHost.StartAsync(broker.BootstrapServers);
        Assert.Equal(HttpStatusCode.Created, await PublishAsync(api));
        broker.SetRoundTrip(TimeSpan.FromSeconds(1));
        var publishing = PublishAsync(api);
        await Within.UntilAsync(() => api.InFlight == 1, "the request is being served");
        await api.StopAsync();
        Assert.Equal(HttpStatusCode.Created, await publishing);
    }

    // The client's pause before it connects again may be longer than one publish waits.
    private static async Task<HttpStatusCode> UntilStoredAsync(PublisherApiHost api)
    {
        var watch = Stopwatch.StartNew();
        var status = await PublishAsync(api);
        while (status != HttpStatusCode.Created && watch.Elapsed < TimeSpan.FromSeconds(30)) status = await PublishAsync(api);
        return status;
    }

    private static async Task<HttpStatusCode> PublishAsync(PublisherApiHost api)
    {
        using var response = await api.Client.PostAsync(new Uri("/v1/apps/demo/channels/a/events", UriKind.Relative), new StringContent("x"));
        return response.StatusCode;
    }
}
