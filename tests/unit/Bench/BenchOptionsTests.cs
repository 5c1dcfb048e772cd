using Gateway.Bench;

namespace Gateway.Tests.Unit.Bench;

public sealed class BenchOptionsTests
{
    private static readonly BenchOptions FigureDefaults = new() { Clients = [1000, 5000], Deliveries = 80_000, Seconds = 10 };

    [Fact]
    public void TryParse_NothingGiven_KeepsTheDefaults()
    {
        Assert.True(BenchOptions.TryParse([], FigureDefaults, out var options, out _));
        Assert.Equal(FigureDefaults, options);
    }

    [Fact]
    public void TryParse_OptionsBesideAFigure_ChangeItsLoadOnly()
    {
        Assert.True(BenchOptions.TryParse(["--figure", "fan-out", "--short", "--clients", "200"], FigureDefaults, out var options, out _));
        Assert.Equal(("fan-out", true, 10), (options.Figure, options.IsShort, options.Seconds));
        Assert.Equal([200], options.Clients);
    }

    [Fact]
    public void RatesFor_Deliveries_FallWithTheNumberOfClients()
    {
        Assert.Equal([80], FigureDefaults.RatesFor(1000));
        Assert.Equal([16], FigureDefaults.RatesFor(5000));
        Assert.Equal([100], new BenchOptions().RatesFor(1000));
    }

    [Theory]
    [InlineData("--figure", "nothing")]
    [InlineData("--servers", "nothing")]
    [InlineData("--clients", "0")]
    [InlineData("--clients", "many")]
    [InlineData("--whatever", "1")]
    [InlineData("--scenario", "nothing")]
    public void TryParse_WhatIsNotUnderstood_IsAFault(string name, string value)
    {
        Assert.False(BenchOptions.TryParse([name, value], new BenchOptions(), out _, out var fault));
        Assert.StartsWith(name == "--clients" && value == "0" ? "Give" : name, fault, StringComparison.Ordinal);
    }
}
