using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.Shared.Telemetry;
using Gateway.Tests.Client;
using Gateway.Tests.Integration.Kafka;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration;

[Collection(MeasuringCollection.Name)]
public sealed partial class TelemetryTests(KafkaFixture kafka)
{
    private static readonly string[] Names =
    [
        "gateway_connections", "gateway_subscriptions", "gateway_window_bytes", "gateway_frame_files_bytes", "gateway_partitions_assigned", "gateway_consumer_lag_records",
        "gateway_records_read_total", "gateway_events_delivered_total", "gateway_events_delivered_bytes_total", "gateway_pulls_total",
        "gateway_delivery_latency_seconds_bucket", "gateway_gaps_total", "gateway_events_published_total", "gateway_events_published_bytes_total",
        "gateway_publish_duration_seconds_bucket", "gateway_refusals_total",
    ];

    [Fact]
    public async Task Metrics_AfterARoundTrip_CountIt()
    {
        await using var site = await Site.CreateAsync(kafka);
        var node = await site.StartNodeAsync();
        await using var client = await node.ConnectAsync();
        var end = (await client.SubscribeAsync("orders.1"))["orders.1"];
        await client.SingleAsync("unsubscribe", "orders.1");
        var before = await MetricsAsync(node);
        await client.ResumeAsync("orders.1", $"{end[..end.LastIndexOf('.')]}.1000");
        await client.PushAsync("gap");
        await client.PublishAsync("orders.1", 12345);
        await client.EventAsync();
        await client.RefusalAsync("dance", new { });
        var after = await MetricsAsync(node);

        Assert.Empty(Names.Except(after.Keys.Select(key => key.Split('{')[0])));
        Assert.Equal(1, Grown("gateway_events_published_total"));
        Assert.Equal(5, Grown("gateway_events_published_bytes_total"));
        Assert.Equal(1, Grown("gateway_events_delivered_total"));
        Assert.Equal(1, Grown("gateway_subscriptions"));
        Assert.Equal(1, Grown("gateway_gaps_total{reason=\"future\"}"));
        Assert.Equal(1, Grown("gateway_refusals_total{code=\"unknown_command\"}"));

        double Grown(string name) => after[name] - before.GetValueOrDefault(name);
    }

    [Fact]
    public async Task Probes_OfAReadyNode_AreGood()
    {
        await using var site = await Site.CreateAsync(kafka, partitions: 1);
        var node = await site.StartNodeAsync();

        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/livez")).Status);
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task Trace_OfAPublish_GoesThroughKafkaToReceiveAndSend()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var site = await Site.CreateAsync(kafka);
        var (left, right) = (await site.StartNodeAsync(), await site.StartNodeAsync());
        await using var publisher = await left.ConnectAsync();
        await using var subscriber = await right.ConnectAsync();
        await subscriber.SubscribeAsync("orders.1");
        await publisher.AskAsync("publish", new { channel = "orders.1", id = "traced" });
        await subscriber.EventAsync();

        var publish = ended.Single(activity => (string?)activity.GetTagItem("cloudevents.event_id") == "traced");
        await Within.UntilAsync(() => Named("send") is not null, "the send has ended");
        Assert.Equal(("publish", ActivityKind.Producer, site.Topic), (publish.OperationName, publish.Kind, publish.GetTagItem("messaging.destination.name")));
        Assert.Equal((publish.SpanId, ActivityKind.Consumer), (Named("receive")!.ParentSpanId, Named("receive")!.Kind));
        Assert.Equal(Named("receive")!.SpanId, Named("send")!.ParentSpanId);

        Activity? Named(string name) => ended.SingleOrDefault(activity => activity.TraceId == publish.TraceId && activity.OperationName == name);
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(Node node)
    {
        var (status, body) = await node.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        return Sample().Matches(body).ToDictionary(
            match => match.Groups[1].Value,
            match => double.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(gateway_[^\s]+) ([-+0-9.eE]+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
