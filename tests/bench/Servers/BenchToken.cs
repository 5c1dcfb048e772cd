using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Bench.Servers;

/// <summary>The token of all clients: may read everything, for a day.</summary>
internal static class BenchToken
{
    /// <summary>Signed with HS256.</summary>
    public static string Mint(string app, string keyId, string secret)
    {
        var header = JsonSerializer.Serialize(new { alg = "HS256", typ = "JWT", kid = keyId });
        var claims = JsonSerializer.Serialize(new
        {
            app,
            sub = "bench",
            exp = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds(),
            read = new[] { ">" },
        });
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
