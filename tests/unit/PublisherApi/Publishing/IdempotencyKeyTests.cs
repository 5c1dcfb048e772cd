using Gateway.PublisherApi.Publishing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("8e03978e", "8e03978e")]
    [InlineData("\"8e03978e\"", "8e03978e")]
    [InlineData("\"", "\"")]
    public void Read_EventWithoutId_GetsTheKey(string header, string id)
    {
        var draft = new EventDraft();
        Assert.Null(Read(draft, header));
        var complete = TestRequest.Complete(draft);
        Assert.Equal((id, true), (complete.Id, complete.IsIdGiven));
    }

    [Fact]
    public void Read_NoKey_LeavesTheIdToUs()
    {
        var draft = new EventDraft();
        Assert.Null(Read(draft));
        Assert.False(TestRequest.Complete(draft).IsIdGiven);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", false)]
    public void Read_EventWithId_TakesTheSameKeyOnly(string key, bool isGood)
    {
        var draft = new EventDraft();
        draft.Set("id", "1");
        Assert.Equal(isGood, Read(draft, key) is null);
    }

    [Fact]
    public void Read_KeyTwice_IsAFault() => Assert.NotNull(Read(new EventDraft(), "1", "2"));

    private static string? Read(EventDraft draft, params string[] keys)
    {
        var context = new DefaultHttpContext();
        foreach (var key in keys) context.Request.Headers.Append("Idempotency-Key", key);
        return IdempotencyKey.Read(context.Request, draft);
    }
}
