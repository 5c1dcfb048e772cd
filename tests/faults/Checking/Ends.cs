using Gateway.Tests.Faults.Clients;

namespace Gateway.Tests.Faults.Checking;

/// <summary>Waits until the clients have everything: what is missing by then is lost.</summary>
internal sealed class Ends(WholeLog log, IReadOnlyList<RecordingClient> clients)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    // What comes twice may come late.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    /// <summary>How many clients are not live at the end of all their channels.</summary>
    public int Missing => clients.Count(client => !client.IsLive || client.Recordings.Any(recording => recording.LastOffset < log.Of(recording.App, recording.Channel).End));

    /// <summary>Returns when all are there and nothing has come for a while, or when the limit has passed.</summary>
    public async Task WaitAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        while (Missing > 0 && !deadline.IsCancellationRequested)
            await Task.Delay(LookAgain, deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Quiet);
    }
}
