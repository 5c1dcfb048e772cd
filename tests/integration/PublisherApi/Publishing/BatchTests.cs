using System.Net;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Gateway.Shared.Positions;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Integration.PublisherApi.Publishing;

/// <summary>Batches of events, read back from Kafka without our own code for reading.</summary>
public sealed class BatchTests(KafkaFixture kafka) : IClassFixture<KafkaFixture>, IAsyncLifetime
{
    private PublisherApiHost _api = null!;

    public async Task InitializeAsync() => _api = await PublisherApiHost.StartAsync(kafka.BootstrapServers);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Batch_MixedChannels_EachIsStoredInItsOwnAsIfAlone()
    {
        var (status, reply, _) = await _api.SendBatchAsync(
            Batches.ToNamedChannels,
            new { specversion = "1.0", id = "1", source = "/s", type = "t", channel = "orders.1", exchange = "x", data = new { total = 12 } },
            new { channel = "orders.2", datacontenttype = "text/plain", data = "€" },
            new { channel = "stock.nyse", partitionkey = "AAPL", data = 1 },
            new { channel = "stock.nyse", partitionkey = "AAPL" });
        Assert.Equal(HttpStatusCode.Created, status);
        var events = reply.Events();
        Assert.Equal(["orders.1", "orders.2", "stock.nyse", "stock.nyse"], events.Select(each => each.Text("channel")));
        var first = StoredEvent.At(kafka.BootstrapServers, _api.Topic, events[0].Text("position"));
        Assert.Equal(("orders.1", """{"total":12}"""), (first.Key, Encoding.UTF8.GetString(first.Value!)));
        Assert.Equal(("1", "x", "application/json"), (first.Headers["ce_id"], first.Headers["ce_exchange"], first.Headers["content-type"]));
        Assert.DoesNotContain("ce_channel", first.Headers.Keys);
        var second = StoredEvent.At(kafka.BootstrapServers, _api.Topic, events[1].Text("position"));
        Assert.Equal((events[1].Text("id"), "€"), (second.Headers["ce_id"], Encoding.UTF8.GetString(second.Value!)));
        var row = StoredEvent.At(kafka.BootstrapServers, _api.Tables, events[2].Text("position"));
        Assert.Equal(("stock.nyse\u001fAAPL", "1", "AAPL"), (row.Key, Encoding.UTF8.GetString(row.Value!), events[2].Text("key")));
        Assert.Null(StoredEvent.At(kafka.BootstrapServers, _api.Tables, events[3].Text("position")).Value);
    }

    [Fact]
    public async Task Batch_ToAChannel_TakesThoseThatNameNoneOrTheSame()
    {
        var (_, reply, _) = await _api.SendBatchAsync(Batches.ToOrders, new { data = 1 }, new { channel = "orders.1", data = 2 });
        Assert.Equal(["orders.1", "orders.1"], reply.Events().Select(each => each.Text("channel")));
        Assert.DoesNotContain("ce_channel", StoredEvent.At(kafka.BootstrapServers, _api.Topic, reply.Events()[1].Text("position")).Headers.Keys);
    }

    [Fact]
    public async Task Batch_ThousandEvents_KeepTheOrderOfEachChannel()
    {
        var (status, reply, _) = await _api.SendBatchAsync(
            Batches.ToNamedChannels, [.. Enumerable.Range(0, 1000).Select(i => new { id = $"{i}", channel = $"orders.{i % 7}", data = i })]);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), reply.Events().Select(each => each.Text("id")));
        foreach (var channel in reply.Events().GroupBy(each => each.Text("channel")))
        {
            var offsets = channel.Select(each => Position.TryParse(each.Text("position"), out var at) ? at.Offset : -1).ToList();
            Assert.Equal(offsets.Order(), offsets);
            Assert.Equal(offsets.Count, offsets.Distinct().Count());
        }
        var last = StoredEvent.At(kafka.BootstrapServers, _api.Topic, reply.Events()[999].Text("position"));
        Assert.Equal("999", Encoding.UTF8.GetString(last.Value!));
    }

    [Fact]
    public async Task Batch_SentAgain_TellsWhichWereThere()
    {
        var (_, first, _) = await _api.SendBatchAsync(Batches.ToOrders, new { id = "a", data = 1 });
        var (status, second, _) = await _api.SendBatchAsync(Batches.ToOrders, new { id = "a", data = 1 }, new { id = "b", data = 2 }, new { id = "b", data = 2 });
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal([true, false, true], second.Events().Select(each => each.TryGetProperty("repeated", out _)));
        Assert.Equal(first.Events()[0].Text("position"), second.Events()[0].Text("position"));
        Assert.Equal(second.Events()[1].Text("position"), second.Events()[2].Text("position"));
        var (again, _, _) = await _api.SendBatchAsync(Batches.ToOrders, new { id = "b", data = 2 }, new { id = "a", data = 1 });
        Assert.Equal(HttpStatusCode.OK, again);
    }

    [Fact]
    public async Task Batch_OneFaultyEvent_WritesNothingAndNamesIt()
    {
        var (status, problem, _) = await _api.SendBatchAsync(Batches.ToOrders, new { id = "f", data = 1 }, new { specversion = "0.3" });
        Assert.Equal((HttpStatusCode.BadRequest, 4216), (status, problem.Code()));
        // Had it been written, this would be a repeat.
        var (_, reply, _) = await _api.SendBatchAsync(Batches.ToOrders, new { id = "f", data = 1 });
        Assert.False(reply.Events()[0].TryGetProperty("repeated", out _));
    }

    [SkippableFact]
    public async Task Batch_KafkaRefusesOne_TellsWhichAreThereAndWhichNot()
    {
        kafka.RequireRealKafka("the mock takes records of any size");
        await LimitRecordsAsync(bytes: 2000);
        // Two partitions: Kafka refuses all that it gets for a partition together.
        var (status, problem, response) = await _api.SendBatchAsync(Batches.ToNamedChannels, new { id = "1", channel = "a", data = 1 }, new { id = "2", channel = "b", data = Incompressible(4000) });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4402), (status, problem.Code()));
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
        Assert.Equal("1", StoredEvent.At(kafka.BootstrapServers, _api.Topic, problem.Events()[0].Text("position")).Headers["ce_id"]);
        Assert.Equal(("2", 4213, "never"), (problem.Events()[1].Text("id"), problem.Events()[1].GetProperty("error").Code(), problem.Events()[1].GetProperty("error").Text("retry")));
    }

    [Fact]
    public async Task Batch_OneRefusedBeforeItIsSent_TakesThoseAfterItInItsChannelWithIt()
    {
        // So that the Kafka client itself refuses what is longer.
        await using var api = await PublisherApiHost.StartAsync(kafka.BootstrapServers, KeyValuePair.Create("Kafka:ProducerSettings:message.max.bytes", (string?)"2000"));
        var (status, problem, _) = await api.SendBatchAsync(
            Batches.ToNamedChannels,
            new { id = "1", channel = "a", data = 1 },
            new { id = "2", channel = "a", data = Incompressible(4000) },
            new { id = "3", channel = "b", data = 3 },
            new { id = "4", channel = "a", data = 4 });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 4402), (status, problem.Code()));
        Assert.Equal([0, 4213, 0, 4213], problem.Events().Select(each => each.TryGetProperty("error", out var error) ? error.Code() : 0));
        Assert.Equal("3", StoredEvent.At(kafka.BootstrapServers, api.Topic, problem.Events()[2].Text("position")).Headers["ce_id"]);
    }

    private async Task LimitRecordsAsync(int bytes)
    {
        var entry = new ConfigEntry { Name = "max.message.bytes", Value = $"{bytes}", IncrementalOperation = AlterConfigOpType.Set };
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.IncrementalAlterConfigsAsync(new() { [new ConfigResource { Type = ResourceType.Topic, Name = _api.Topic.Name }] = [entry] });
        // The controller has answered; the broker learns it a moment later.
        await Within.UntilAsync(() => IsRefusedAsync(new byte[2 * bytes]), "Kafka knows the limit");
    }

    private async Task<bool> IsRefusedAsync(byte[] value)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        try
        {
            await producer.ProduceAsync(_api.Topic.Name, new() { Value = value });
            return false;
        }
        catch (ProduceException<Null, byte[]> refused) when (refused.Error.Code is ErrorCode.MsgSizeTooLarge)
        {
            return true;
        }
    }

    private static string Incompressible(int bytes)
    {
        var random = new byte[bytes];
        new Random(1).NextBytes(random);
        return Convert.ToBase64String(random);
    }
}
