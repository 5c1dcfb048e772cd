using Gateway.Connections;
using Gateway.Connections.WebSockets;

namespace Gateway.Tests.Unit.Connections;

public sealed class SendLoopTurnTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] Frame = FrameHeader.Frame(Opcode.Pong, []);

    [Fact]
    public async Task Loop_ThatAlwaysHasMore_LetsTheOthersOfItsQueueHaveTheirTurn()
    {
        var queue = new SendQueue();
        var flushes = 0;
        var atTheOthers = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SendLoop? busy = null;
        var other = new SendLoop(new FlushWriter(() => atTheOthers = flushes), queue, TimeProvider.System);
        other.Send(Frame);
        busy = new SendLoop(new FlushWriter(More), queue, TimeProvider.System);
        busy.Send(Frame);
        _ = busy.RunAsync();
        await done.Task.WaitAsync(Patience);

        Assert.InRange(atTheOthers, 1, 100);

        void More()
        {
            // It has begun: the other's work comes after it.
            if (++flushes == 1) _ = other.RunAsync();
            if (flushes < 1_000) busy!.Send(Frame);
            else done.TrySetResult();
        }
    }
}
