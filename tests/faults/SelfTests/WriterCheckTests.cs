using System.Globalization;
using Gateway.Tests.Faults.Checking;
using Gateway.Tests.Faults.Publishing;
using Xunit;

namespace Gateway.Tests.Faults.SelfTests;

public sealed class WriterCheckTests
{
    private const string Source = "/faults/red/orders.1";

    [Fact]
    public void Of_AllThereInOrder_FindsNothing() => Assert.Empty(Check([Written(1, "e.4.1"), Written(2, "e.4.3")], 1, 2));

    [Fact]
    public void Of_ARepeatAnsweredWithItsOwnPosition_FindsNothing() => Assert.Empty(Check([Written(1, "e.4.5"), Written(2, "e.4.3")], 1, 2, 1));

    [Fact]
    public void Of_AcknowledgedAndNotThere_FindsItLost() => Assert.Equal([FindingKind.LostByPublishing], Check([Written(1, "e.4.1"), Written(2, "e.4.3")], 1));

    [Fact]
    public void Of_AnsweredWithAnothersPosition_FindsIt() => Assert.Equal([FindingKind.LostByPublishing], Check([Written(1, "e.4.3"), Written(2, "e.4.3")], 1, 2));

    [Fact]
    public void Of_ContentThatWasNotSent_FindsIt() =>
        Assert.Equal([FindingKind.LostByPublishing], Check([Written(1, "e.4.1") with { Fingerprint = 1 }], 1));

    [Fact]
    public void Of_NeverAcknowledged_FindsIt() => Assert.Equal([FindingKind.NeverAcknowledged], Check([Written(1, null)], 1));

    [Fact]
    public void Of_TheSecondBeforeTheFirst_FindsIt() =>
        Assert.Equal([FindingKind.WrittenOutOfOrder], Check([Written(1, "e.4.3"), Written(2, "e.4.1")], 2, 1));

    // The numbers lie at the odd offsets, in the order given.
    private static IEnumerable<FindingKind> Check(WrittenEvent[] written, params int[] log)
    {
        var records = new ChannelLog(partition: 4);
        for (var i = 0; i < log.Length; i++)
            records.Add(new((2 * i) + 1, ChannelLog.EventName(Source, $"{log[i]}"), PrintOf(log[i]), TimeSpan.Zero));
        return [.. WriterCheck.Of("red/orders.1", Source, written, records).Select(finding => finding.Kind)];
    }

    private static WrittenEvent Written(int number, string? position) => new(number, PrintOf(number), TimeSpan.Zero, 1, position);

    private static ulong PrintOf(int number) => Fingerprint.Of(number.ToString(CultureInfo.InvariantCulture), Source, []);
}
