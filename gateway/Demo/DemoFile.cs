using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Gateway.Demo;

/// <summary>One file of the page. The files lie in the assembly, so that they are found wherever and by whomever it is hosted.</summary>
/// <param name="Path">Its address, for example <c>/page.js</c>; <c>/</c> for <c>index.html</c>.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record DemoFile(string Path, string ContentType, byte[] Content)
{
    private const string Folder = "wwwroot/";

    private readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8))}\"");

    /// <summary>Reads all files.</summary>
    public static IReadOnlyList<DemoFile> ReadAll() =>
    [
        .. typeof(DemoFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(Read),
    ];

    /// <summary>Answers with the file, or with 304 if the browser has it: it asks each time, so a new version is seen at once.</summary>
    public IResult Serve(HttpResponse response)
    {
        DemoHeaders.Set(response.Headers, cacheControl: "no-cache", isShared: Path != "/");
        return Results.Bytes(Content, ContentType, entityTag: _tag);
    }

    private static DemoFile Read(string resource)
    {
        using var stream = typeof(DemoFile).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var name = resource[Folder.Length..];
        return new DemoFile(name == "index.html" ? "/" : $"/{name}", TypeOf(name), content);
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Give {other} a media type here."),
    };
}
