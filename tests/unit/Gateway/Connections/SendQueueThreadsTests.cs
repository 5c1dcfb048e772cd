using System.Diagnostics;
using System.IO.Pipelines;
using Gateway.Channels;
using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Gateway.Shared.Positions;
using Gateway.Tests.Unit.Channels;

namespace Gateway.Tests.Unit.Connections;

public sealed class SendQueueThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Loops_OfOneQueueWokenByManyThreads_AlwaysRun()
    {
        const int Rounds = 30_000;
        var queue = new SendQueue();
        var loops = Enumerable.Range(0, 2).Select(_ => new Loop(queue)).ToArray();
        // Each waits for its own loop, so the queue runs empty all the time, while the other is just being woken.
        await Task.WhenAll(loops.Select(loop => Task.Factory.StartNew(() => Wake(loop, Rounds), TaskCreationOptions.LongRunning)));
        await Task.WhenAll(loops.Select(loop => loop.StopAsync()));

        static void Wake(Loop loop, int rounds)
        {
            var random = new Random(loop.GetHashCode());
            for (var round = 1; round <= rounds; round++)
            {
                loop.Ask(round);
                var started = Stopwatch.GetTimestamp();
                while (loop.Answered < round)
                    if (Stopwatch.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"Wake-up {round} is lost.");
                Thread.SpinWait(random.Next(40));
            }
        }
    }

    // The event is there before the subscription, so that it follows the reply as closely as can be.
    [Fact]
    public async Task Reply_QueuedBeforeActivation_ComesBeforeTheEventsEachTime()
    {
        const int Bursts = 600;
        const int Burst = 100;
        var window = new PartitionWindow(new PartitionId("streams", 0, 1));
        window.Open(-1);
        var name = "a"u8.ToArray();
        window.Subscribe(name, null, new CallbackSubscriber());
        window.Append(window.Accept(name, 0)!, new Gateway.Channels.Record(0, 0, default), FrameHeader.Frame(Opcode.Binary, [1]), 1 << 20);
        var pipe = new Pipe();
        var sender = new SendLoop(pipe.Writer, new SendQueue(), TimeProvider.System);
        var sending = Task.Run(sender.RunAsync);
        var reply = FrameHeader.Frame(Opcode.Text, [2]);
        for (var burst = 0; burst < Bursts; burst++)
        {
            // Read while the others are still being made.
            var reading = Task.Run(() => ReadAsync(pipe.Reader, Burst));
            for (var round = 0; round < Burst; round++)
            {
                var subscription = window.Subscribe(name, -1, sender)!;
                sender.Send(reply);
                subscription.Activate();
            }
            await reading.WaitAsync(Patience);
        }
        sender.Finish();
        await sending;
    }

    // Reads until so many events have come, each after the reply to its subscription.
    private static async Task ReadAsync(PipeReader socket, int count)
    {
        for (int replies = 0, events = 0; events < count;)
        {
            var buffer = (await socket.ReadAsync()).Buffer;
            while (Wire.TryTake(ref buffer, out var opcode, out _))
            {
                if (opcode is Opcode.Text) replies++;
                else events++;
                if (events > replies) throw new InvalidOperationException($"Event {events} comes before its reply.");
            }
            socket.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    // Answers as soon as it has run: what it writes is the number that was asked for.
    private sealed class Loop
    {
        private static readonly byte[] Frame = FrameHeader.Frame(Opcode.Pong, []);

        private readonly SendLoop _sender;
        private readonly Task _running;
        private int _asked;
        private int _answered;

        public Loop(SendQueue queue)
        {
            _sender = new SendLoop(new FlushWriter(Answer), queue, TimeProvider.System);
            _running = _sender.RunAsync();
        }

        public int Answered => Volatile.Read(ref _answered);

        public void Ask(int number)
        {
            Volatile.Write(ref _asked, number);
            _sender.Send(Frame);
        }

        public Task StopAsync()
        {
            _sender.Finish();
            return _running.WaitAsync(Patience);
        }

        private void Answer() => Volatile.Write(ref _answered, Volatile.Read(ref _asked));
    }
}
