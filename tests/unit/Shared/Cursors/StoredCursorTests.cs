using System.Text;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Shared.Cursors;

public sealed class StoredCursorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ToJson_OfACursor_IsWhatTopicsMdSays()
    {
        Assert.Equal(
            """{"position":"5f3a0c11.3.1041","start":"5f3a0c11.3.1000","acknowledged":"2026-11-23T12:00:00+00:00"}""",
            Encoding.UTF8.GetString(new StoredCursor(At(1000), At(1041), Noon).ToJson()));
        Assert.Equal(
            """{"position":"5f3a0c11.3.1000","start":"5f3a0c11.3.1000"}""",
            Encoding.UTF8.GetString(new StoredCursor(At(1000), At(1000), null).ToJson()));
    }

    [Fact]
    public void From_WhatWasWritten_IsTheSame()
    {
        var cursor = new StoredCursor(At(1), At(2), Noon);
        Assert.Equal(cursor, StoredCursor.From(cursor.ToJson()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"position":"5f3a0c11.3.1041"}""")]
    [InlineData("""{"position":"5f3a0c11.3.1041","start":"x"}""")]
    [InlineData("""{"position":"5f3a0c11.3.1041","start":"5f3a0c11.3.1","acknowledged":"noon"}""")]
    public void From_WhatIsNoCursor_IsNull(string value) => Assert.Null(StoredCursor.From(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Covers_OfTheSameLog_IsDecidedByTheOffset()
    {
        var cursor = new StoredCursor(At(1), At(5), Noon);
        Assert.True(cursor.Covers(cursor with { Position = At(4) }));
        Assert.True(cursor.Covers(cursor));
        Assert.False(cursor.Covers(cursor with { Position = At(6) }));
        Assert.False(new StoredCursor(At(5), At(5), null).Covers(cursor));
        Assert.False(cursor.Covers(cursor with { Position = new Position(1, 3, 4) }));
        Assert.False(cursor.Covers(cursor with { Position = At(4) with { Partition = 2 } }));
    }

    [Fact]
    public void Has_AnEvent_OnlyIfItCameAfterTheStartAndIsAcknowledged()
    {
        var cursor = new StoredCursor(At(1), At(5), Noon);
        Assert.Equal([false, true, true, false], new[] { 1L, 2, 5, 6 }.Select(offset => cursor.Has(At(offset))));
        Assert.False((cursor with { Acknowledged = null }).Has(At(3)));
        Assert.False(cursor.Has(new Position(1, 3, 3)));
    }

    private static Position At(long offset) => new(0x5f3a0c11, 3, offset);
}
