using Gateway.Cursors;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Cursors;

public sealed class CursorWriterTests
{
    private static readonly CursorKey Phone = new("demo", "orders.1", "alice", "phone");

    private readonly List<(CursorKey Key, StoredCursor? Cursor, TaskCompletionSource<Code?> Answer)> _written = [];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly CursorWriter _writer;

    public CursorWriterTests() => _writer = new CursorWriter(WriteAsync, maxWaiting: 2);

    [Fact]
    public async Task WriteAsync_WhileOneIsOnItsWay_WritesTheNewestOnceForAll()
    {
        var first = _writer.WriteAsync(Phone, At(1));
        Task<Code?>[] joined = [_writer.WriteAsync(Phone, At(2)), _writer.WriteAsync(Phone, At(4)), _writer.WriteAsync(Phone, At(3))];
        Assert.Equal(At(1), Assert.Single(_written).Cursor);

        await AnswerAsync(first);
        Assert.Equal([At(1), At(4)], _written.Select(write => write.Cursor));
        Assert.DoesNotContain(joined, task => task.IsCompleted);
        await AnswerAsync(joined);
        Assert.Equal(2, _written.Count);
    }

    [Fact]
    public async Task WriteAsync_OfWhatIsOnItsWayAlready_WaitsForThat()
    {
        var first = _writer.WriteAsync(Phone, At(5));
        var back = _writer.WriteAsync(Phone, At(4));
        await AnswerAsync(first, back);
        Assert.Single(_written);
    }

    [Fact]
    public async Task WriteAsync_AfterAForget_ComesAfterIt()
    {
        var forget = _writer.WriteAsync(Phone, null);
        var anew = _writer.WriteAsync(Phone, At(1));
        await AnswerAsync(forget);
        await AnswerAsync(anew);
        Assert.Equal([null, At(1)], _written.Select(write => write.Cursor));
    }

    [Fact]
    public async Task WriteAsync_Forget_TakesThePlaceOfWhatWaits()
    {
        var first = _writer.WriteAsync(Phone, At(1));
        Task<Code?>[] rest = [_writer.WriteAsync(Phone, At(2)), _writer.WriteAsync(Phone, null)];
        await AnswerAsync(first);
        await AnswerAsync(rest);
        Assert.Equal([At(1), null], _written.Select(write => write.Cursor));
    }

    [Fact]
    public async Task WriteAsync_AfterAForgetThatWaits_DoesNotTakeItsPlace()
    {
        var first = _writer.WriteAsync(Phone, At(9));
        var forget = _writer.WriteAsync(Phone, null);
        Task<Code?>[] anew = [_writer.WriteAsync(Phone, At(1)), _writer.WriteAsync(Phone, At(2))];
        await AnswerAsync(first);
        await AnswerAsync(forget);
        await AnswerAsync(anew);
        Assert.Equal([At(9), null, At(2)], _written.Select(write => write.Cursor));
    }

    [Fact]
    public async Task WriteAsync_ThatThrows_IsAnsweredAndTheNextIsWritten()
    {
        var failures = new List<Exception>();
        var throws = true;
        var writer = new CursorWriter((_, _) => throws ? throw new InvalidOperationException() : Task.FromResult<Code?>(null), maxWaiting: 2, failures.Add);
        Assert.Equal(Codes.Internal, await writer.WriteAsync(Phone, At(1)).WaitAsync(Limit));
        throws = false;
        Assert.Null(await writer.WriteAsync(Phone, At(2)).WaitAsync(Limit));
        Assert.IsType<InvalidOperationException>(Assert.Single(failures));
    }

    [Fact]
    public async Task WriteAsync_ThatThrowsLater_AnswersAlsoThoseWhoWait()
    {
        var first = _writer.WriteAsync(Phone, At(1));
        var second = _writer.WriteAsync(Phone, At(2));
        _written[0].Answer.SetException(new InvalidOperationException());
        Assert.Equal(Codes.Internal, await first.WaitAsync(Limit));
        await AnswerAsync(second);
    }

    [Fact]
    public async Task WriteAsync_ThatKafkaRefuses_TellsThoseWhoWaitedForItOnly()
    {
        var first = _writer.WriteAsync(Phone, At(1));
        var second = _writer.WriteAsync(Phone, At(2));
        _written[0].Answer.SetResult(Codes.KafkaUnavailable);
        Assert.Equal(Codes.KafkaUnavailable, await first);
        await AnswerAsync(second);
    }

    [Fact]
    public async Task WriteAsync_OfMoreCursorsThanMayWait_IsRefused()
    {
        var first = _writer.WriteAsync(Phone, At(1));
        _ = _writer.WriteAsync(Phone with { User = "bob" }, At(1));
        Assert.Equal(Codes.Overloaded, await _writer.WriteAsync(Phone with { User = "carol" }, At(1)));
        _written[0].Answer.SetResult(null);
        await first;
        Assert.False(_writer.WriteAsync(Phone with { User = "carol" }, At(1)).IsCompleted);
    }

    private Task<Code?> WriteAsync(CursorKey key, StoredCursor? cursor)
    {
        // Continues at once, so that the tests need not wait.
        var answer = new TaskCompletionSource<Code?>();
        _written.Add((key, cursor, answer));
        return answer.Task;
    }

    private async Task AnswerAsync(params Task<Code?>[] waiting)
    {
        _written[^1].Answer.SetResult(null);
        foreach (var task in waiting) Assert.Null(await task);
    }

    private static StoredCursor At(long offset) => new(new(1, 0, 0), new Position(1, 0, offset), DateTimeOffset.UnixEpoch);
}
