using Gateway.Shared.History;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Unit.Shared.History;

public sealed class HistoryQueueTests
{
    private static readonly PartitionId Busy = new("busy", 0, 1);
    private static readonly PartitionId Quiet = new("quiet", 0, 1);
    private readonly HistoryQueue _queue = new();

    [Fact]
    public async Task Last_OfOnePartition_IsOneJobThatAnswersEach()
    {
        var first = _queue.LastAsync(Busy, "a"u8.ToArray(), 5);
        var second = _queue.LastAsync(Busy, "b"u8.ToArray(), 7);
        var other = _queue.LastAsync(Busy with { Partition = 1 }, "a"u8.ToArray(), 5);
        var job = Assert.IsType<HistoryJob.Last>(Take());
        Assert.Equal([5, 7], job.Requests.Select(request => request.Count));
        job.Requests[1].Answer.SetResult(new FoundLast(3, true));
        job.Fail();
        Assert.Null(await first);
        Assert.Equal(new FoundLast(3, true), await second);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void Last_AfterAJobWasTaken_IsOfTheNext()
    {
        _ = _queue.LastAsync(Busy, "a"u8.ToArray(), 5);
        var taken = Assert.IsType<HistoryJob.Last>(Take());
        _ = _queue.LastAsync(Busy, "a"u8.ToArray(), 5);
        Assert.Single(taken.Requests);
        Assert.NotSame(taken, Take());
    }

    [Fact]
    public void Find_OfTheSameStart_IsOneJob()
    {
        var first = _queue.FindAsync(Busy, new StartPoint(1));
        Assert.Same(first, _queue.FindAsync(Busy, new StartPoint(1)));
        Assert.NotSame(first, _queue.FindAsync(Busy, new StartPoint(2)));
        Assert.NotSame(first, _queue.FindAsync(Quiet, new StartPoint(1)));
        Take();
        Assert.NotSame(first, _queue.FindAsync(Busy, new StartPoint(1)));
    }

    [Fact]
    public void Take_OfTwoTopics_TakesTurns()
    {
        for (var time = 0; time < 3; time++) _ = _queue.FindAsync(Busy, new StartPoint(time));
        _ = _queue.FindAsync(Quiet, new StartPoint(0));
        _ = _queue.FindAsync(Quiet, new StartPoint(1));
        Assert.Equal(["busy", "quiet", "busy", "quiet", "busy"], Enumerable.Range(0, 5).Select(_ => Take().Partition.Topic));
    }

    [Fact]
    public async Task Take_OfAnAppThatHasItsShare_WaitsAndGivesTheOthersTheirs()
    {
        var queue = new HistoryQueue(share: 1);
        var (streams, tables) = (Busy with { Topic = "busy.streams" }, Busy with { Topic = "busy.tables" });
        _ = queue.FindAsync(streams, new StartPoint(0));
        _ = queue.FindAsync(tables, new StartPoint(1));
        _ = queue.FindAsync(streams, new StartPoint(2));
        var first = queue.Take(CancellationToken.None);
        var next = Task.Run(() => queue.Take(CancellationToken.None));
        Assert.False(next.IsCompleted);
        _ = queue.FindAsync(Quiet, new StartPoint(0));
        Assert.Equal(Quiet, (await next.WaitAsync(TimeSpan.FromSeconds(30))).Partition);

        queue.Done(first);
        var second = queue.Take(CancellationToken.None);
        Assert.Equal(tables, second.Partition);
        queue.Done(second);
        queue.Done(await next);
        Assert.Equal(streams, queue.Take(CancellationToken.None).Partition);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Take_AndDone_InAnyOrder_LeaveNothingBehind(int share)
    {
        var queue = new HistoryQueue(share);
        var random = new Random(share);
        var (added, taken, running) = (0, 0, new List<HistoryJob>());
        // The share of each of three apps bounds what runs, so that a take never waits here.
        for (var i = 0; i < 10_000 || taken < added; i++)
        {
            if (i < 10_000 && random.Next(2) == 0) _ = queue.FindAsync(new PartitionId($"app{random.Next(3)}.streams", 0, 1), new StartPoint(added++));
            else if (running.Count > 0 && (random.Next(2) == 0 || running.Count >= share)) running.RemoveAt(Release(random.Next(running.Count)));
            else if (taken < added && running.Count < share) running.Add(Next());
        }
        Assert.Equal(added, taken);

        HistoryJob Next()
        {
            taken++;
            return queue.Take(CancellationToken.None);
        }

        int Release(int index)
        {
            queue.Done(running[index]);
            return index;
        }
    }

    [Fact]
    public async Task Close_WithWhatWaitsAndComes_AnswersNull()
    {
        var last = _queue.LastAsync(Busy, "a"u8.ToArray(), 5);
        var start = _queue.FindAsync(Quiet, default);
        _queue.Close();
        Assert.Null(await last);
        Assert.Null(await start);
        Assert.Null(await _queue.LastAsync(Busy, "a"u8.ToArray(), 5));
        Assert.Null(await _queue.FindAsync(Quiet, default));
        Assert.Null(await _queue.ReadAsync(Busy, [], 0, _ => true, default));
    }

    [Fact]
    public void Take_WhenTheServiceStops_IsCancelled() => Assert.Throws<OperationCanceledException>(() => _queue.Take(new CancellationToken(canceled: true)));

    private HistoryJob Take() => _queue.Take(CancellationToken.None);
}
