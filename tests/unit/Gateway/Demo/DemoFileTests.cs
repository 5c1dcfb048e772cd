using System.Text;
using System.Text.RegularExpressions;
using Gateway.Demo;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Unit.Demo;

public sealed partial class DemoFileTests
{
    private static readonly IReadOnlyList<DemoFile> Files = DemoFile.ReadAll();

    [Fact]
    public void Files_OfThePage_LieInTheAssembly() =>
        Assert.Superset(new HashSet<string> { "/", "/page.js", "/gateway-client.js", "/style.css" }, Files.Select(file => file.Path).ToHashSet());

    [Fact]
    public void Files_ThatAFileNames_AllExist()
    {
        var named = Files.SelectMany(file => Reference().Matches(Text(file))).Select(match => $"/{match.Groups[1].Value}").Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Files.Select(file => file.Path)));
    }

    // What the content security policy would block, seen before a browser does.
    [Fact]
    public void Page_UnderItsPolicy_HasNothingInlineAndNothingFromElsewhere()
    {
        Assert.DoesNotMatch(@"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", Text(Files.Single(file => file.Path == "/")));
        Assert.All(Files, file => Assert.DoesNotMatch(@"(src|href|from|url\()\s*=?\s*[""'(]?(https?:)?//", Text(file)));
        Assert.DoesNotContain("unsafe", DemoHeaders.ContentSecurityPolicy);
    }

    [Fact]
    public async Task File_Served_MustBeAskedForAgainAndHasThePolicy()
    {
        var (response, body) = await Get(new DefaultHttpContext());
        Assert.Equal((200, "no-cache"), (response.StatusCode, response.Headers.CacheControl.ToString()));
        Assert.Equal(DemoHeaders.ContentSecurityPolicy, response.Headers.ContentSecurityPolicy);
        Assert.StartsWith("<!doctype html>", body);
    }

    [Theory]
    [InlineData("/gateway-client.js", "*", "cross-origin")]
    [InlineData("/", "", "same-origin")]
    public async Task File_Served_MayBeImportedFromOtherOriginsButThePage(string path, string origin, string policy)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET" } };
        var (response, _) = await DemoFixture.Run(Files.Single(file => file.Path == path).Serve(context.Response), context);
        Assert.Equal((origin, policy), (response.Headers.AccessControlAllowOrigin.ToString(), response.Headers["Cross-Origin-Resource-Policy"].ToString()));
    }

    [Fact]
    public async Task File_ThatTheBrowserHas_Is304()
    {
        var (first, _) = await Get(new DefaultHttpContext());
        var again = new DefaultHttpContext { Request = { Method = "GET" } };
        again.Request.Headers.IfNoneMatch = first.Headers.ETag;
        var (response, body) = await Get(again);
        Assert.Equal((304, ""), (response.StatusCode, body));
    }

    private static Task<(HttpResponse Response, string Body)> Get(DefaultHttpContext context)
    {
        context.Request.Method = "GET";
        return DemoFixture.Run(Files.Single(file => file.Path == "/").Serve(context.Response), context);
    }

    private static string Text(DemoFile file) => Encoding.UTF8.GetString(file.Content);

    [GeneratedRegex("""(?:(?:src|href)="|from '\./)([a-z-]+\.[a-z]+)["']""")]
    private static partial Regex Reference();
}
