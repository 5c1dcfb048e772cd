using Gateway.PublisherApi.Receipts;
using Gateway.Shared.Cursors;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.PublisherApi.Receipts;

public sealed class ReceiptPageTests
{
    private static readonly ReceiptQuery All = new("demo", "orders.1", null, null, 100, null);

    [Fact]
    public void Complete_OfManyRecords_HasTheGreatestOfEachInOrder()
    {
        var page = new ReceiptPage(All);
        Take(page, Of("bob"), 4);
        Take(page, Of("alice"), 5);
        Take(page, Of("alice"), 3);
        Take(page, Of("carol"), 3);
        page.Take(Of("carol").ToJson(), [], 0);
        Take(page, Of("alice") with { App = "other" }, 9);
        Take(page, Of("alice") with { Channel = "orders.2" }, 9);
        page.Take("garbage"u8, At(9).ToJson(), 0);

        var reply = page.Complete(0);

        Assert.Equal([("alice", "00000001.0.5"), ("bob", "00000001.0.4")], reply.Receipts.Select(receipt => (receipt.User, receipt.Position)));
        Assert.Null(reply.Next);
    }

    [Fact]
    public void Complete_WithAPosition_HasThoseWhoHaveItsEvent()
    {
        var page = new ReceiptPage(All with { Position = new Position(1, 0, 4) });
        Take(page, Of("alice"), 5);
        Take(page, Of("bob"), 3);
        page.Take(Of("late").ToJson(), new StoredCursor(new(1, 0, 4), new(1, 0, 9), DateTimeOffset.UnixEpoch).ToJson(), 0);
        Assert.Equal("alice", Assert.Single(page.Complete(0).Receipts).User);
    }

    [Fact]
    public void Complete_WithAUser_HasHisOnly()
    {
        var page = new ReceiptPage(All with { User = "bob" });
        Take(page, Of("alice"), 5);
        Take(page, Of("bob"), 3);
        Assert.Equal("bob", Assert.Single(page.Complete(0).Receipts).User);
    }

    [Fact]
    public void Complete_WithoutWhatHasExpired() => Assert.Empty(Expired().Complete(usedSince: 101).Receipts);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Pages_OneAfterTheOther_HaveAllOnce(int limit)
    {
        var users = new List<string>();
        CursorKey? from = null;
        do
        {
            var page = new ReceiptPage(All with { Limit = limit, From = from });
            foreach (var user in new[] { "e", "a", "c", "gone", "b", "d" }) Take(page, Of(user), 1);
            page.Take(Of("gone").ToJson(), [], 0);
            var reply = page.Complete(0);
            users.AddRange(reply.Receipts.Select(receipt => receipt.User));
            from = reply.Next is null ? null : CursorKey.From(System.Buffers.Text.Base64Url.DecodeFromChars(reply.Next));
        }
        while (from is not null);
        Assert.Equal(["a", "b", "c", "d", "e"], users);
    }

    private static ReceiptPage Expired()
    {
        var page = new ReceiptPage(All);
        page.Take(Of("alice").ToJson(), At(1).ToJson(), 100);
        Assert.Single(page.Complete(usedSince: 100).Receipts);
        return page;
    }

    private static void Take(ReceiptPage page, CursorKey key, long offset) => page.Take(key.ToJson(), At(offset).ToJson(), 0);

    private static CursorKey Of(string user) => new("demo", "orders.1", user, "phone");

    private static StoredCursor At(long offset) => new(new(1, 0, 0), new Position(1, 0, offset), DateTimeOffset.UnixEpoch);
}
