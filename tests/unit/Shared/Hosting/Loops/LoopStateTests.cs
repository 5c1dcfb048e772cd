using Gateway.Shared.Hosting.Loops;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Hosting.Loops;

public sealed class LoopStateTests
{
    private static readonly Exception Failure = new InvalidOperationException("This round fails.");

    private readonly FakeTimeProvider _time = new();
    private readonly LoopState _state;

    public LoopStateTests() => _state = new LoopState("test", _time, NullLogger.Instance);

    [Fact]
    public void Fault_AfterTwoFailures_IsNone()
    {
        _state.Failed(Failure);
        _state.Failed(Failure);

        Assert.Null(_state.Fault);
    }

    [Fact]
    public void Fault_AfterThreeFailuresInARow_NamesTheLoopAndTheExceptionType()
    {
        for (var i = 0; i < 3; i++) _state.Failed(Failure);

        Assert.Equal("The loop test has failed 3 times in a row, for 0 s, the last time by InvalidOperationException.", _state.Fault);
    }

    [Fact]
    public void Fault_AfterOneFailureThatHasLasted30Seconds_IsTold()
    {
        _state.Failed(Failure);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.NotNull(_state.Fault);
    }

    [Fact]
    public void Fault_OnceARoundWentWell_IsGone()
    {
        for (var i = 0; i < 3; i++) _state.Failed(Failure);
        _state.Succeeded();

        Assert.Null(_state.Fault);
        _state.Failed(Failure);
        Assert.Null(_state.Fault);
    }

    [Fact]
    public void Failed_AgainAndAgain_PausesTwiceAsLongUpTo10SecondsLessUpToHalf()
    {
        foreach (var longest in (double[])[100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000])
            Assert.InRange(_state.Failed(Failure).TotalMilliseconds, longest / 2, longest);
    }
}
