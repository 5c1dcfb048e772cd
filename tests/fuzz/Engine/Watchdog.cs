namespace Gateway.Tests.Fuzz.Engine;

/// <summary>Ends the process when an input does not come to an end, and says which.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Timer _timer;
    private (string Target, byte[] Input) _running = ("", []);

    public Watchdog() => _timer = new Timer(_ => Bite());

    /// <summary>This input begins.</summary>
    public void Begin(string target, byte[] input)
    {
        _running = (target, input);
        _timer.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Bite()
    {
        Findings.Tell(_running.Target, _running.Input, $"No end within {Patience.TotalSeconds} s.");
        Environment.Exit(1);
    }
}
