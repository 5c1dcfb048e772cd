using System.Globalization;
using System.Text;

namespace Gateway.Tests.Faults.Publishing;

/// <summary>
/// The only writer of a channel: one event after the other, each sent again, with the same id and source and to any node, until it is
/// acknowledged. So the order of a channel is known, and events lie in the log more than once.
/// </summary>
internal sealed class ChannelWriter(PublisherClient publisher, RunClock clock, Random random, string app, string channel, TimeSpan interval)
{
    private const int MaxFill = 3000;
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(90);

    private readonly List<WrittenEvent> _written = [];

    public string App => app;

    public string Channel => channel;

    /// <summary>What was written so far, in order; whole when <see cref="RunAsync"/> has returned.</summary>
    public IReadOnlyList<WrittenEvent> Written => _written;

    /// <summary>The CloudEvents source of its events.</summary>
    public string Source => $"/faults/{app}/{channel}";

    /// <summary>Writes until told to stop; the last event is still brought to its end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await WriteAsync(_written.Count + 1);
            await Task.Delay(interval * (0.5 + random.NextDouble()), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(long number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var data = Data(number);
        var first = clock.Now;
        var node = random.Next(publisher.Nodes);
        for (var tries = 1; ; tries++, node = random.Next(publisher.Nodes))
        {
            var position = await publisher.TryAsync(node, app, channel, id, Source, data);
            if (position is null && clock.Now - first < GiveUpAfter)
            {
                await Task.Delay(random.Next(100, 500));
                continue;
            }
            _written.Add(new(number, Fingerprint.Of(id, Source, data), first, tries, position));
            return;
        }
    }

    // Of different sizes, so that frames do not lie evenly in windows and buffers.
    private byte[] Data(long number) =>
        Encoding.UTF8.GetBytes($$"""{"app":"{{app}}","channel":"{{channel}}","number":{{number}},"fill":"{{new string('x', random.Next(random.Next(1, MaxFill)))}}"}""");
}
