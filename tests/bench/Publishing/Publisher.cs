using System.Diagnostics;
using Gateway.Shared.Events;

namespace Gateway.Bench.Publishing;

/// <summary>A way into Kafka.</summary>
internal interface IEventSink : IDisposable
{
    /// <summary>Sends an event; may return before Kafka has it.</summary>
    void Send(Event sent);

    /// <summary>How many events Kafka, or the publisher API, has refused.</summary>
    long Refused { get; }
}

/// <summary>
/// Sends events at a steady rate, on a thread of its own, to each channel in turn, from <see cref="Start"/> to <see cref="Stop"/>. What was late
/// because the machine was busy is sent at once, stamped with the time of sending.
/// </summary>
internal sealed class Publisher(IEventSink sink, IReadOnlyList<string> channels, int rate, int size)
{
    private readonly uint[] _sent = new uint[channels.Count];
    private Thread? _thread;
    private volatile bool _stopped;

    /// <summary>How many events were sent to each channel; exact after <see cref="Stop"/>.</summary>
    public IReadOnlyList<uint> Sent => _sent;

    /// <summary>How many events were sent.</summary>
    public long Total => _sent.Sum(count => (long)count);

    /// <summary>Starts to send.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "publisher" };
        _thread.Start();
    }

    /// <summary>Sends no more.</summary>
    public void Stop()
    {
        _stopped = true;
        _thread?.Join();
    }

    private void Run()
    {
        var started = Stopwatch.GetTimestamp();
        for (long i = 0; !_stopped; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            while (Stopwatch.GetElapsedTime(started) < due && !_stopped) Thread.Sleep(1);
            SendNext((int)(i % channels.Count));
        }
    }

    private void SendNext(int channel)
    {
        var number = _sent[channel]++;
        sink.Send(new Event
        {
            Channel = channels[channel],
            Id = Guid.CreateVersion7().ToString(),
            Source = "/bench",
            Type = "bench.sent",
            Time = Rfc3339Now(),
            DataContentType = "application/json",
            Data = new Stamp(Stopwatch.GetTimestamp(), number).ToData(size),
        });
    }

    private static string Rfc3339Now() =>
        DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
