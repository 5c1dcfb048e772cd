using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.SelfTest;

/// <summary>A JSON Web Token signed with HS256 (RFC 7515), written out to need no package and to show how little it takes.</summary>
internal static class Token
{
    /// <summary>A token that lets its user read <paramref name="channel"/> for some minutes.</summary>
    public static string Create(SelfTestOptions options, string channel)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = options.TokenKeyId };
        var claims = new JsonObject
        {
            ["app"] = options.App,
            ["sub"] = "selftest",
            ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
            ["read"] = new JsonArray(channel),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.TokenSecret), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
