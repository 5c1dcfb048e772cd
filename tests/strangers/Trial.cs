using System.Globalization;
using Gateway.Tests.Strangers.Attacks;
using Gateway.Tests.Strangers.Measuring;

namespace Gateway.Tests.Strangers;

/// <summary>Measures in peace, then during the attack, then after it.</summary>
internal static class Trial
{
    private const string Head =
        "| | node MB | node cores | publisher MB | publisher cores | delivery p50 ms | p99 | events | publish p50 ms | p99 | requests | failures |\n"
        + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

    // All come within the first second, as strangers do; it is not measured.
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    /// <summary>The report.</summary>
    internal static async Task<string> RunAsync(Site site, StrangersOptions options)
    {
        using var stop = new CancellationTokenSource();
        await using var delivery = new DeliveryProbe(site);
        using var publish = new PublishProbe(site);
        await delivery.ConnectAsync(stop.Token);
        Task[] probes = [delivery.RunAsync(stop.Token), publish.RunAsync(stop.Token)];
        await Task.Delay(WarmUp);
        var time = TimeSpan.FromSeconds(options.Seconds);
        var before = await Stretch.MeasureAsync(site, delivery, publish, time);
        var during = await AttackAsync(site, options, () => Stretch.MeasureAsync(site, delivery, publish, time));
        var after = await Stretch.MeasureAsync(site, delivery, publish, time);
        await stop.CancelAsync();
        await Task.WhenAll(probes);
        return $"{options.Mode}: {options.Count}{(options.Only is null ? "" : $" × {options.Only}")}\n\n{Head}\n{before.ToRow("before")}\n{during.ToRow("during")}\n{after.ToRow("after")}\n\n{Verdict(before, during)}";
    }

    private static async Task<Stretch> AttackAsync(Site site, StrangersOptions options, Func<Task<Stretch>> measureAsync)
    {
        using var stop = new CancellationTokenSource();
        var attacks = (options.Mode == "tenant" ? TenantAttacks.All : StrangersAttacks.All).Where(attack => options.Only is null || attack.Name == options.Only).ToList();
        var attackers = Enumerable.Range(0, options.Count)
            .Select(i => new Attacker(attacks[i % attacks.Count], site, stop.Token).RunAsync(Arrival * i / options.Count))
            .ToArray();
        await Task.Delay(Arrival);
        var measured = await measureAsync();
        await stop.CancelAsync();
        await Task.WhenAll(attackers);
        return measured;
    }

    private static string Verdict(Stretch before, Stretch during) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        memory more: node {during.Gateway.Megabytes - before.Gateway.Megabytes:0} MB, publisher {during.Publisher.Megabytes - before.Publisher.Megabytes:0} MB (≤ 50)
        cores more: node {during.Gateway.Cores - before.Gateway.Cores:0.00}, publisher {during.Publisher.Cores - before.Publisher.Cores:0.00} (≤ 0.1)
        p99: delivery × {during.Delivery.P99 / before.Delivery.P99:0.00}, publish × {during.Publish.P99 / before.Publish.P99:0.00} (≤ 1.5)
        """);
}
