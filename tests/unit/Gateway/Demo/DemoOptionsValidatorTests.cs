using Gateway.Demo;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Demo;

public sealed class DemoOptionsValidatorTests
{
    [Fact]
    public void Options_Disabled_AreNotChecked() =>
        Assert.True(Validate(new DemoOptions { Enabled = false, App = "nobody", PublishUrl = "?" }).Succeeded);

    [Fact]
    public void Options_Defaults_AreDisabledAndForTheDemoAppOfTheSameOrigin()
    {
        var options = new DemoOptions();
        Assert.Equal((false, "demo", "", ""), (options.Enabled, options.App, options.ApiKey, options.PublishUrl));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://localhost:5001")]
    [InlineData("https://events.example.com/gateway/")]
    public void PublishUrl_HttpAddressOrNothing_IsAccepted(string url) =>
        Assert.True(Validate(new DemoOptions { Enabled = true, PublishUrl = url }).Succeeded);

    [Theory]
    [InlineData("localhost:5001")]
    [InlineData("ftp://example.com")]
    [InlineData("/relative")]
    [InlineData("http://example.com/?key=1")]
    [InlineData("http://user:pass@example.com")]
    public void PublishUrl_AnythingElse_IsRefused(string url) =>
        Assert.Contains("Demo:PublishUrl", Validate(new DemoOptions { Enabled = true, PublishUrl = url }).FailureMessage);

    [Theory]
    [InlineData("nobody")]
    [InlineData("keyless")]
    public void App_WithoutTokenKey_IsRefused(string app) =>
        Assert.Contains("Demo:App", Validate(new DemoOptions { Enabled = true, App = app }).FailureMessage);

    [Fact]
    public void Options_WithSeveralFaults_TellAllAtOnceAndQuoteNoKey()
    {
        var result = Validate(new DemoOptions { Enabled = true, App = "nobody", ApiKey = "se cret", PublishUrl = "x" });
        Assert.Equal(3, result.Failures!.Count());
        Assert.DoesNotContain("se cret", result.FailureMessage);
    }

    [Fact]
    public void Apps_Faulty_AreLeftToTheirOwnValidator() =>
        Assert.True(new DemoOptionsValidator(new FaultyApps()).Validate(null, new DemoOptions { Enabled = true }).Succeeded);

    private static ValidateOptionsResult Validate(DemoOptions options) =>
        new DemoOptionsValidator(Options.Create(DemoFixture.Apps)).Validate(null, options);

    private sealed class FaultyApps : IOptions<Dictionary<string, AppOptions>>
    {
        public Dictionary<string, AppOptions> Value => throw new OptionsValidationException("", typeof(object), ["faulty"]);
    }
}
