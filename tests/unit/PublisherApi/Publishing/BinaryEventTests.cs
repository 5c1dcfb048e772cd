using Gateway.PublisherApi.Publishing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class BinaryEventTests
{
    [Fact]
    public void Read_PlainPost_FillsInWhatIsMissing()
    {
        var read = TestRequest.Binary("{}"u8.ToArray(), "application/json");
        Assert.Equal(7, Guid.Parse(read.Id).Version);
        Assert.Equal(("/apps/demo", "event", "2026-11-23T12:00:00.005Z"), (read.Source, read.Type, read.Time));
        Assert.Equal("application/json", read.DataContentType);
        Assert.Empty(read.Extensions);
    }

    [Fact]
    public void Read_NoTypeAndNoBody_HasNoData() => Assert.Null(TestRequest.Binary([], null).Data);

    [Fact]
    public void Read_TypeAndNoBody_HasEmptyData() => Assert.Equal(0, TestRequest.Binary([], "text/plain").Data?.Length);

    [Fact]
    public void Read_Body_IsTheSameArray()
    {
        var body = new byte[] { 0, 255 };
        Assert.True(TestRequest.Binary(body, null).Data!.Value.Equals(new ReadOnlyMemory<byte>(body)));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/Vnd.X+JSON; charset=utf-8")]
    public void Read_WhatIsNotWhatItsTypeSays_IsAFault(string type)
    {
        Assert.NotNull(TestRequest.BinaryFault("NaN"u8.ToArray(), type, [], out _));
        Assert.NotNull(TestRequest.BinaryFault([], type, [], out _));
    }

    [Fact]
    public void ReadAttributes_OfARowThatIsDeleted_LooksAtNoData()
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.ContentType = "application/json";
        Assert.Null(BinaryEvent.ReadAttributes(context.Request, new EventDraft()));
    }

    [Fact]
    public void Read_HeadersInAnyCase_AreAttributes()
    {
        var read = TestRequest.Binary([], null, ("CE-Id", "1"), ("ce-SOURCE", "/s"), ("Ce-Type", "t"), ("ce-subject", "%C3%BC"), ("ce-time", "x"), ("CE-Foo", "b a"), ("ce-specversion", "1.0"));
        Assert.Equal(("1", "/s", "t", "ü", "x"), (read.Id, read.Source, read.Type, read.Subject, read.Time));
        Assert.Equal([new("foo", "b a")], read.Extensions);
    }

    [Theory]
    [InlineData("ce-specversion", "0.3")]
    [InlineData("ce-datacontenttype", "text/plain")]
    [InlineData("ce-data", "x")]
    [InlineData("ce-", "x")]
    [InlineData("ce-a_b", "x")]
    [InlineData("ce-subject", "%C0%A0")]
    public void Read_BadHeader_IsAFault(string name, string value) => Assert.NotNull(TestRequest.BinaryFault([], null, [(name, value)], out _));

    [Fact]
    public void Read_HeaderTwice_IsAFault() => Assert.NotNull(TestRequest.BinaryFault([], null, [("ce-id", "1"), ("ce-id", "2")], out _));

    [Fact]
    public void TakeChannel_Extension_IsTakenOut()
    {
        Assert.Null(TestRequest.BinaryFault([], null, [("ce-channel", "orders.1"), ("ce-foo", "x")], out var draft));
        Assert.Equal("orders.1", draft.TakeChannel());
        Assert.Null(draft.TakeChannel());
        Assert.Equal([new("foo", "x")], TestRequest.Complete(draft).Extensions);
    }
}
