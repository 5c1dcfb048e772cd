using Gateway.Shared.Hosting;

namespace Gateway.Tests.Unit.Shared.Hosting;

public sealed class WorkerThreadTests
{
    [Fact]
    public async Task RunAsync_SeveralTimes_RunsOnOneThreadOfThatName()
    {
        using var worker = new WorkerThread("test");

        var first = await worker.RunAsync(() => Thread.CurrentThread);
        var second = await worker.RunAsync(() => Thread.CurrentThread);

        Assert.Same(first, second);
        Assert.Equal("test", first.Name);
    }

    [Fact]
    public async Task RunAsync_OfWorkThatThrows_FailsTheTaskAndTheThreadGoesOn()
    {
        using var worker = new WorkerThread("test");

        await Assert.ThrowsAsync<TimeoutException>(() => worker.RunAsync(() => throw new TimeoutException("This work fails.")));

        Assert.Equal(1, await worker.RunAsync(() => 1));
    }

    [Fact]
    public async Task RunAsync_AfterDispose_IsRefused()
    {
        var worker = new WorkerThread("test");
        worker.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => worker.RunAsync(() => 1));
    }
}
