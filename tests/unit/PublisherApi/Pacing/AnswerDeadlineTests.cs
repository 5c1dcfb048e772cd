using Gateway.PublisherApi.Pacing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.PublisherApi.Pacing;

public sealed class AnswerDeadlineTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Connection _connection = new();
    private readonly DefaultHttpContext _context = new();

    public AnswerDeadlineTests() => _context.Features.Set<IHttpRequestLifetimeFeature>(_connection);

    [Fact]
    public async Task Wait_ForAnAnswerThatIsNotTaken_EndsTheConnection()
    {
        var writing = new TaskCompletionSource();
        var waiting = new AnswerDeadline(_time).WaitAsync(_context, writing.Task);
        _time.Advance(AnswerDeadline.Limit - TimeSpan.FromSeconds(1));
        Assert.False(_connection.IsEnded);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_connection.IsEnded);
        writing.SetResult();
        await waiting;
    }

    [Fact]
    public async Task Wait_ForAnAnswerThatIsTaken_LeavesTheConnection()
    {
        await new AnswerDeadline(_time).WaitAsync(_context, Task.CompletedTask);
        _time.Advance(AnswerDeadline.Limit);
        Assert.False(_connection.IsEnded);
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsEnded { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsEnded = true;
    }
}
