using CsCheck;
using Gateway.Tests.Unit.Channels.Model;

namespace Gateway.Tests.Unit.Channels;

/// <summary>The promise of the core: in order, without gap, without duplicate; or the gap is told.</summary>
public sealed class WindowModelTests
{
    [Fact]
    public void Window_AnyInterleaving_DeliversWhatTheModelSays() => Step.Runs.Sample(steps => RunAll(steps), iter: 4000, print: Print);

    [Fact]
    public void Model_RandomRuns_MeetEventsAndGapsAlike()
    {
        // Else the test above would prove little.
        int events = 0, gaps = 0;
        Step.Runs.Sample(
            steps =>
            {
                var (moreEvents, moreGaps) = RunAll(steps);
                Interlocked.Add(ref events, moreEvents);
                Interlocked.Add(ref gaps, moreGaps);
            },
            iter: 200);
        Assert.True(events > 2000 && gaps > 200, $"{events} events, {gaps} gaps");
    }

    private static (int Events, int Gaps) RunAll(Step[] steps)
    {
        var run = new WindowRun();
        foreach (var step in steps) run.Carry(step);
        run.Finish();
        return run.Got;
    }

    private static string Print(Step[] steps) => string.Join(Environment.NewLine, steps.Select(step => step.ToString()));
}
