using System.Text;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public sealed class JsonDataTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" [1, 2.50, 1e3] \n")]
    [InlineData("null")]
    [InlineData("\"\\ud83d\\ude00 \\n\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void FaultOf_Json_Null(string text) => Assert.Null(FaultOf(text));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "line 1, byte 3")]
    [InlineData("NaN", "line 1, byte 1")]
    [InlineData("{\"a\":1,}", "line 1, byte 8")]
    [InlineData("{\n  \"a\": tru\n}", "line 2, byte")]
    [InlineData("\ufeff{}", "line 1, byte 1")]
    [InlineData("{} {}", "line 1, byte 4")]
    [InlineData("'a'", "line 1, byte 1")]
    [InlineData("[\"\\ud83d\"]", "line 1, byte 2")]
    [InlineData("\"\\ud83d\\n\"", "surrogate")]
    [InlineData("\"\\ud83d\\u0041\"", "surrogate")]
    [InlineData("{\"\\uDE00\":1}", "surrogate")]
    [InlineData("\"\\\\\\udbff\"", "surrogate")]
    public void FaultOf_WhatIsNone_TellsWhere(string text, string told) => Assert.Contains(told, FaultOf(text), StringComparison.Ordinal);

    [Fact]
    public void FaultOf_BadUtf8_TellsWhere() =>
        Assert.Contains("line 2, byte 3", JsonData.FaultOf([.. "{\n \""u8, 0xc0, .. "\":1}"u8]), StringComparison.Ordinal);

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "The data is nested more than 256 deep: line 1, byte 257.")]
    public void FaultOf_Nested_IsBounded(int depth, string? fault) => Assert.Equal(fault, FaultOf(new string('[', depth) + new string(']', depth)));

    [Fact]
    public void FaultOf_NestedFarTooDeep_IsAFault() => Assert.NotNull(FaultOf(new string('[', 1_000_000)));

    private static string? FaultOf(string text) => JsonData.FaultOf(Encoding.UTF8.GetBytes(text));
}
