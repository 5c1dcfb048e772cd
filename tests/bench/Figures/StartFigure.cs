using System.Diagnostics;
using System.Net;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Processes;

namespace Gateway.Bench.Figures;

/// <summary>How soon a node can take clients, which bounds how fast an upgrade or a scale-out goes.</summary>
internal sealed class StartFigure : Figure
{
    private const double AtMostSeconds = 1.5;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public override string Name => "start";

    public override string About =>
        "From the start of the gateway's process until `/readyz` answers 200, with Kafka up: of a node published as its image holds it (compiled ahead, "
        + "ReadyToRun), for an app whose topics are there, as when a node is added or upgraded.";

    public override BenchOptions Defaults { get; } = new() { Rounds = 7, Servers = ["gateway"], Pinning = Pinning.None };

    public override BenchOptions Short(BenchOptions defaults) => defaults with { Rounds = 3 };

    public override Task<FigureOutcome> RunAsync(FigureRun run) => run.Bench.OnSiteAsync(run.Options, async site =>
    {
        var assembly = await PublishedGateway.PublishAsync(run.Stop);
        // The first start of all makes the topics.
        await TimeAsync(new GatewayNode(site, run.Options.Settings, assembly), run.Stop);
        var times = new List<double>();
        for (var round = 0; round < run.Options.Rounds; round++)
        {
            times.Add(await TimeAsync(new GatewayNode(site, run.Options.Settings, assembly), run.Stop));
            run.Progress.Update(FormattableString.Invariant($"start: {times[^1]:0.00} s"));
        }
        var median = Medians.Of(times);
        return new FigureOutcome(
            [new("start until ready ≤ 1.5 s", FormattableString.Invariant($"{median:0.00} s"), Column.FormatRatio(median / AtMostSeconds), median <= AtMostSeconds)],
            "Seconds, one after the other: " + string.Join(", ", times.Select(time => FormattableString.Invariant($"{time:0.00}"))),
            []);
    });

    private static async Task<double> TimeAsync(GatewayNode node, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = await node.LaunchAsync(FreePorts.Take());
        using var http = new HttpClient { BaseAddress = server.Address };
        while (!await IsReadyAsync(http, stop))
        {
            if (server.Process.HasExited || Stopwatch.GetElapsedTime(started) > Limit) throw new BenchException($"The gateway did not start: {server.Process.Output}");
            await Task.Delay(AskAgain, stop);
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
