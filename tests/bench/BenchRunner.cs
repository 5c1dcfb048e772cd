using Confluent.Kafka;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;
using Gateway.Bench.Roaming;
using Gateway.Bench.Servers;
using Gateway.Tests.Kafka;

namespace Gateway.Bench;

/// <summary>Runs every combination, in rounds whose order alternates, so that neither server always has the warmer machine.</summary>
internal sealed class BenchRunner(BenchOptions options, CancellationToken stop)
{
    private const int Partitions = 12;

    private readonly Progress _progress = new();

    public async Task<IReadOnlyList<RoundResult>> RunAsync()
    {
        if (options.Servers.Any(name => name.StartsWith("node", StringComparison.Ordinal))) await NodeWsServer.InstallAsync(stop);
        return await OnKafkaAsync(RunRoundsAsync);
    }

    public Task<IReadOnlyList<string>> RunScenarioAsync() =>
        OnKafkaAsync(kafka => OnSiteAsync(kafka, site => new Scenario(options, site, _progress, stop).RunAsync()));

    private async Task<T> OnKafkaAsync<T>(Func<KafkaFixture, Task<T>> run)
    {
        options.Pinning.ApplyToThisProcess();
        var kafka = new KafkaFixture(new Xunit.Sdk.NullMessageSink());
        try
        {
            await kafka.InitializeAsync();
            return await run(kafka);
        }
        finally
        {
            await kafka.DisposeAsync();
        }
    }

    private async Task<IReadOnlyList<RoundResult>> RunRoundsAsync(KafkaFixture kafka)
    {
        var results = new List<RoundResult>();
        foreach (var rate in options.Rates)
            foreach (var clients in options.Clients)
                for (var round = 0; round < options.Rounds; round++)
                    foreach (var server in round % 2 == 0 ? options.Servers : options.Servers.Reverse())
                        results.Add(await RunRoundAsync(kafka, server, clients, rate));
        return results;
    }

    private Task<RoundResult> RunRoundAsync(KafkaFixture kafka, string server, int clients, int rate) => OnSiteAsync(kafka, async site =>
    {
        var result = await new Round(options, site, server, clients, rate, _progress).RunAsync(stop);
        _progress.Say(MarkdownReport.Line(result));
        return result;
    });

    private async Task<T> OnSiteAsync<T>(KafkaFixture kafka, Func<BenchSite, Task<T>> run)
    {
        var site = new BenchSite(kafka.BootstrapServers, options.Pinning, options.Channels);
        await kafka.CreateTopicAsync(site.Topic, Partitions);
        try
        {
            return await run(site);
        }
        finally
        {
            await DeleteTopicAsync(site);
        }
    }

    // A Kafka that stays must not be left with a topic for each round. The mock cannot delete; it ends anyway.
    private static async Task DeleteTopicAsync(BenchSite site)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = site.BootstrapServers }).Build();
        try
        {
            await admin.DeleteTopicsAsync([site.Topic]);
        }
        catch (KafkaException)
        {
            // As said.
        }
    }
}
