using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.PublisherApi.Publishing;

/// <summary>
/// An answer in JSON of a known length, in one write. <c>TypedResults.Json</c> would send it in chunks, and passes three more tasks on its way.
/// </summary>
internal sealed class JsonReply<T>(T value, JsonTypeInfo<T> type, int status) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        await httpContext.Response.BodyWriter.WriteAsync(body);
    }
}
