using System.Text;
using Confluent.Kafka;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public sealed class HeaderTextTests
{
    [Fact]
    public void TryGet_Text_IsTheLastOne()
    {
        Assert.True(HeaderText.TryGet([new("ce_id", "1"u8.ToArray()), new("ce_id", "ü"u8.ToArray())], "ce_id", out var value));
        Assert.Equal("ü"u8.ToArray(), value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'a', 0xc3 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    public void TryGet_NullEmptyOrNotUtf8_IsFalse(byte[]? value) => Assert.False(HeaderText.TryGet([new("ce_id", value)], "ce_id", out _));

    [Theory]
    [InlineData("2026-11-23T12:00:00Z", true)]
    [InlineData("2026-11-23T12:00:00.123456789012345678901234567890+01:00", true)]
    [InlineData("", false)]
    [InlineData("yesterday", false)]
    [InlineData("1764000000000", false)]
    [InlineData("2026-11-23T12:00:00Zü", false)]
    public void TryGetTime_Rfc3339_Counts(string text, bool counts) =>
        Assert.Equal(counts, HeaderText.TryGetTime([new("ce_time", Encoding.UTF8.GetBytes(text))], "ce_time", out _));

    [Fact]
    public void TryGetTime_LongOrNull_IsFalse()
    {
        Assert.False(HeaderText.TryGetTime([new("ce_time", Encoding.UTF8.GetBytes($"2026-11-23T12:00:00.{new string('1', 10_000)}Z"))], "ce_time", out _));
        Assert.False(HeaderText.TryGetTime([new("ce_time", null)], "ce_time", out _));
    }
}
