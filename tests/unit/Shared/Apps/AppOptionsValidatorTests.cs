using System.Globalization;
using Gateway.Shared.Apps;

namespace Gateway.Tests.Unit.Shared.Apps;

public class AppOptionsValidatorTests
{
    private static readonly string Hash = new('a', 64);
    private static readonly string Secret = new('s', 32);

    [Fact]
    public void Validate_GoodApp_Succeeds()
    {
        var app = new AppOptions { ApiKeys = [new() { Name = "erp", Sha256 = Hash }], TokenKeys = [new() { Id = "k1", Secret = Secret }] };
        Assert.Null(FaultsOf("demo-1", app));
    }

    [Fact]
    public void Validate_NoApps_Refused() => Assert.Single(new AppOptionsValidator().Validate(null, []).Failures!);

    [Theory]
    [InlineData("Demo")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    public void Validate_BadAppName_Refused(string name) => Assert.Single(FaultsOf(name, new AppOptions())!);

    [Fact]
    public void Validate_ManyFaults_TellsAllAndQuotesNoSecret()
    {
        var app = new AppOptions
        {
            ApiKeys = [new() { Name = "erp", Sha256 = "short" }, new() { Name = "erp", Sha256 = Hash }, new() { Sha256 = Hash }],
            TokenKeys = [new() { Id = "k1", Secret = "hush", Algorithm = "none" }],
        };
        var faults = FaultsOf("demo", app)!.ToList();
        Assert.Equal(5, faults.Count);
        Assert.DoesNotContain(faults, fault => fault.Contains("hush", StringComparison.Ordinal) || fault.Contains("short", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_AnyField_IsNeverQuoted()
    {
        var app = new AppOptions
        {
            ApiKeys = [new() { Name = "hush", Sha256 = "hush" }, new() { Name = "hush", Sha256 = "HUSH" }],
            TokenKeys = [new() { Id = "hush", Secret = "hush", Algorithm = "hush" }, new() { Id = "hush", Secret = "hush", Algorithm = "hush" }],
            Tables = ["hush..hush"],
        };
        Assert.DoesNotContain(FaultsOf("demo", app)!, fault => fault.Contains("hush", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" ")]
    public void Validate_HashWithALineEnd_Refused(string end) =>
        Assert.Single(FaultsOf("demo", new AppOptions { ApiKeys = [new() { Name = "erp", Sha256 = Hash + end }] })!);

    [Fact]
    public void Validate_Origins_AreChecked()
    {
        Assert.Null(FaultsOf("demo", new AppOptions { Origins = ["https://app.example.com", "https://*.example.com", "*"] }));
        Assert.StartsWith("Apps:demo:Origins:1: give scheme, host and port only", Assert.Single(FaultsOf("demo", new AppOptions { Origins = ["*", "https://app.example.com/"] })!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NameWithALineEnd_Refused() => Assert.Single(FaultsOf("demo\n", new AppOptions())!);

    [Fact]
    public void Validate_NamesThatAreEqual_AreToldByTheirPlaces()
    {
        var app = new AppOptions
        {
            ApiKeys = [new() { Name = "a", Sha256 = Hash }, new() { Name = "b", Sha256 = Hash }, new() { Name = "a", Sha256 = Hash }],
            TokenKeys = [new() { Id = "k1", Secret = Secret }, new() { Id = "k1", Secret = Secret }],
        };
        Assert.Equal(
            ["Apps:demo:ApiKeys:2:Name: it is that of Apps:demo:ApiKeys:0 too; give each its own.", "Apps:demo:TokenKeys:1:Id: it is that of Apps:demo:TokenKeys:0 too; give each its own."],
            FaultsOf("demo", app)!);
    }

    [Fact]
    public void SharedKeys_OfTwoApps_AreFound()
    {
        var apps = new Dictionary<string, AppOptions>
        {
            ["a"] = new() { ApiKeys = [new() { Name = "x", Sha256 = Hash }], TokenKeys = [new() { Id = "k", Secret = Secret }] },
            ["b"] = new() { ApiKeys = [new() { Name = "x", Sha256 = Hash.ToUpperInvariant() }], TokenKeys = [new() { Id = "k", Secret = Secret }] },
            ["c"] = new() { TokenKeys = [new() { Id = "k", Secret = Secret + "c" }, new() { Id = "l", Secret = Secret + "c" }] },
        };
        Assert.Equal([("Apps:b:ApiKeys:0", "Apps:a:ApiKeys:0"), ("Apps:b:TokenKeys:0", "Apps:a:TokenKeys:0")], SharedKeys.Of(apps));
    }

    [Theory]
    [InlineData("00:00:59")]
    [InlineData("-1.00:00:00")]
    [InlineData("3651.00:00:00")]
    public void Validate_TokenLifetimeOutOfRange_Refused(string lifetime) =>
        Assert.Single(FaultsOf("demo", new AppOptions { MaxTokenLifetime = TimeSpan.Parse(lifetime, CultureInfo.InvariantCulture) })!);

    [Fact]
    public void Validate_Secret_IsMeasuredInBytes() =>
        Assert.Null(FaultsOf("demo", new AppOptions { TokenKeys = [new() { Id = "k1", Secret = new string('ü', 16) }] }));

    [Fact]
    public void Validate_TablePatterns_AreChecked()
    {
        Assert.Null(FaultsOf("demo", new AppOptions { Tables = ["stock.>", "*.prices", "rooms"] }));
        Assert.Contains("Apps:demo:Tables:1", Assert.Single(FaultsOf("demo", new AppOptions { Tables = ["rooms", "a.>.b"] })!), StringComparison.Ordinal);
    }

    private static IEnumerable<string>? FaultsOf(string name, AppOptions app) =>
        new AppOptionsValidator().Validate(null, new Dictionary<string, AppOptions> { [name] = app }).Failures;
}
