using System.Collections.Concurrent;
using Gateway.Shared.Hosting.Loops;
using Gateway.Tests.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Unit.Shared.Hosting.Loops;

public sealed class LoopHostTests
{
    private static readonly HealthCheckContext Asking = new();

    private readonly LoopHealth _health = new(TimeProvider.System, NullLogger<LoopHealth>.Instance);
    private int _rounds;

    public static TheoryData<bool> OnThread() => [true, false];

    [Theory]
    [MemberData(nameof(OnThread))]
    public async Task Round_ThatThrows_IsTriedAgain(bool onThread)
    {
        using var host = Host(onThread, () => throw new InvalidOperationException("This round fails."));

        await host.StartAsync(default);

        await Within.UntilAsync(() => Volatile.Read(ref _rounds) > 2, "the round is tried again");
        await host.StopAsync(default);
    }

    [Theory]
    [MemberData(nameof(OnThread))]
    public async Task Loop_ThatFailsAgainAndAgain_MakesTheServiceNotReadyUntilItRecovers(bool onThread)
    {
        var fails = true;
        using var host = Host(onThread, () =>
        {
            if (Volatile.Read(ref fails)) throw new TimeoutException("Of tenant shop.");
        });
        await host.StartAsync(default);

        await Within.UntilAsync(async () => (await StatusAsync()).Status == HealthStatus.Unhealthy, "the service is not ready");
        var reason = (await StatusAsync()).Description!;
        Volatile.Write(ref fails, false);

        Assert.Contains("The loop test has failed", reason, StringComparison.Ordinal);
        Assert.Contains(nameof(TimeoutException), reason, StringComparison.Ordinal);
        Assert.DoesNotContain("shop", reason, StringComparison.Ordinal);
        await Within.UntilAsync(async () => (await StatusAsync()).Status == HealthStatus.Healthy, "the service is ready again");
        await host.StopAsync(default);
    }

    [Fact]
    public async Task Rounds_OfALoopOnAThread_AllRunOnOneThreadOfThatName()
    {
        var threads = new ConcurrentDictionary<Thread, bool>();
        using var host = Host(onThread: true, () =>
        {
            threads[Thread.CurrentThread] = true;
            if (_rounds % 2 == 0) throw new InvalidOperationException("This round fails.");
        });

        await host.StartAsync(default);
        await Within.UntilAsync(() => Volatile.Read(ref _rounds) > 4, "rounds have run");
        await host.StopAsync(default);

        Assert.Equal("test", Assert.Single(threads).Key.Name);
    }

    [Fact]
    public async Task Stop_WhileARoundRuns_WaitsForItAndThenFreesWhatItUsed()
    {
        using var inRound = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var isFree = false;
        var wasFree = true;
        using var host = HostOf(LoopWork.OnThread(
            "test",
            _ =>
            {
                inRound.Set();
                goOn.Wait(CancellationToken.None);
                wasFree = isFree;
            },
            () => isFree = true));
        await host.StartAsync(default);
        inRound.Wait();

        var stopping = host.StopAsync(default);
        Assert.False(stopping.IsCompleted);
        goOn.Set();
        await stopping;

        Assert.False(wasFree);
        Assert.True(isFree);
    }

    [Theory]
    [MemberData(nameof(OnThread))]
    public async Task Stop_WhileALoopPauses_DoesNotWaitForThePause(bool onThread)
    {
        using var host = HostOf(onThread
            ? LoopWork.OnThread("test", () => TimeSpan.FromHours(1), _ => _rounds++)
            : LoopWork.OnPool("test", () => TimeSpan.FromHours(1), _ => Task.FromResult(_rounds++)));
        await host.StartAsync(default);
        await Within.UntilAsync(() => Volatile.Read(ref _rounds) == 1, "the first round has run");

        await host.StopAsync(default).WaitAsync(Within.Limit);
    }

    [Fact]
    public async Task Dispose_WithoutAStop_WaitsForTheLastRound()
    {
        var inRound = 0;
        var host = HostOf(LoopWork.OnThread("test", _ =>
        {
            Interlocked.Increment(ref _rounds);
            Volatile.Write(ref inRound, 1);
            Thread.Yield();
            Volatile.Write(ref inRound, 0);
        }));
        await host.StartAsync(default);
        await Within.UntilAsync(() => Volatile.Read(ref _rounds) > 2, "rounds run");

        host.Dispose();

        Assert.Equal(0, Volatile.Read(ref inRound));
    }

    private Task<HealthCheckResult> StatusAsync() => _health.CheckHealthAsync(Asking);

    private LoopHost Host(bool onThread, Action round) => HostOf(onThread
        ? LoopWork.OnThread("test", () => TimeSpan.FromMilliseconds(1), _ => Run(round))
        : LoopWork.OnPool("test", () => TimeSpan.FromMilliseconds(1), _ =>
        {
            Run(round);
            return Task.CompletedTask;
        }));

    private void Run(Action round)
    {
        Interlocked.Increment(ref _rounds);
        round();
    }

    private LoopHost HostOf(LoopWork work) => new([work], _health, TimeProvider.System);
}
