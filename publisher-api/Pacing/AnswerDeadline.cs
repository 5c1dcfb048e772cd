using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;

namespace Gateway.PublisherApi.Pacing;

/// <summary>Ends the connection of a reader that does not take an answer of moderate size, such as that to a batch, within a minute.</summary>
internal sealed class AnswerDeadline(TimeProvider time)
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Waits until the answer is written or its connection is ended.</summary>
    public async Task WaitAsync(HttpContext context, Task writing)
    {
        // Waits, when it is disposed of, for what it has begun: the next request of the connection is not ended instead.
        await using var late = time.CreateTimer(static context => End((HttpContext)context!), context, Limit, Timeout.InfiniteTimeSpan);
        await writing;
    }

    private static void End(HttpContext context)
    {
        PublishMetrics.Refused(Codes.TooSlow);
        context.Abort();
    }
}
