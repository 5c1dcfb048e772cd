using Confluent.Kafka;
using Gateway.Bench.Measuring;
using Gateway.Bench.Report;
using Gateway.Bench.Servers;
using Gateway.Tests.Kafka;

namespace Gateway.Bench;

/// <summary>Gives each run its Kafka, its topic and its servers; runs rounds whose order alternates, so that no server always has the warmer machine.</summary>
internal sealed class BenchRunner(KafkaFixture kafka, Progress progress, CancellationToken stop)
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private int _envelopeBytes = OfferedLoad.GuessedEnvelopeBytes;

    /// <summary>Starts Kafka, moves this process to its CPUs and runs.</summary>
    public static async Task<T> OnKafkaAsync<T>(Pinning pinning, Progress progress, Func<BenchRunner, Task<T>> run, CancellationToken stop)
    {
        pinning.ApplyToThisProcess();
        var kafka = await KafkaFixture.StartOwnAsync(new Xunit.Sdk.NullMessageSink());
        try
        {
            return await run(new BenchRunner(kafka, progress, stop));
        }
        finally
        {
            await kafka.DisposeAsync();
        }
    }

    /// <summary>Every combination of the options, round by round, under load.</summary>
    public Task<IReadOnlyList<RoundResult>> RunRoundsAsync(BenchOptions options) => AlternateAsync(options, RunRoundAsync);

    /// <summary>The same with nothing sent.</summary>
    public Task<IReadOnlyList<IdleResult>> RunIdleAsync(BenchOptions options) => AlternateAsync(options with { Rates = [0] }, RunIdleRoundAsync);

    private async Task<IReadOnlyList<T>> AlternateAsync<T>(BenchOptions options, Func<BenchOptions, string, int, int, Task<T>> run)
    {
        options = WithoutLacking(options);
        await BenchedServers.InstallAsync([.. options.Servers], stop);
        var results = new List<T>();
        foreach (var clients in options.Clients)
            foreach (var rate in options.RatesFor(clients))
                for (var round = 0; round < options.Rounds; round++)
                    foreach (var server in round % 2 == 0 ? options.Servers : options.Servers.Reverse())
                        results.Add(await run(options, server, clients, rate));
        return results;
    }

    private Task<IdleResult> RunIdleRoundAsync(BenchOptions options, string server, int clients, int rate) => OnSiteAsync(options, async site =>
    {
        var load = new OfferedLoad(clients, rate, options.Size);
        var result = await new IdleRound(site, BenchedServers.Of(server, site, load, options.Settings), load, progress, stop).RunAsync(server);
        progress.Say(FormattableString.Invariant($"{result}"));
        return result;
    });

    /// <summary>Something with an app and a topic of its own.</summary>
    public async Task<T> OnSiteAsync<T>(BenchOptions options, Func<BenchSite, Task<T>> run)
    {
        var site = new BenchSite(kafka.BootstrapServers, options.Pinning, options.Channels);
        await kafka.CreateTopicAsync(site.Topic, options.Partitions);
        await UntilLedAsync(site, options.Partitions);
        try
        {
            return await run(site);
        }
        finally
        {
            await DeleteTopicAsync(site);
        }
    }

    // A topic of hundreds of partitions is there before all of them are; a subscription to one that is not would be refused, and nobody here asks again.
    private async Task UntilLedAsync(BenchSite site, int partitions)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = site.BootstrapServers, GroupId = "bench" })
            .SetLogHandler((_, _) => { })
            .Build();
        var ends = Enumerable.Range(0, partitions).Select(partition => new TopicPartitionTimestamp(site.Topic, partition, new Timestamp(-1, TimestampType.CreateTime))).ToList();
        while (!HaveAnswered(consumer, ends)) await Task.Delay(AskAgain, stop);
    }

    private static bool HaveAnswered(IConsumer<Ignore, Ignore> consumer, IEnumerable<TopicPartitionTimestamp> ends)
    {
        try
        {
            consumer.OffsetsForTimes(ends, AskFor);
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    // Said, not hidden: a table without a contender looks as if there were none.
    private BenchOptions WithoutLacking(BenchOptions options)
    {
        foreach (var reason in options.Servers.Select(BenchedServers.Lacking).OfType<string>()) progress.Say(reason);
        return options with { Servers = [.. options.Servers.Where(server => BenchedServers.Lacking(server) is null)] };
    }

    private Task<RoundResult> RunRoundAsync(BenchOptions options, string server, int clients, int rate) => OnSiteAsync(options, async site =>
    {
        var load = new OfferedLoad(clients, rate, options.Size + _envelopeBytes);
        var result = await new Round(options, site, server, load, progress).RunAsync(stop);
        // The limit sends as many bytes as the gateway was seen to send.
        if (server == "gateway") _envelopeBytes = (int)Math.Round(result.BytesPerEvent) - options.Size;
        progress.Say(MarkdownReport.Line(result));
        return result;
    });

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
