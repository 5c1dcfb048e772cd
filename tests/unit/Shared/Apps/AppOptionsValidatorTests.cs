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
