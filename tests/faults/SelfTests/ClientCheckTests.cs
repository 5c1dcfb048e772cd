using Gateway.Tests.Faults.Checking;
using Gateway.Tests.Faults.Clients;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

/// <summary>That the checker finds what it is there for, on recordings made by hand. The log holds events a b c d at offsets 1 3 5 7, and b again at 9.</summary>
public sealed class ClientCheckTests
{
    private const string Epoch = "5f3a0c11";

    private static readonly (long Offset, string Event)[] Log = [(1, "a"), (3, "b"), (5, "c"), (7, "d"), (9, "b")];

    [Fact]
    public void Of_EverythingOnceInOrder_FindsNothing() => Assert.Empty(Check(start: -1, 1, 3, 5, 7));

    [Fact]
    public void Of_AllAfterTheStart_FindsNothing() => Assert.Empty(Check(start: 3, 5, 7));

    [Fact]
    public void Of_OneMissing_FindsItLost() => Assert.Equal([FindingKind.Lost], Check(start: -1, 1, 3, 7));

    [Fact]
    public void Of_TheLastMissing_FindsItLost() => Assert.Equal([FindingKind.Lost], Check(start: -1, 1, 3, 5));

    [Fact]
    public void Of_NothingReceived_FindsAllLost() => Assert.Equal(Enumerable.Repeat(FindingKind.Lost, 4), Check(start: -1));

    [Fact]
    public void Of_AFromEarliestClientThatWasStartedLate_FindsTheFirstLost() =>
        Assert.Equal([FindingKind.Lost], Check(Record(start: 1, fromEarliest: true, 3, 5, 7)));

    [Fact]
    public void Of_NeverSubscribedFromNow_FindsNothing() => Assert.Empty(Check(new Recording("client", "red", "orders.1", fromEarliest: false)));

    [Fact]
    public void Of_TheSameRecordTwice_FindsItDoubled() => Assert.Equal([FindingKind.DoubledRecord], Check(start: -1, 1, 3, 3, 5, 7));

    [Fact]
    public void Of_TheSameRecordAgainLater_FindsItDoubledAndNotOutOfOrder() => Assert.Equal([FindingKind.DoubledRecord], Check(start: -1, 1, 3, 5, 7, 3));

    [Fact]
    public void Of_TheRepeatToo_FindsTheEventDoubled() => Assert.Equal([FindingKind.DoubledEvent], Check(start: -1, 1, 3, 5, 7, 9));

    [Fact]
    public void Of_TheRepeatInsteadOfTheFirst_FindsItOutOfOrder() => Assert.Equal([FindingKind.OutOfOrder], Check(start: -1, 1, 5, 7, 9));

    [Fact]
    public void Of_TheRepeatOfWhatLiesBeforeTheStart_MayComeOrNot()
    {
        Assert.Empty(Check(start: 3, 5, 7, 9));
        Assert.Empty(Check(start: 3, 5, 7));
    }

    [Fact]
    public void Of_TwoExchanged_FindsThemOutOfOrder() => Assert.Equal([FindingKind.OutOfOrder], Check(start: -1, 1, 5, 3, 7));

    [Fact]
    public void Of_WhatLiesBeforeTheStart_FindsItCorrupted() => Assert.Equal([FindingKind.Corrupted], Check(start: 3, 3, 5, 7));

    [Fact]
    public void Of_AnOffsetOfAnotherChannel_FindsItCorrupted() => Assert.Equal([FindingKind.Corrupted], Check(start: -1, 1, 2, 3, 5, 7));

    [Fact]
    public void Of_OtherContent_FindsItCorruptedAndTheRealOneLost()
    {
        var recording = Record(start: 5, fromEarliest: false);
        recording.Received($"{Epoch}.4.7", fingerprint: 1, TimeSpan.Zero);
        Assert.Equal([FindingKind.Corrupted, FindingKind.Lost], Check(recording));
    }

    [Theory]
    [InlineData("5f3a0c11.5.7")]
    [InlineData("00000000.4.7")]
    public void Of_AnotherPartitionOrEpoch_FindsItCorrupted(string position)
    {
        var recording = Record(start: 5, fromEarliest: false);
        recording.Received(position, PrintOf("d"), TimeSpan.Zero);
        Assert.Contains(FindingKind.Corrupted, Check(recording));
    }

    [Fact]
    public void Of_AGap_FindsItAndWhatItLeftOut()
    {
        var recording = Record(start: -1, fromEarliest: false, 1);
        recording.GapTold("retention", $"{Epoch}.4.3");
        foreach (var offset in (long[])[5, 7]) Receive(recording, offset);
        Assert.Equal([FindingKind.GapTold, FindingKind.Lost], Check(recording));
    }

    [Fact]
    public void Of_AResumeThatStandsElsewhere_FindsIt()
    {
        var recording = Record(start: -1, fromEarliest: false, 1, 3);
        recording.Subscribed($"{Epoch}.4.5", TimeSpan.Zero);
        Receive(recording, 7);
        Assert.Equal([FindingKind.Misbehaved, FindingKind.Lost], Check(recording));
    }

    private static IEnumerable<FindingKind> Check(long start, params long[] offsets) => Check(Record(start, fromEarliest: false, offsets));

    private static IEnumerable<FindingKind> Check(Recording recording) => [.. ClientCheck.Of(recording, NewLog()).Select(finding => finding.Kind)];

    private static ChannelLog NewLog()
    {
        var log = new ChannelLog(partition: 4);
        foreach (var (offset, name) in Log) log.Add(new(offset, name, PrintOf(name), TimeSpan.Zero));
        return log;
    }

    private static Recording Record(long start, bool fromEarliest, params long[] offsets)
    {
        var recording = new Recording("client", "red", "orders.1", fromEarliest);
        recording.Subscribed($"{Epoch}.4.{start}", TimeSpan.Zero);
        foreach (var offset in offsets) Receive(recording, offset);
        return recording;
    }

    private static void Receive(Recording recording, long offset) =>
        recording.Received($"{Epoch}.4.{offset}", PrintOf(Log.FirstOrDefault(item => item.Offset == offset).Event ?? "?"), TimeSpan.Zero);

    private static ulong PrintOf(string name) => Fingerprint.Of(name, "/faults", []);
}
