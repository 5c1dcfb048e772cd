using System.Diagnostics;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Connections;

/// <summary>Real threads: one that appends, as many send queues as cores, and clients that stall, leave and come back.</summary>
public sealed class SendLoopThreadsTests
{
    private const int Clients = 6;
    private const long WindowBytes = 400_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Clients_OverManyThreads_GetAllInOrderAndAreNeverLeftAsleep()
    {
        var log = new ChurnLog(60_000);
        var window = new PartitionWindow(new PartitionId("streams", 0, 1));
        window.Open(-1);
        var queues = new SendQueues(Options.Create(new GatewayOptions()), TimeProvider.System);
        var clients = Enumerable.Range(0, Clients).Select(i => new ChurnClient(log, window, queues.Next(), seed: i)).ToArray();
        var appending = Task.Factory.StartNew(() => Append(log, window, clients), TaskCreationOptions.LongRunning);
        await await Task.WhenAny(clients.Select(client => client.Reading).Append(appending));
        await appending;
        foreach (var client in clients) await client.FinishAsync();
        Assert.True(clients.Sum(client => client.Gaps) > 20, "no client fell out of the window: the test proves too little");
        Assert.True(clients.Sum(client => client.Resumes) > 500, "the clients hardly churned: the test proves too little");
    }

    [Fact]
    public async Task Clients_WithALogBehindTheWindow_GetAllOfItWithoutAGap()
    {
        var log = new ChurnLog(60_000);
        var replays = new ReplayQueue(TimeProvider.System);
        var window = new PartitionWindow(new PartitionId("streams", 0, 1), replays);
        window.Open(-1);
        using var replayers = new ChurnReplayers(log, window, replays);
        var queues = new SendQueues(Options.Create(new GatewayOptions()), TimeProvider.System);
        var clients = Enumerable.Range(0, Clients).Select(i => new ChurnClient(log, window, queues.Next(), seed: i)).ToArray();
        var appending = Task.Factory.StartNew(() => Append(log, window, clients), TaskCreationOptions.LongRunning);
        await await Task.WhenAny(clients.Select(client => client.Reading).Append(appending).Append(replayers.Running));
        await appending;
        foreach (var client in clients) await client.FinishAsync();
        Assert.Equal(0, clients.Sum(client => client.Gaps));
        Assert.True(replayers.Passes > 20, "no client fell out of the window: the test proves too little");
    }

    // In rounds, at whose end everybody must have everything: a wake-up that is lost shows at once, because nothing else follows.
    private static void Append(ChurnLog log, PartitionWindow window, ChurnClient[] clients)
    {
        var random = new Random(42);
        var wakes = new List<Subscriber>();
        var offset = 0;
        for (var round = 0; offset < log.Of.Length; round++)
        {
            var stalls = round % 50 == 0;
            if (stalls) foreach (var client in clients[..(Clients / 2)]) client.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            for (var left = stalls ? 1500 : random.Next(1, 12); left > 0 && offset < log.Of.Length; left -= 10)
                offset = AppendBatch(log, window, offset, Math.Min(10, left), wakes);
            if (stalls) foreach (var client in clients) client.Gate.TrySetResult();
            WaitForAll(clients, offset - 1);
        }
    }

    // As LogReader does.
    private static int AppendBatch(ChurnLog log, PartitionWindow window, int offset, int records, List<Subscriber> wakes)
    {
        for (; records > 0 && offset < log.Of.Length; records--, offset++)
            if (window.Accept(ChurnLog.Names[log.Of[offset]], offset) is { } channel)
                window.Append(channel, new Gateway.Channels.Record(offset, 0, default), log.Frame(offset), WindowBytes);
        window.Mark(wakes);
        foreach (var subscriber in wakes) subscriber.Wake();
        wakes.Clear();
        return offset;
    }

    // A lost wake-up shows as a standstill: on a busy machine everybody may be slow, but somebody gets on.
    private static void WaitForAll(ChurnClient[] clients, long head)
    {
        var (events, moved) = (0L, Stopwatch.GetTimestamp());
        while (Array.Find(clients, client => !client.HasAllUpTo(head)) is { } late)
        {
            if (late.Reading.IsFaulted) late.Reading.GetAwaiter().GetResult();
            if (clients.Sum(client => (long)client.Events) is var now && now != events) (events, moved) = (now, Stopwatch.GetTimestamp());
            Assert.True(Stopwatch.GetElapsedTime(moved) < Patience, $"A client was not woken; head {head}, {late}");
            Thread.Yield();
        }
    }
}
