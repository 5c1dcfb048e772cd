using Gateway.Shared.Apps;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public sealed class RowRulesTests
{
    private static readonly AppRegistry Apps = new(new Dictionary<string, AppOptions>
    {
        ["demo"] = new() { Tables = ["stock.>", "rooms"] },
        ["other"] = new(),
    });

    [Theory]
    [InlineData("demo", "stock.nyse", "AAPL", null)]
    [InlineData("demo", "rooms", "1", null)]
    [InlineData("demo", "stock", null, null)]
    [InlineData("other", "stock.nyse", null, null)]
    [InlineData("demo", "stock.nyse", null, "row_key_missing")]
    [InlineData("demo", "stock.nyse", "", "row_key_invalid")]
    [InlineData("demo", "stock.nyse", "a\u001fb", "row_key_invalid")]
    [InlineData("demo", "stock", "AAPL", "not_a_table")]
    [InlineData("other", "stock.nyse", "AAPL", "not_a_table")]
    public void RefusalOf_Event_FollowsFromItsChannel(string app, string channel, string? key, string? code)
    {
        Assert.True(Apps.TryGet(app, out var found));
        var candidate = new Event { Channel = channel, RowKey = key, Id = "1", Source = "/s", Type = "t", Time = "2026-11-23T12:00:00Z" };
        Assert.Equal(code, RowRules.RefusalOf(found, candidate)?.Name);
    }
}
