namespace Gateway.PublisherApi.Pacing;

/// <summary>
/// How fast a body must come, and an answer must be taken: within 10 s, and one second more for each 16 KiB of it that came or went. The server's own
/// minimum rates do not serve: they are off where WebSockets share the port, and each pause begins them anew.
/// </summary>
internal sealed class BodyPace(TimeProvider time)
{
    /// <summary>The time for what is short.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>The bytes that each further second must bring.</summary>
    public const int BytesPerSecond = 16 << 10;

    /// <summary>Begins to measure.</summary>
    public Deadline Begin() => new(time);

    /// <summary>The deadline of one body or answer.</summary>
    public sealed class Deadline(TimeProvider time) : IDisposable
    {
        private readonly long _begun = time.GetTimestamp();
        private readonly CancellationTokenSource _late = new(Timeout.InfiniteTimeSpan, time);

        /// <summary>Whether it has passed.</summary>
        public bool HasPassed => _late.IsCancellationRequested;

        /// <summary>Cancelled when the time is over that is given after so many bytes.</summary>
        public CancellationToken After(long bytes)
        {
            var left = Grace + TimeSpan.FromSeconds((double)bytes / BytesPerSecond) - time.GetElapsedTime(_begun);
            if (left > TimeSpan.Zero) _late.CancelAfter(left);
            else _late.Cancel();
            return _late.Token;
        }

        public void Dispose() => _late.Dispose();
    }
}
