using System.Text;
using Gateway.Shared.Channels;

namespace Gateway.Tests.Unit.Shared.Channels;

public sealed class RowKeyTests
{
    [Theory]
    [InlineData("AAPL")]
    [InlineData("a.b *>/ %2F")]
    [InlineData("zürich 😀")]
    public void IsValid_Text_True(string key) => Assert.True(RowKey.IsValid(key));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\u001fb")]
    [InlineData("a\nb")]
    public void IsValid_NothingOrControls_False(string? key) => Assert.False(RowKey.IsValid(key));

    // Not as a theory: its data would be written as UTF-8.
    [Fact]
    public void IsValid_HalfACharacter_False() => Assert.False(RowKey.IsValid("a\ud800"));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void IsValid_CountsBytes(int umlauts, bool expected) => Assert.Equal(expected, RowKey.IsValid(new string('ü', umlauts)));

    [Fact]
    public void RecordKey_OfChannelAndRow_IsSplitAgain()
    {
        var record = RowKey.RecordKey("börse.nyse", "ÄPL");
        var length = RowKey.ChannelLength(record);
        Assert.Equal("börse.nyse\u001fÄPL", Encoding.UTF8.GetString(record));
        Assert.Equal("börse.nyse", Encoding.UTF8.GetString(record.AsSpan(0, length)));
    }

    [Fact]
    public void ChannelLength_OfAKeyWithoutRow_IsNegative() => Assert.Equal(-1, RowKey.ChannelLength("stock.nyse"u8));
}
