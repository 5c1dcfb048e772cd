using Gateway.Tests.Faults.Cluster;

namespace Gateway.Tests.Faults.Publishing;

/// <summary>One writer for each channel of each app.</summary>
internal sealed class Writers
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<ChannelWriter> _writers;
    private Task _running = Task.CompletedTask;

    /// <summary>Writers that send <paramref name="eventsPerSecond"/> together.</summary>
    public Writers(PublisherClient publisher, RunClock clock, Site site, double eventsPerSecond, int seed)
    {
        var channels = Site.Apps.SelectMany(app => site.Channels, (app, channel) => (app, channel)).ToList();
        var interval = TimeSpan.FromSeconds(channels.Count / eventsPerSecond);
        _writers = [.. channels.Select((item, index) =>
            new ChannelWriter(publisher, clock, new Random(seed + index), item.app, item.channel, interval))];
    }

    public IReadOnlyList<ChannelWriter> All => _writers;

    /// <summary>The writer of a channel.</summary>
    public ChannelWriter Of(string app, string channel) => _writers.First(writer => writer.App == app && writer.Channel == channel);

    public void Start() => _running = Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.RunAsync(_stop.Token))));

    /// <summary>Begins no more events; returns when all that were begun are acknowledged, or given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }
}
