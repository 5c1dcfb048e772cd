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
    private readonly TokenKeys _keys;
    private readonly TokenVerifier _verifier;

    public TokenVerifierTests()
    {
        var apps = new AppRegistry(new Dictionary<string, AppOptions>
        {
            ["demo"] = new() { Audiences = { "shop-api" }, TokenKeys = { new() { Id = "k1", Secret = Secret }, new() { Id = "k2", Secret = SecondSecret } } },
            ["other"] = new() { TokenKeys = { new() { Id = "k1", Secret = new string('o', 32) } } },
            ["keyless"] = new(),
        });
        _keys = new TokenKeys(apps);
        _verifier = new TokenVerifier(apps, _keys, _time);
    }

    [Fact]
    public void Token_Good_GivesItsSession()
    {
        var session = Session(Sign(Header, $$"""{"app":"demo","sub":"älice","exp":{{Exp}},"nbf":{{Exp - 7200}},"read":["orders.*","news.>"],"write":["orders.1"]}"""));
        Assert.Equal(("demo", "älice", Now.AddHours(1)), (session.App.Name, session.User, session.Expires));
        Assert.True(session.MayRead("orders.7") && session.MayRead("news.a.b") && session.MayWrite("orders.1"));
        Assert.False(session.MayRead("orders.7.x") || session.MayRead("secret") || session.MayWrite("orders.2"));
    }

    [Fact]
    public void Token_WithoutPatterns_PermitsNothing()
    {
        var session = Session(Sign(Header, Good));
        Assert.False(session.MayRead("a") || session.MayWrite("a"));
    }

    [Theory]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","kid":"k2"}""")]
    [InlineData("""{"alg":"HS256","kid":"unknown"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","x":[1]}""")]
    public void Token_OfTheSecondKeyHoweverNamed_IsGood(string header) => Session(Sign(header, Good, SecondSecret));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Token_Missing_IsToldAsSuch(string? token) => Refused(Codes.TokenMissing, token);

    [Fact]
    public void Token_Tampered_IsInvalid()
    {
        var token = Sign(Header, Good);
        for (var i = 0; i < token.Length; i += 7)
            if (token[i] != '.') Refused(Codes.TokenInvalid, token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("e30.e30.e30")]
    [InlineData("\ud800.\ud800.\ud800")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    public void Token_Garbage_IsInvalid(string token) => Refused(Codes.TokenInvalid, token);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("{")]
    public void Payload_NoObject_IsInvalid(string payload) => Refused(Codes.TokenInvalid, Sign(Header, payload));

    [Theory]
    [InlineData("""{"alg":"none"}""", "")]
    [InlineData("""{"alg":"None","kid":"k1"}""", "")]
    [InlineData("""{"kid":"k1"}""", "")]
    [InlineData("""{"alg":"none"}""", "AAAA")]
    public void Algorithm_None_IsInvalid(string header, string signature) =>
        Refused(Codes.TokenInvalid, $"{Encode(header)}.{Encode(Good)}.{signature}");

    [Theory]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")]
    public void Algorithm_OtherThanTheKeys_IsInvalid(string algorithm)
    {
        var header = $$"""{"alg":"{{algorithm}}","kid":"k1"}""";
        Refused(Codes.TokenInvalid, Sign(header, Good));
        var signed = $"{Encode(header)}.{Encode(Good)}";
        Refused(Codes.TokenInvalid, $"{signed}.{Base64Url.EncodeToString(HMACSHA384.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}");
        Refused(Codes.TokenInvalid, $"{signed}.{Base64Url.EncodeToString(HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(signed)))}");
    }

    [Fact]
    public void Key_GivenInTheToken_IsNotUsed()
    {
        var own = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new string('x', 32)));
        Refused(Codes.TokenInvalid, Sign($$$"""{"alg":"HS256","jwk":{"kty":"oct","k":"{{{own}}}"}}""", Good, new string('x', 32)));
    }

    [Fact]
    public void Key_OfAnotherApp_IsInvalid()
    {
        Refused(Codes.TokenInvalid, Sign(Header, Good, new string('o', 32)));
        Refused(Codes.TokenInvalid, Sign(Header, Good, ""));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("keyless")]
    [InlineData("DEMO")]
    [InlineData("")]
    public void App_UnknownOrWithoutKeys_IsAnsweredLikeABadSignature(string app) =>
        Assert.Equal(_verifier.Verify("demo", Sign(Header, Good, new string('x', 32))), _verifier.Verify(app, Sign(Header, Good)));

    [Theory]
    [InlineData("demo")]
    [InlineData("keyless")]
    [InlineData("unknown")]
    public void App_OfWhateverKeys_TriesAsManyAsAnyOther(string app) => Assert.Equal(2, _keys.Of(app).Count);

    [Fact]
    public void App_OfTheTokenNotOfTheAddress_IsRefused() =>
        Refused(Codes.TokenWrongApp, Sign(Header, $$"""{"app":"other","sub":"a","exp":{{Exp}}}"""));

    [Fact]
    public void Exp_Passed_IsExpiredAtThatMoment()
    {
        var token = Sign(Header, Good);
        _time.SetUtcNow(Now.AddHours(1).AddMilliseconds(-1));
        Assert.Equal(Now.AddHours(1), Session(token).Expires);
        _time.SetUtcNow(Now.AddHours(1));
        Refused(Codes.TokenExpired, token);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-99999999999999")]
    [InlineData("-9223372036854775808")]
    [InlineData("-1e300")]
    [InlineData("-1e400")]
    public void Exp_LongPassedOrNegative_IsExpired(string exp) => Refused(Codes.TokenExpired, Sign(Header, Claims($"\"exp\":{exp}")));

    [Theory]
    [InlineData("1795525200000")]
    [InlineData("253402300800")]
    [InlineData("99999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("1e300")]
    [InlineData("1e400")]
    public void Exp_InMillisecondsOrFarAhead_IsRefusedAndTheUnitTold(string exp) =>
        RefusedFor("The claim exp lies more than 24 h ahead; exp is in seconds since 1970, not in milliseconds.", Sign(Header, Claims($"\"exp\":{exp}")));

    [Fact]
    public void Exp_OfTheWholeLifeOfTheApp_IsTheLast()
    {
        var life = new Dictionary<string, AppOptions> { ["demo"] = new() { MaxTokenLifetime = TimeSpan.FromMinutes(10), TokenKeys = { new() { Id = "k1", Secret = Secret } } } };
        var apps = new AppRegistry(life);
        var verifier = new TokenVerifier(apps, new TokenKeys(apps), _time);
        // A minute is given to a clock that is ahead.
        Assert.NotNull(verifier.Verify("demo", Sign(Header, Claims($"\"exp\":{Now.AddMinutes(11).ToUnixTimeSeconds()}"))).Session);
        Assert.Same(Codes.TokenClaims, verifier.Verify("demo", Sign(Header, Claims($"\"exp\":{Now.AddMinutes(11).ToUnixTimeSeconds() + 1}"))).Refusal);
    }

    [Fact]
    public void Exp_WithAFraction_IsANumericDateToo() =>
        Assert.InRange((Session(Sign(Header, Claims($"\"exp\":{Exp}.75")))).Expires, Now.AddHours(1), Now.AddHours(1).AddSeconds(1));

    [Theory]
    [InlineData("\"x\":1")]
    [InlineData("\"exp\":null")]
    [InlineData("\"exp\":\"tomorrow\"")]
    [InlineData("\"exp\":true")]
    [InlineData("\"exp\":[1]")]
    [InlineData("\"exp\":{}")]
    public void Exp_MissingOrNoDate_IsRefused(string exp) => RefusedForItsClaims(Sign(Header, Claims(exp)));

    [Fact]
    public void Nbf_InTheFuture_IsNotYetValidBeforeTheSkew()
    {
        var token = Sign(Header, Claims($"\"exp\":{Exp},\"nbf\":{Now.AddMinutes(1).ToUnixTimeSeconds()}"));
        Refused(Codes.TokenNotYetValid, token);
        _time.Advance(TimeSpan.FromSeconds(54.9));
        Refused(Codes.TokenNotYetValid, token);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Session(token);
    }

    [Theory]
    [InlineData("nbf", "9223372036854775807")]
    [InlineData("nbf", "1795525200000")]
    [InlineData("nbf", "1e400")]
    [InlineData("iat", "1795525200000")]
    public void Time_AfterExp_IsRefusedAndNamed(string claim, string time) =>
        RefusedFor($"The claim {claim} lies after exp; both are in seconds since 1970.", Sign(Header, Claims($"\"exp\":{Exp},\"{claim}\":{time}")));

    [Theory]
    [InlineData("nbf", "\"1\"", "a string")]
    [InlineData("iat", "\"2026-11-23\"", "a string")]
    [InlineData("iat", "null", "null")]
    [InlineData("nbf", "false", "true or false")]
    [InlineData("exp", "[1]", "a list")]
    [InlineData("exp", "{}", "an object")]
    public void Time_NoNumber_IsNamed(string claim, string time, string kind) => RefusedFor(
        $"The claim {claim} is {kind}; give a number, in seconds since 1970.",
        Sign(Header, Claims(claim == "exp" ? $"\"exp\":{time}" : $"\"exp\":{Exp},\"{claim}\":{time}")));

    [Theory]
    [InlineData("\"tomorrow\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("true")]
    public void Nbf_NoDate_IsRefused(string nbf) => RefusedForItsClaims(Sign(Header, Claims($"\"exp\":{Exp},\"nbf\":{nbf}")));

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
    public void Claims_MissingOrOfWrongTypes_AreRefused(string claims) => RefusedForItsClaims(Sign(Header, $"{claims}\"exp\":{Exp}}}"));

    [Theory]
    [InlineData("7", "is a number; give a string")]
    [InlineData("null", "is null; give a string")]
    [InlineData("\"\"", "has 0 characters; give 1 to 200")]
    [InlineData("\"a\\u0000b\"", "holds a control character")]
    [InlineData("\"a\\nb\"", "holds a control character")]
    [InlineData("\"\\u0085\"", "holds a control character")]
    [InlineData("\"\\ud800x\"", "holds half of a surrogate pair")]
    public void User_ThatIsNone_IsNamed(string sub, string fault) =>
        RefusedFor($"The claim sub {fault}.", Sign(Header, $$"""{"app":"demo","sub":{{sub}},"exp":{{Exp}}}"""));

    [Theory]
    [InlineData("\"app\":7", "The claim app is a number; give a string.")]
    [InlineData("\"x\":7", "The claim app is missing.")]
    public void App_ThatIsNone_IsNamed(string app, string fault) => RefusedFor(fault, Sign(Header, $$"""{{{app}},"sub":"a","exp":{{Exp}}}"""));

    [Theory]
    [InlineData("read", "\"orders\"", " is a string; give a list of channel patterns.")]
    [InlineData("write", "null", " is null; give a list of channel patterns.")]
    [InlineData("read", "[\"a\",7]", "[1] is a number; give a string.")]
    [InlineData("write", "[\"a\",\"b\",\"a..b\"]", "[2] is no channel pattern: write 'orders.1', 'orders.*' or 'orders.>'.")]
    [InlineData("read", "[\"\"]", "[0] is no channel pattern: write 'orders.1', 'orders.*' or 'orders.>'.")]
    [InlineData("read", "[\"a\\u0000\"]", "[0] is no channel pattern: write 'orders.1', 'orders.*' or 'orders.>'.")]
    public void Pattern_ThatIsNone_IsNamedByItsIndex(string claim, string list, string fault) =>
        RefusedFor($"The claim {claim}{fault}", Sign(Header, Claims($"\"exp\":{Exp},\"{claim}\":{list}")));

    [Fact]
    public void Patterns_InThousands_AreRefused()
    {
        Session(Sign(Header, Claims($"\"exp\":{Exp},\"read\":[{List("a", 1000)}],\"write\":[{List("*", 100)}]")));
        RefusedFor("The claim read has 1001 patterns; give at most 1000.", Sign(Header, Claims($"\"exp\":{Exp},\"read\":[{List("a", 1001)}]")));
        RefusedFor("The claim write has 101 patterns with wildcards; give at most 100.", Sign(Header, Claims($"\"exp\":{Exp},\"write\":[{List(">", 101)}]")));

        static string List(string pattern, int count) => string.Join(',', Enumerable.Repeat($"\"{pattern}\"", count));
    }

    [Theory]
    [InlineData("\"demo\"")]
    [InlineData("[\"x\",7,\"demo\"]")]
    [InlineData("\"shop-api\"")]
    public void Audience_ThatNamesTheApp_IsGood(string audience) => Session(Sign(Header, Claims($"\"exp\":{Exp},\"aud\":{audience}")));

    [Theory]
    [InlineData("\"another\"")]
    [InlineData("[]")]
    [InlineData("[\"another\",{}]")]
    public void Audience_ThatDoesNot_IsRefused(string audience) => RefusedFor(
        "The claim aud does not name this app; name it, leave aud out, or have the operator set Audiences.", Sign(Header, Claims($"\"exp\":{Exp},\"aud\":{audience}")));

    [Theory]
    [InlineData("\"iss\":7")]
    [InlineData("\"iss\":[]")]
    [InlineData("\"jti\":{},\"email\":\"\\ud800\"")]
    public void Claim_ThatIsNotKnown_IsPassedOver(string claim) => Session(Sign(Header, Claims($"\"exp\":{Exp},{claim}")));

    [Theory]
    [InlineData("exp", "\"exp\":1,")]
    [InlineData("sub", "\"sub\":\"root\",")]
    [InlineData("read", "\"read\":[],\"read\":[\">\"],")]
    public void Claim_GivenTwice_IsRefused(string name, string first)
    {
        var result = _verifier.Verify("demo", Sign(Header, $$"""{{{first}}"app":"demo","sub":"a","exp":{{Exp}}}"""));
        Assert.Equal((Codes.TokenInvalid, $"The token's payload gives {name} twice."), (result.Refusal, result.Detail));
    }

    // Found by the fuzzer: the JSON library threw, in the header without any key.
    [Theory]
    [InlineData("""{"alg":"HS256","typ":"JWT","\ud800aaaaaa":1,"\ud800aaaaaa":2}""", null)]
    [InlineData(Header, """{"app":"demo","sub":"a","exp":4102444800,"\ud800aaaaaa":1,"app":"demo"}""")]
    public void Name_WithHalfOfASurrogatePair_IsRefused(string header, string? payload) =>
        Refused(Codes.TokenInvalid, Sign(header, payload ?? Claims($"\"exp\":{Exp}")));

    [Theory]
    [InlineData("x", "A token has 3 parts with a dot between them; this one has 1.")]
    [InlineData("a.b.c.d", "A token has 3 parts with a dot between them; this one has 4.")]
    [InlineData("a.b.c.d.e", "The token is encrypted (JWE); give one that is only signed.")]
    [InlineData("e30=.e30.AA", "The token's header is not base64url without padding.")]
    [InlineData("e3 0.e30.AA", "The token's header is not base64url without padding.")]
    [InlineData("a.e30.AA", "The token's header is not base64url without padding.")]
    [InlineData("é.e30.AA", "The token holds a character that is not ASCII.")]
    [InlineData("_w.e30.AA", "The token's header is not UTF-8.")]
    [InlineData("W10.e30.AA", "The token's header is no JSON object.")]
    [InlineData("e30.e30.AA", "The token's header names no algorithm (alg).")]
    public void Token_OfAnotherForm_IsToldWhatIsWrong(string token, string fault) => Assert.Equal(fault, _verifier.Verify("demo", token).Detail);

    [Theory]
    [InlineData("""{"alg":7}""", "The token's alg is a number; give a string.")]
    [InlineData("""{"alg":"none"}""", "The token is not signed: its alg is none.")]
    [InlineData("""{"alg":"RS256"}""", "The token's alg is not one that the app's keys allow; sign with HS256.")]
    [InlineData("""{"alg":"HS256","alg":"none"}""", "The token's header gives alg twice.")]
    [InlineData("""{"alg":"HS256","kid":7}""", "The token's kid is a number; give a string, or none.")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""", "The token's header holds crit, and no extension that it may name is known here.")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""", "The token's header holds crit, and no extension that it may name is known here.")]
    public void Header_Faulty_IsToldWhatIsWrongThoughTheSignatureIsGood(string header, string fault)
    {
        var result = _verifier.Verify("demo", Sign(header, Good));
        Assert.Equal((Codes.TokenInvalid, fault), (result.Refusal, result.Detail));
    }

    [Fact]
    public void Signature_WrittenInAnotherWay_IsBad()
    {
        // The last of 43 characters has two bits that a lenient reader drops.
        var token = Sign(Header, Good);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Refused(Codes.TokenInvalid, token[..^1] + Alphabet[Alphabet.IndexOf(token[^1], StringComparison.Ordinal) + 1]);
        Refused(Codes.TokenInvalid, token + "=");
        Refused(Codes.TokenInvalid, token + " ");
    }

    [Fact]
    public void Signature_Bad_TellsNothingElseOfTheToken() => Assert.Equal(
        "The signature is of none of the app's keys.", _verifier.Verify("demo", Sign(Header, "{\"sub\":7}", new string('x', 32))).Detail);

    [Fact]
    public void User_Of200Characters_IsTheLongest()
    {
        Session(Sign(Header, $$"""{"app":"demo","sub":"{{new string('a', 200)}}","exp":{{Exp}}}"""));
        Refused(Codes.TokenClaims, Sign(Header, $$"""{"app":"demo","sub":"{{new string('a', 201)}}","exp":{{Exp}}}"""));
    }

    [Fact]
    public void Token_Over16KiB_IsInvalidThoughItsSignatureIsGood()
    {
        Session(Sign(Header, Claims($"\"exp\":{Exp},\"x\":\"{new string('x', 11_000)}\"")));
        Refused(Codes.TokenInvalid, Sign(Header, Claims($"\"exp\":{Exp},\"x\":\"{new string('x', 13_000)}\"")));
        Refused(Codes.TokenInvalid, new string('a', 2 << 20));
    }

    private static string Claims(string more) => $$"""{"app":"demo","sub":"alice",{{more}}}""";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Sign(string header, string payload, string? secret = null)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? Secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private Session Session(string token)
    {
        var result = _verifier.Verify("demo", token);
        Assert.Null(result.Refusal);
        return result.Session!;
    }

    private void Refused(Code code, string? token)
    {
        var result = _verifier.Verify("demo", token);
        Assert.Same(code, result.Refusal);
        Assert.Null(result.Session);
    }

    private void RefusedForItsClaims(string token) => Refused(Codes.TokenClaims, token);

    private void RefusedFor(string detail, string token)
    {
        var result = _verifier.Verify("demo", token);
        Assert.Equal((Codes.TokenClaims, detail), (result.Refusal, result.Detail));
        Assert.Null(result.Session);
    }
}
