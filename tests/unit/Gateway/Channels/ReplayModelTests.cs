using CsCheck;
using Gateway.Tests.Unit.Channels.Model;

namespace Gateway.Tests.Unit.Channels;

/// <summary>The promise of the core with the log behind it: all, in order, once; a gap only for what the log has forgotten.</summary>
public sealed class ReplayModelTests
{
    [Fact]
    public void Subscriptions_AnyInterleaving_GetTheWholeLog() => Step.RunsWithLog.Sample(steps => RunAll(steps), iter: 4000, print: Print);

    [Fact]
    public void Model_RandomRuns_MeetWindowReplayAndGapsAlike()
    {
        int events = 0, replayed = 0, gaps = 0;
        Step.RunsWithLog.Sample(
            steps =>
            {
                var got = RunAll(steps);
                Interlocked.Add(ref events, got.Events);
                Interlocked.Add(ref replayed, got.Replayed);
                Interlocked.Add(ref gaps, got.Gaps);
            },
            iter: 300);
        Assert.True(events - replayed > 2000 && replayed > 2000 && gaps > 50, $"{events} events, {replayed} of them replayed, {gaps} gaps");
    }

    private static (int Events, int Replayed, int Gaps) RunAll(Step[] steps)
    {
        var run = new ReplayRun();
        foreach (var step in steps) run.Carry(step);
        run.Finish();
        return run.Got;
    }

    private static string Print(Step[] steps) => string.Join(Environment.NewLine, steps.Select(step => step.ToString()));
}
