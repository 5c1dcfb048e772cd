using System.Globalization;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Kafka;

namespace Gateway.Bench.PublisherLoad;

/// <summary><c>bench publisher-load [rounds [seconds [NAME=VALUE…]]]</c>: the run by itself.</summary>
internal static class PublisherLoadProgram
{
    private const int Partitions = 12;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var plan = PlanOf(arguments);
        var kafka = new KafkaFixture(new Xunit.Sdk.NullMessageSink());
        await kafka.InitializeAsync();
        try
        {
            var site = new BenchSite(kafka.BootstrapServers, new Pinning("all", "all"), plan.Channels);
            await kafka.CreateTopicAsync(site.Topic, Partitions);
            var result = await new PublisherLoadRun(plan, site, new Progress()).RunAsync(CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"medians: {Summary(result)}"));
            return 0;
        }
        finally
        {
            await kafka.DisposeAsync();
        }
    }

    public static string Line(PublisherRound round) => Summary(new PublisherLoadResult([round]));

    private static string Summary(PublisherLoadResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"single: bare {result.PerSecond(r => r.BareSingle):0}/s, API {result.PerSecond(r => r.ApiSingle):0}/s ({result.SingleRatio:P0}, {result.ApiMicroseconds(r => r.ApiSingle):0.0} µs); ")
        + string.Create(
        CultureInfo.InvariantCulture,
        $"batch: bare {result.PerSecond(r => r.BareBatch):0}/s, API {result.PerSecond(r => r.ApiBatch):0}/s ({result.BatchRatio:P0}, {result.ApiMicroseconds(r => r.ApiBatch):0.0} µs)");

    private static PublisherLoadPlan PlanOf(string[] arguments)
    {
        var plan = new PublisherLoadPlan();
        if (arguments.Length > 0) plan = plan with { Rounds = int.Parse(arguments[0], CultureInfo.InvariantCulture) };
        if (arguments.Length > 1) plan = plan with { Measured = TimeSpan.FromSeconds(int.Parse(arguments[1], CultureInfo.InvariantCulture)) };
        return plan with { Settings = [.. arguments.Skip(2).Select(text => text.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))] };
    }
}
