using System.Globalization;

namespace Gateway.Tests.Strangers.Measuring;

/// <summary>What a stretch of time came to.</summary>
/// <param name="Gateway">The node: the greatest resident memory in MB, cores.</param>
/// <param name="Publisher">The publisher likewise.</param>
/// <param name="Delivery">Of the connected client.</param>
/// <param name="Publish">Of the other tenant.</param>
internal sealed record Stretch(
    (double Megabytes, double Cores) Gateway,
    (double Megabytes, double Cores) Publisher,
    (int Count, double P50, double P99, int Failures) Delivery,
    (int Count, double P50, double P99, int Failures) Publish)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures for so long.</summary>
    public static async Task<Stretch> MeasureAsync(Site site, DeliveryProbe delivery, PublishProbe publish, TimeSpan time)
    {
        var (gateway, publisher) = (site.Gateway.Process.Id, site.Publisher.Process.Id);
        delivery.Taken.Take();
        publish.Taken.Take();
        var (gatewayFrom, publisherFrom) = (ProcessReading.Of(gateway), ProcessReading.Of(publisher));
        var (gatewayMost, publisherMost) = (gatewayFrom.Megabytes, publisherFrom.Megabytes);
        for (var started = DateTime.UtcNow; DateTime.UtcNow - started < time; await Task.Delay(LookAgain))
        {
            gatewayMost = Math.Max(gatewayMost, ProcessReading.Of(gateway).Megabytes);
            publisherMost = Math.Max(publisherMost, ProcessReading.Of(publisher).Megabytes);
        }
        return new(
            (gatewayMost, (ProcessReading.Of(gateway).CpuSeconds - gatewayFrom.CpuSeconds) / time.TotalSeconds),
            (publisherMost, (ProcessReading.Of(publisher).CpuSeconds - publisherFrom.CpuSeconds) / time.TotalSeconds),
            delivery.Taken.Take(),
            publish.Taken.Take());
    }

    /// <summary>A row of the report.</summary>
    public string ToRow(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Gateway.Megabytes:0} | {Gateway.Cores:0.00} | {Publisher.Megabytes:0} | {Publisher.Cores:0.00} | {Delivery.P50:0.0} | {Delivery.P99:0.0} | {Delivery.Count} | {Publish.P50:0.0} | {Publish.P99:0.0} | {Publish.Count} | {Publish.Failures + Delivery.Failures} |");
}
