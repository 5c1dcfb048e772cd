using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Client;

/// <summary>JSON Web Tokens made by hand, so that faulty ones can be made too.</summary>
internal static class Tokens
{
    /// <summary>The key of the app <c>demo</c>.</summary>
    public const string DemoSecret = "a-secret-of-the-app-demo-0123456789";

    /// <summary>The key of the app <c>other</c>.</summary>
    public const string OtherSecret = "a-secret-of-the-app-other-0123456789";

    private static readonly string[] Every = [">"];

    /// <summary>A good token of the app <c>demo</c> for everything.</summary>
    public static string Demo(string user = "alice", TimeSpan? lifetime = null) => Signed(Claims("demo", user, lifetime: lifetime));

    /// <summary>Claims as docs/protocol.md asks for them.</summary>
    public static Dictionary<string, object> Claims(
        string app = "demo", string user = "alice", string[]? read = null, string[]? write = null, TimeSpan? lifetime = null) => new()
        {
            ["app"] = app,
            ["sub"] = user,
            ["exp"] = DateTimeOffset.UtcNow.Add(lifetime ?? TimeSpan.FromHours(1)).ToUnixTimeSeconds(),
            ["read"] = read ?? Every,
            ["write"] = write ?? Every,
        };

    /// <summary>The claims, signed by HS256.</summary>
    public static string Signed(Dictionary<string, object> claims, string secret = DemoSecret)
    {
        var content = Content(new { alg = "HS256", typ = "JWT" }, claims);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims, signed by nobody.</summary>
    public static string Unsigned(Dictionary<string, object> claims) => Content(new { alg = "none", typ = "JWT" }, claims) + ".";

    private static string Content(object header, object claims) =>
        $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
}
