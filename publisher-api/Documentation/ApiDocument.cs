using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The OpenAPI document, made once: anybody may ask for it, and to make it costs far more than to send it.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Version)] IOpenApiDocumentProvider provider)
{
    /// <summary>Its name, and the version of the API.</summary>
    public const string Version = "v1";

    private readonly Lock _gate = new();
    private Task<byte[]>? _json;

    /// <summary>Answers with it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var json = await MadeAsync();
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json);
    }

    private Task<byte[]> MadeAsync()
    {
        lock (_gate) return _json is null or { IsFaulted: true } ? _json = MakeAsync() : _json;
    }

    private async Task<byte[]> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync();
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
    }
}
