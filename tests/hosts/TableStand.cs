using System.Globalization;
using Confluent.Kafka;
using Gateway.Tests.Client;
using Gateway.Tests.Kafka;

namespace Gateway.Tests.Hosts;

/// <summary>A site with a table topic of one partition, so that all tables are neighbours in it.</summary>
internal sealed class TableStand : IAsyncDisposable
{
    private const int ChurnedRows = 200;

    private readonly Site _site;

    private TableStand(KafkaFixture kafka, Site site)
    {
        _site = site;
        Rows = new RowWriter(kafka.BootstrapServers, site.Tables, 1);
    }

    /// <summary>Plain clients of the table topic.</summary>
    public RowWriter Rows { get; }

    /// <summary>Makes the topics.</summary>
    public static async Task<TableStand> CreateAsync(KafkaFixture kafka, IReadOnlyDictionary<string, string>? settings = null)
    {
        var site = await Site.CreateAsync(kafka, partitions: 1);
        await site.CreateTablesAsync(1, settings);
        return new TableStand(kafka, site);
    }

    /// <summary>Starts a node.</summary>
    public Task<Node> StartNodeAsync(params (string Name, string Value)[] settings) => _site.StartNodeAsync([Site.TablesSetting, .. settings]);

    /// <summary>Writes rows in order: <c>key=json</c>, or <c>key-</c> for the end of one.</summary>
    public Task WriteAsync(string channel, params string[] rows) => Task.WhenAll(rows
        .Select(row => row.Split('='))
        .Select(row => row.Length == 1 ? Rows.WriteAsync(channel, row[0].TrimEnd('-'), null) : Rows.WriteAsync(channel, row[0], row[1]))
        .ToList());

    /// <summary>Writes and deletes rows as fast as Kafka takes them, until told to stop and at least so many were written.</summary>
    public async Task ChurnAsync(string channel, int seed, int atLeast, CancellationToken stop)
    {
        var random = new Random(seed);
        var written = 0;
        while (!stop.IsCancellationRequested || written < atLeast)
        {
            var batch = Enumerable.Range(0, 100).Select(_ => Rows.WriteAsync(
                channel, $"k{random.Next(ChurnedRows)}", random.Next(4) == 0 ? null : (++written).ToString(CultureInfo.InvariantCulture)));
            await Task.WhenAll(batch.ToList());
        }
    }

    /// <summary>A record's position without its epoch.</summary>
    public static string PositionOf(DeliveryResult<byte[], byte[]?> written) => $"{written.Partition.Value}.{written.Offset.Value}";

    /// <summary>The rows, in short.</summary>
    public static string Text(TableImage image) => string.Join(' ', image.Rows.Select(row => $"{row.Key}={row.Value}"));

    public async ValueTask DisposeAsync()
    {
        Rows.Dispose();
        await _site.DisposeAsync();
    }
}
