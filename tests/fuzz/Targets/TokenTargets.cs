using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Shared.Apps;
using Gateway.Shared.Sessions;
using Gateway.Tests.Client;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>Tokens: as anybody may send them, and as an app may sign them.</summary>
internal static class TokenTargets
{
    private static readonly AppRegistry Apps = new(new Dictionary<string, AppOptions> { ["demo"] = new() { TokenKeys = [new() { Id = "1", Secret = Tokens.DemoSecret }] } });
    private static readonly TokenVerifier Verifier = new(Apps, new TokenKeys(Apps), TimeProvider.System);
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    internal static readonly Target Foreign = new("tokens", input => Unless(Verify(Text.Of(input)).Session is null, "Who does not know the key makes no token."))
    {
        MaxBytes = 20 << 10,
        Words = [Header, ".", "e30", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ", "=", "-", "_"],
    };

    // Signed with the app's key: only what the claims say decides.
    internal static readonly Target Claims = new("claims", input =>
    {
        var content = $"{Header}.{Base64Url.EncodeToString(input)}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Tokens.DemoSecret), Encoding.ASCII.GetBytes(content));
        if (Verify($"{content}.{Base64Url.EncodeToString(signature)}").Session is not { } session) return;
        using var claims = Text.Json(input);
        Unless(claims is not null && claims.RootElement.GetProperty("app").GetString() == "demo", "A session is for the app of its token.");
        Unless(claims!.RootElement.GetProperty("sub").GetString() == session.User, "A session is for the user of its token.");
    })
    {
        AllocationFactor = 512,
        Words = ["""{"app":"demo","sub":"alice","exp":4102444800,"read":[">"],"write":["a.*"]}""", "\"nbf\":1", "\"iss\":1", "\"aud\":[", "\"read\":[", "\"orders.>\",", "\"exp\":", "1e300", "-1", "null", "\\ud800", "\"app\":\"demo\""],
    };

    private static TokenResult Verify(string token)
    {
        var result = Verifier.Verify("demo", token);
        Unless(result.Session is null != result.Refusal is null, "A token gives a session or a refusal.");
        return result;
    }
}
