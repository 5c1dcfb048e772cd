using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Bench.SignalRServer;

/// <summary>Reads the topic from its end and sends each event to the clients of its channel.</summary>
internal sealed class Feed(IHubContext<EventsHub> hub, IConfiguration configuration) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _topic = configuration["TOPIC"]!;
    private readonly string _servers = configuration["KAFKA_BOOTSTRAP_SERVERS"]!;

    /// <summary>Whether what is published from now on is seen.</summary>
    public bool IsReady { get; private set; }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => ReadAsync(stoppingToken), stoppingToken);

    private async Task ReadAsync(CancellationToken stop)
    {
        var config = new ConsumerConfig { BootstrapServers = _servers, GroupId = "bench", EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<string, byte[]>(config).Build();
        consumer.Assign(Ends(consumer));
        IsReady = true;
        while (!stop.IsCancellationRequested)
        {
            var record = consumer.Consume(stop);
            await hub.Clients.Group(record.Message.Key).SendAsync("event", EventOf(record), stop);
        }
    }

    private List<TopicPartitionOffset> Ends(IConsumer<string, byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(_topic, Limit).Topics[0].Partitions;
        return [.. partitions.Select(partition => new TopicPartition(_topic, partition.PartitionId))
            .Select(partition => new TopicPartitionOffset(partition, consumer.QueryWatermarkOffsets(partition, Limit).High))];
    }

    private static object EventOf(ConsumeResult<string, byte[]> record) => new
    {
        channel = record.Message.Key,
        position = $"{record.Partition.Value}.{record.Offset.Value}",
        id = Header(record, "ce_id"),
        source = Header(record, "ce_source"),
        type = Header(record, "ce_type"),
        time = Header(record, "ce_time"),
        datacontenttype = Header(record, "content-type"),
        data = JsonSerializer.Deserialize<JsonElement>(record.Message.Value),
    };

    private static string Header(ConsumeResult<string, byte[]> record, string name) =>
        Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes(name));
}
