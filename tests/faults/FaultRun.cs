using Gateway.Tests.Faults.Checking;
using Gateway.Tests.Faults.Clients;
using Gateway.Tests.Faults.Cluster;
using Gateway.Tests.Faults.Faults;
using Gateway.Tests.Faults.Publishing;
using Gateway.Tests.Faults.Report;

namespace Gateway.Tests.Faults;

/// <summary>One run: everything is started, faults are injected while events flow, and what arrived is compared with what lies in Kafka.</summary>
internal sealed class FaultRun(Profile profile, int seed, string kafkaHome, string directory)
{
    private readonly RunClock _clock = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Site _site = new(profile.ChannelsPerApp);

    public async Task<Summary> RunAsync()
    {
        using var log = new RunLog(_clock, directory);
        log.Write($"profile {profile.Name}, seed {seed}; logs in {directory}");
        await using var cluster = new FaultCluster(kafkaHome, directory);
        await cluster.StartAsync();
        log.Write("everything is ready");

        var watch = new ProcessWatch(cluster, log);
        var watching = watch.RunAsync(_ending.Token);
        var clients = NewClients();
        var running = clients.Select((client, index) => RunClientAsync(client, index, cluster)).ToList();
        using var publisher = new PublisherClient(cluster.ToPublishers);
        var writers = new Writers(publisher, _clock, _site, profile.EventsPerSecond, seed);
        writers.Start();

        var journal = new FaultJournal(_clock, log);
        await new FaultInjector(cluster, clients, journal, log, seed).RunAsync(FaultPlan.Draw(profile, seed));
        log.Write("all faults are over");
        await writers.StopAsync();
        var whole = await Task.Run(() => WholeLog.Read(cluster.Kafka.Direct, _clock));
        var ends = new Ends(whole, clients);
        await ends.WaitAsync(profile.Settle);
        log.Write($"{clients.Count - ends.Missing} of {clients.Count} clients have reached the end");
        await _ending.CancelAsync();
        await Task.WhenAll([.. running, watching]);
        return Summarize(log, watch, journal, writers, clients, whole);
    }

    // Each of a third comes some time later and asks for everything from the beginning.
    private List<RecordingClient> NewClients()
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, profile.Clients).Select(index => new RecordingClient(
            $"client-{index + 1}",
            Site.Apps[index % Site.Apps.Count],
            random.GetItems([.. _site.Channels], 2 * profile.ChannelsPerClient).Distinct().Take(profile.ChannelsPerClient),
            IsLate(index),
            _clock,
            seed + index))];
    }

    private async Task RunClientAsync(RecordingClient client, int index, FaultCluster cluster)
    {
        if (IsLate(index)) await Task.Delay(profile.Faults * profile.Gap * ((double)index / profile.Clients));
        await client.RunAsync(cluster, _ending.Token);
    }

    private static bool IsLate(int index) => index % 3 == 2;

    private Summary Summarize(
        RunLog log, ProcessWatch watch, FaultJournal journal, Writers writers, List<RecordingClient> clients, WholeLog whole)
    {
        var recordings = clients.SelectMany(client => client.Recordings).ToList();
        return new Summary
        {
            Profile = profile.Name,
            Seed = seed,
            Duration = _clock.Now,
            Journal = journal,
            Acknowledged = writers.All.Sum(writer => writer.Written.Count(written => written.Position is not null)),
            SentAgain = writers.All.Sum(writer => writer.Written.Count(written => written.Tries > 1)),
            Repeats = whole.Channels.Sum(channel => channel.Repeats),
            Clients = clients.Count,
            Deliveries = recordings.Sum(recording => (long)recording.Deliveries.Count),
            Connects = clients.Sum(client => client.Counts.Connects),
            Resumes = clients.Sum(client => client.Counts.Resumes),
            LongestSilence = clients.Max(client => client.Counts.LongestSilence),
            Memory = string.Join(", ", watch.Peaks),
            Findings = [.. Check(log, writers, recordings, whole)],
            Directory = directory,
        };
    }

    private static IEnumerable<Finding> Check(RunLog log, Writers writers, List<Recording> recordings, WholeLog whole) =>
    [
        .. log.Faults.Select(fault => new Finding(FindingKind.Crashed, "service", fault)),
        .. writers.All.SelectMany(writer => WriterCheck.Of($"{writer.App}/{writer.Channel}", writer.Source, writer.Written, whole.Of(writer.App, writer.Channel))),
        .. recordings.SelectMany(recording => ClientCheck.Of(recording, whole.Of(recording.App, recording.Channel))),
        .. recordings.SelectMany(recording => StartCheck.Of(recording, writers.Of(recording.App, recording.Channel), whole.Of(recording.App, recording.Channel))),
    ];
}
