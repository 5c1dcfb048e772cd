using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public class EventRulesTests
{
    [Fact]
    public void FaultOf_GoodEvent_Null() => Assert.Null(EventRules.FaultOf(TestEvent.With(subject: "😀", extensions: new KeyValuePair<string, string>("a1", ""))));

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u0080")]
    public void FaultOf_BadText_NamesTheAttributeAndNotTheValue(string value)
    {
        Assert.Contains("'id'", EventRules.FaultOf(TestEvent.With(id: value)), StringComparison.Ordinal);
        Assert.Contains("'source'", EventRules.FaultOf(TestEvent.With(source: value)), StringComparison.Ordinal);
        Assert.Contains("'type'", EventRules.FaultOf(TestEvent.With(type: value)), StringComparison.Ordinal);
        Assert.Contains("'subject'", EventRules.FaultOf(TestEvent.With(subject: value)), StringComparison.Ordinal);
        Assert.Contains("'datacontenttype'", EventRules.FaultOf(TestEvent.With(dataContentType: value)), StringComparison.Ordinal);
    }

    // Not as InlineData: the runner would make U+FFFD of them.
    [Fact]
    public void FaultOf_LoneSurrogate_Refused() =>
        Assert.All(["a\ud800", "\udc00a", "\ud800a"], id => Assert.NotNull(EventRules.FaultOf(TestEvent.With(id: id))));

    [Theory]
    [InlineData("Foo")]
    [InlineData("a_b")]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void FaultOf_BadExtensionName_Refused(string name) =>
        Assert.NotNull(EventRules.FaultOf(TestEvent.With(extensions: new KeyValuePair<string, string>(name, "x"))));

    [Fact]
    public void FaultOf_Bounds_AreExact()
    {
        Assert.Null(EventRules.FaultOf(TestEvent.With(id: new string('i', EventRules.MaxIdLength))));
        Assert.NotNull(EventRules.FaultOf(TestEvent.With(id: new string('i', EventRules.MaxIdLength + 1))));
        Assert.NotNull(EventRules.FaultOf(TestEvent.With(subject: new string('s', EventRules.MaxAttributeLength + 1))));
    }

    [Fact]
    public void FaultOf_AttributesTogetherTooLong_Refused()
    {
        var extensions = Enumerable.Range(0, 8).Select(i => new KeyValuePair<string, string>($"x{i}", new string('x', EventRules.MaxAttributeLength)));
        Assert.Contains("together", EventRules.FaultOf(TestEvent.With(extensions: [.. extensions])), StringComparison.Ordinal);
    }
}
