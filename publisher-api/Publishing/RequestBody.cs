using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Reads a whole request body from the server's pipe: one copy, of exactly its size.</summary>
internal static class RequestBody
{
    /// <summary>The body; null if it is longer than <paramref name="limit"/>, declared or not.</summary>
    public static ValueTask<byte[]?> ReadAsync(HttpContext context, long limit) => ReadAsync(context, limit, body => body.ToArray());

    /// <summary>The body, in memory that is rented; null if it is longer than <paramref name="limit"/>, declared or not.</summary>
    public static ValueTask<RentedBody?> RentAsync(HttpContext context, long limit) => ReadAsync(context, limit, RentedBody.CopyOf);

    private static async ValueTask<T?> ReadAsync<T>(HttpContext context, long limit, Func<ReadOnlySequence<byte>, T> copy)
        where T : class
    {
        LiftServerLimit(context);
        if (context.Request.ContentLength > limit) return null;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var isTooLong = read.Buffer.Length > limit;
            if (read.IsCompleted || isTooLong)
            {
                var body = isTooLong ? null : copy(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // The limit is ours. The server's own would end the connection, and a caller that is still sending would not see the answer;
    // so the server reads on for its usual few seconds, and throws away what comes.
    private static void LiftServerLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = null;
    }
}
