using Gateway.Shared.Hosting;

namespace Gateway.Tests.Unit.Shared.Hosting;

public sealed class CommandLineTests
{
    private static readonly string[] Aliases = ["--kafka"];

    [Theory]
    [InlineData("--kafka")]
    [InlineData("--kafka=")]
    [InlineData("--kafka", "--Urls=http://*:1")]
    [InlineData("--kafak", "localhost:9092")]
    [InlineData("--verbose=true")]
    [InlineData("localhost:9092")]
    [InlineData("--Topics:Partitions=3", "4")]
    public void Arguments_ThatAreNoSettings_AreAFault(params string[] args) => Assert.Single(CommandLine.Faults(args, Aliases));

    [Theory]
    [InlineData("--kafka", "localhost:9092")]
    [InlineData("--kafka=localhost:9092")]
    [InlineData("--urls", "http://*:1", "--Topics:Partitions=3")]
    [InlineData("--environment=Production")]
    public void Arguments_ThatAreSettings_AreNone(params string[] args) => Assert.Empty(CommandLine.Faults(args, Aliases));

    [Fact]
    public void Fault_OfAMisspeltSwitch_NamesTheNearest() =>
        Assert.Contains("did you mean --kafka?", Assert.Single(CommandLine.Faults(["--kafak=x"], Aliases)), StringComparison.Ordinal);
}
