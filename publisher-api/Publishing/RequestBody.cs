using System.Buffers;
using System.IO.Pipelines;
using Gateway.PublisherApi.Pacing;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>A body as it was read, or the code that refuses it.</summary>
internal readonly record struct BodyOutcome<T>(T? Body, Code? Refusal)
    where T : class;

/// <summary>Reads a whole request body from the server's pipe: one copy, of exactly its size.</summary>
internal sealed class RequestBody(BodyPace pace)
{
    /// <summary>The body, of at most <paramref name="limit"/> bytes; <paramref name="room"/> grows as it comes.</summary>
    public ValueTask<BodyOutcome<byte[]>> ReadAsync(HttpContext context, long limit, FairRoom.Lease room) =>
        ReadAsync(context, limit, room, static body => body.ToArray());

    /// <summary>The same, in memory that is rented.</summary>
    public ValueTask<BodyOutcome<RentedBody>> RentAsync(HttpContext context, long limit, FairRoom.Lease room) =>
        ReadAsync(context, limit, room, RentedBody.CopyOf);

    private async ValueTask<BodyOutcome<T>> ReadAsync<T>(HttpContext context, long limit, FairRoom.Lease room, Func<ReadOnlySequence<byte>, T> copy)
        where T : class
    {
        LiftServerLimits(context);
        if (context.Request.ContentLength > limit) return new(null, Codes.EventTooLarge);
        var reader = context.Request.BodyReader;
        BodyPace.Deadline? deadline = null;
        try
        {
            long length = 0;
            while (true)
            {
                // Most bodies have come whole with their head: they need no deadline.
                if (!reader.TryRead(out var read)) read = await reader.ReadAsync((deadline ??= pace.Begin()).After(length));
                length = read.Buffer.Length;
                if (Take(read, limit, room, copy) is { } outcome)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return outcome;
                }
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (deadline is { HasPassed: true })
        {
            return new(null, Codes.RequestTimeout);
        }
        catch (Exception failure) when (failure is BadHttpRequestException or IOException or OperationCanceledException)
        {
            // The caller ended the connection, or broke the rules of chunks: it is counted, and nobody is there to read more about it.
            return new(null, Codes.MalformedRequest);
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    // Null: there is more to come.
    private static BodyOutcome<T>? Take<T>(ReadResult read, long limit, FairRoom.Lease room, Func<ReadOnlySequence<byte>, T> copy)
        where T : class
    {
        var length = read.Buffer.Length;
        if (length > limit) return new(null, Codes.EventTooLarge);
        if (length > WaitingBytes.LeastOfRequest && !room.TryResize(length)) return new(null, Codes.Overloaded);
        return read.IsCompleted ? new(copy(read.Buffer), null) : null;
    }

    // The limits are ours. The server's own would end the connection, and a caller that is still sending would not see the answer;
    // so the server reads on for its usual few seconds, and throws away what comes.
    private static void LiftServerLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
