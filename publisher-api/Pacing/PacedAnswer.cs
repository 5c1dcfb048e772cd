using System.Buffers;
using System.IO.Pipelines;
using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;

namespace Gateway.PublisherApi.Pacing;

/// <summary>Writes an answer as fast as its reader takes it, and ends the connection of a reader that takes it too slowly.</summary>
internal static class PacedAnswer
{
    /// <summary>Writes JSON that is complete, and frees its memory on the way. A reader that was too slow is counted, and is told nothing.</summary>
    public static async Task WriteJsonAsync(HttpContext context, PipeReader answer, long length, BodyPace pace)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = length;
        using var deadline = pace.Begin();
        try
        {
            await CopyAsync(answer, context.Response.BodyWriter, deadline);
        }
        catch (OperationCanceledException) when (deadline.HasPassed || context.RequestAborted.IsCancellationRequested)
        {
            // The reader is too slow, or has gone.
        }
        finally
        {
            await answer.CompleteAsync();
        }
        if (deadline.HasPassed) End(context);
    }

    /// <summary>Writes JSON that is one piece.</summary>
    public static Task WriteJsonAsync(HttpContext context, byte[] answer, BodyPace pace) =>
        WriteJsonAsync(context, PipeReader.Create(new ReadOnlySequence<byte>(answer)), answer.Length, pace);

    private static async Task CopyAsync(PipeReader answer, PipeWriter output, BodyPace.Deadline deadline)
    {
        long sent = 0;
        while (await answer.ReadAsync() is { Buffer: { IsEmpty: false } rest })
        {
            var piece = rest.First;
            var flushed = await output.WriteAsync(piece, deadline.After(sent));
            if (flushed.IsCompleted || flushed.IsCanceled) return;
            sent += piece.Length;
            answer.AdvanceTo(rest.GetPosition(piece.Length));
        }
    }

    private static void End(HttpContext context)
    {
        PublishMetrics.Refused(Codes.TooSlow);
        context.Abort();
    }
}
