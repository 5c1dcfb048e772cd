using Gateway.Channels;

namespace Gateway.Tests.Unit.Channels;

public sealed class RepeatsTests
{
    private readonly Repeats _repeats = new();

    [Fact]
    public void Note_SameEventLater_IsARepeatAndIsRemembered()
    {
        Assert.False(_repeats.Note(7, 1));
        Assert.True(_repeats.Note(7, 5));
        Assert.True(_repeats.Contains(7, 5));
        Assert.False(_repeats.Contains(7, 1));
    }

    [Fact]
    public void Note_SameRecordAgain_IsNoRepeatOfItself()
    {
        _repeats.Note(7, 1);
        Assert.False(_repeats.Note(7, 1));
    }

    [Fact]
    public void Note_WithoutIdentity_IsNeverARepeat()
    {
        _repeats.Note(0, 1);
        Assert.False(_repeats.Note(0, 2));
        Assert.False(_repeats.Contains(0, 3));
    }

    [Fact]
    public void Contains_AheadOfWhatWasNoted_SaysWhatWillBe()
    {
        _repeats.Note(7, 1);
        Assert.True(_repeats.Contains(7, 9));
        Assert.False(_repeats.Contains(8, 9));
    }

    [Fact]
    public void KnowsFrom_BeforeItsBeginning_IsFalse()
    {
        Assert.False(_repeats.KnowsFrom(1000));
        _repeats.BeginAt(100);
        Assert.True(_repeats.KnowsFrom(100));
        Assert.False(_repeats.KnowsFrom(99));
    }

    [Fact]
    public void KnowsFrom_AfterAFloodOfRepeats_ForgetsTheOldest()
    {
        _repeats.BeginAt(0);
        for (var offset = 0; offset < 40_000; offset++) _repeats.Note(7, offset);
        Assert.False(_repeats.KnowsFrom(1));
        Assert.True(_repeats.KnowsFrom(39_000));
        Assert.True(_repeats.Contains(7, 39_000));
    }
}
