using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Shared.Sessions;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.Shared.Sessions;

/// <summary>Tokens are put together by hand here: no library stands between the test and what a forger could send.</summary>
public sealed class TokenVerifierTests
{
    private const string Header = """{"alg":"HS256","kid":"k1","typ":"JWT"}""";
    private static readonly string Secret = new('1', 32);
    private static readonly string SecondSecret = new('2', 32);
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Exp = Now.AddHours(1).ToUnixTimeSeconds();
    private static readonly string Good = Claims($"\"exp\":{Exp}");

    private readonly FakeTimeProvider _time = new(Now);
    private readonly TokenVerifier _verifier;

    public TokenVerifierTests()
    {
        var apps = new AppRegistry(new Dictionary<string, AppOptions>
        {
            ["demo"] = new() { TokenKeys = { new() { Id = "k1", Secret = Secret }, new() { Id = "k2", Secret = SecondSecret } } },
            ["other"] = new() { TokenKeys = { new() { Id = "k1", Secret = new string('o', 32) } } },
            ["keyless"] = new(),
        });
        _verifier = new TokenVerifier(apps, new TokenKeys(apps), _time);
    }

    [Fact]
    public async Task Token_Good_GivesItsSession()
    {
        var session = await Session(Sign(Header, $$"""{"app":"demo","sub":"älice","exp":{{Exp}},"nbf":{{Exp - 7200}},"read":["orders.*","news.>"],"write":["orders.1"]}"""));
        Assert.Equal(("demo", "älice", Now.AddHours(1)), (session.App.Name, session.User, session.Expires));
        Assert.True(session.MayRead("orders.7") && session.MayRead("news.a.b") && session.MayWrite("orders.1"));
        Assert.False(session.MayRead("orders.7.x") || session.MayRead("secret") || session.MayWrite("orders.2"));
    }

    [Fact]
    public async Task Token_WithoutPatterns_PermitsNothing()
    {
        var session = await Session(Sign(Header, Good));
        Assert.False(session.MayRead("a") || session.MayWrite("a"));
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","kid":"k2"}""")]
    [InlineData("""{"alg":"HS256","kid":"unknown"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","x":[1]}""")]
    public async Task Token_OfTheSecondKeyHoweverNamed_IsGood(string header) => await Session(Sign(header, Good, SecondSecret));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Token_Missing_IsToldAsSuch(string? token) => await Refused(Codes.TokenMissing, token);

    [Fact]
    public async Task Token_Tampered_IsInvalid()
    {
        var token = Sign(Header, Good);
        for (var i = 0; i < token.Length; i += 7)
            if (token[i] != '.') await Refused(Codes.TokenInvalid, token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("e30.e30.e30")]
    [InlineData("\ud800.\ud800.\ud800")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public async Task Token_Garbage_IsInvalid(string token) => await Refused(Codes.TokenInvalid, token);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("{")]
    public async Task Payload_NoObject_IsInvalid(string payload) => await Refused(Codes.TokenInvalid, Sign(Header, payload));

    [Theory]
    [InlineData("""{"alg":"none"}""", "")]
    [InlineData("""{"alg":"None","kid":"k1"}""", "")]
    [InlineData("""{"kid":"k1"}""", "")]
    [InlineData("""{"alg":"none"}""", "AAAA")]
    public async Task Algorithm_None_IsInvalid(string header, string signature) =>
        await Refused(Codes.TokenInvalid, $"{Encode(header)}.{Encode(Good)}.{signature}");

    [Theory]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")]
    public async Task Algorithm_OtherThanTheKeys_IsInvalid(string algorithm)
    {
        var header = $$"""{"alg":"{{algorithm}}","kid":"k1"}""";
        await Refused(Codes.TokenInvalid, Sign(header, Good));
        var signed = $"{Encode(header)}.{Encode(Good)}";
        await Refused(Codes.TokenInvalid, $"{signed}.{Base64Url.EncodeToString(HMACSHA384.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}");
        await Refused(Codes.TokenInvalid, $"{signed}.{Base64Url.EncodeToString(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}");
    }

    [Fact]
    public async Task Key_GivenInTheToken_IsNotUsed()
    {
        var own = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new string('x', 32)));
        await Refused(Codes.TokenInvalid, Sign($$$"""{"alg":"HS256","jwk":{"kty":"oct","k":"{{{own}}}"}}""", Good, new string('x', 32)));
    }

    [Fact]
    public async Task Key_OfAnotherApp_IsInvalid()
    {
        await Refused(Codes.TokenInvalid, Sign(Header, Good, new string('o', 32)));
        await Refused(Codes.TokenInvalid, Sign(Header, Good, ""));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("keyless")]
    [InlineData("DEMO")]
    [InlineData("")]
    public async Task App_UnknownOrWithoutKeys_IsInvalidLikeABadToken(string app) =>
        Assert.Same(Codes.TokenInvalid, (await _verifier.VerifyAsync(app, Sign(Header, Good))).Refusal);

    [Fact]
    public async Task App_OfTheTokenNotOfTheAddress_IsRefused() =>
        await Refused(Codes.TokenWrongApp, Sign(Header, $$"""{"app":"other","sub":"a","exp":{{Exp}}}"""));

    [Fact]
    public async Task Exp_Passed_IsExpiredAfterTheSkew()
    {
        var token = Sign(Header, Good);
        _time.SetUtcNow(Now.AddHours(1).AddSeconds(4.9));
        await Session(token);
        _time.SetUtcNow(Now.AddHours(1).AddSeconds(5));
        await Refused(Codes.TokenExpired, token);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-99999999999999")]
    [InlineData("-9223372036854775808")]
    public async Task Exp_LongPassedOrNegative_IsExpired(string exp) => await Refused(Codes.TokenExpired, Sign(Header, Claims($"\"exp\":{exp}")));

    [Theory]
    [InlineData("253402300800")]
    [InlineData("99999999999999")]
    [InlineData("9223372036854775807")]
    public async Task Exp_BeyondAllDates_IsGood(string exp) => Assert.True((await Session(Sign(Header, Claims($"\"exp\":{exp}")))).Expires > Now.AddYears(1000));

    [Fact]
    public async Task Exp_WithAFraction_IsANumericDateToo() =>
        Assert.InRange((await Session(Sign(Header, Claims($"\"exp\":{Exp}.75")))).Expires, Now.AddHours(1), Now.AddHours(1).AddSeconds(1));

    [Theory]
    [InlineData("\"x\":1")]
    [InlineData("\"exp\":null")]
    [InlineData("\"exp\":\"tomorrow\"")]
    [InlineData("\"exp\":true")]
    [InlineData("\"exp\":[1]")]
    [InlineData("\"exp\":{}")]
    [InlineData("\"exp\":1e400")]
    [InlineData("\"exp\":99999999999999999999")]
    public async Task Exp_MissingOrNoDate_IsRefused(string exp) => await RefusedForItsClaims(Sign(Header, Claims(exp)));

    [Fact]
    public async Task Nbf_InTheFuture_IsNotYetValidBeforeTheSkew()
    {
        var token = Sign(Header, Claims($"\"exp\":{Exp},\"nbf\":{Now.AddMinutes(1).ToUnixTimeSeconds()}"));
        await Refused(Codes.TokenNotYetValid, token);
        _time.Advance(TimeSpan.FromSeconds(54.9));
        await Refused(Codes.TokenNotYetValid, token);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await Session(token);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999")]
    public async Task Nbf_BeyondAllDates_IsNotYetValid(string nbf) =>
        await Refused(Codes.TokenNotYetValid, Sign(Header, Claims($"\"exp\":{Exp},\"nbf\":{nbf}")));

    [Theory]
    [InlineData("\"tomorrow\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("1e400")]
    public async Task Nbf_NoDate_IsRefused(string nbf) => await RefusedForItsClaims(Sign(Header, Claims($"\"exp\":{Exp},\"nbf\":{nbf}")));

    [Theory]
    [InlineData("""{"sub":"a",""")]
    [InlineData("""{"app":null,"sub":"a",""")]
    [InlineData("""{"app":["demo"],"sub":"a",""")]
    [InlineData("""{"app":{},"sub":"a",""")]
    [InlineData("""{"app":"demo",""")]
    [InlineData("""{"app":"demo","sub":"",""")]
    [InlineData("""{"app":"demo","sub":null,""")]
    [InlineData("""{"app":"demo","sub":["a"],""")]
    [InlineData("""{"app":"demo","sub":{"a":1},""")]
    [InlineData("""{"app":"demo","sub":"a","read":"orders",""")]
    [InlineData("""{"app":"demo","sub":"a","read":null,""")]
    [InlineData("""{"app":"demo","sub":"a","read":{},""")]
    [InlineData("""{"app":"demo","sub":"a","read":7,""")]
    [InlineData("""{"app":"demo","sub":"a","read":[7],""")]
    [InlineData("""{"app":"demo","sub":"a","read":[["a"]],""")]
    [InlineData("""{"app":"demo","sub":"a","read":[null],""")]
    [InlineData("""{"app":"demo","sub":"a","read":["a..b"],""")]
    [InlineData("""{"app":"demo","sub":"a","read":["\ud800"],""")]
    [InlineData("""{"app":"demo","sub":"\ud800",""")]
    [InlineData("""{"app":"\ud800","sub":"a",""")]
    [InlineData("""{"app":"demo","sub":"a","read":["a"],"write":[">.a"],""")]
    public async Task Claims_MissingOrOfWrongTypes_AreRefused(string claims) => await RefusedForItsClaims(Sign(Header, $"{claims}\"exp\":{Exp}}}"));

    [Fact]
    public async Task User_GivenAsANumber_IsItsText() =>
        Assert.Equal("7", (await Session(Sign(Header, $$"""{"app":"demo","sub":7,"exp":{{Exp}}}"""))).User);

    [Fact]
    public async Task User_Of200Characters_IsTheLongest()
    {
        await Session(Sign(Header, $$"""{"app":"demo","sub":"{{new string('a', 200)}}","exp":{{Exp}}}"""));
        await Refused(Codes.TokenClaims, Sign(Header, $$"""{"app":"demo","sub":"{{new string('a', 201)}}","exp":{{Exp}}}"""));
    }

    [Fact]
    public async Task Token_Over16KiB_IsInvalidThoughItsSignatureIsGood()
    {
        await Session(Sign(Header, Claims($"\"exp\":{Exp},\"x\":\"{new string('x', 11_000)}\"")));
        await Refused(Codes.TokenInvalid, Sign(Header, Claims($"\"exp\":{Exp},\"x\":\"{new string('x', 13_000)}\"")));
        await Refused(Codes.TokenInvalid, new string('a', 2 << 20));
    }

    private static string Claims(string more) => $$"""{"app":"demo","sub":"alice",{{more}}}""";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(string header, string payload, string? secret = null)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? Secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private async Task<Session> Session(string token)
    {
        var result = await _verifier.VerifyAsync("demo", token);
        Assert.Null(result.Refusal);
        return result.Session!;
    }

    private async Task Refused(Code code, string? token)
    {
        var result = await _verifier.VerifyAsync("demo", token);
        Assert.Same(code, result.Refusal);
        Assert.Null(result.Session);
    }

    // A number that no parser takes may make the whole token unreadable, which is as good.
    private async Task RefusedForItsClaims(string token)
    {
        var result = await _verifier.VerifyAsync("demo", token);
        Assert.Contains(result.Refusal, (Code[])[Codes.TokenClaims, Codes.TokenInvalid]);
        Assert.Null(result.Session);
    }
}
