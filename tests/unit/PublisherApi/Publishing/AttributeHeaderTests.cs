using System.Text;
using CsCheck;
using Gateway.PublisherApi.Publishing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class AttributeHeaderTests
{
    // The examples of the binding, section 3.1.3.2, and what it says must be accepted.
    [Theory]
    [InlineData("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀")]
    [InlineData("\"a \\\"b\\\" \\\\c\"", "a \"b\" \\c")]
    [InlineData("\"%20\"", " ")]
    [InlineData("%41%4a%4A", "AJJ")]
    [InlineData("%2541", "%41")]
    [InlineData("100 %", "100 %")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("\"", "\"")]
    [InlineData("", "")]
    public void Decode_Header_GivesTheValue(string header, string expected) => Assert.Equal(expected, AttributeHeader.Decode(header));

    [Theory]
    [InlineData("%C0%A0")]
    [InlineData("%ED%A0%80")]
    [InlineData("%FF")]
    public void Decode_NoUtf8_Null(string header) => Assert.Null(AttributeHeader.Decode(header));

    [Fact]
    public void Decode_WhatTheBindingEncodes_IsReadBack() =>
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Sample(text => AttributeHeader.Decode(Encode(text)) == text);

    private static string Encode(string value)
    {
        var header = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(value))
        {
            if (unit is > 0x20 and < 0x7f and not (byte)'"' and not (byte)'%') header.Append((char)unit);
            else header.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return header.ToString();
    }
}
