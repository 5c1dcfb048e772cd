using Gateway.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Tests.Unit.Demo;

public sealed class DemoExtensionsTests
{
    [Fact]
    public async Task Demo_ByDefault_MapsNothingAndSaysNothing() => Assert.Empty(await Map());

    [Fact]
    public async Task Demo_Enabled_MapsThePageAndTheTokens()
    {
        var mapped = await Map(("Demo:Enabled", "true"));
        Assert.Superset(new HashSet<string> { "/", "/page.js", "/demo/token" }, mapped.ToHashSet());
    }

    [Fact]
    public async Task Demo_Enabled_WarnsThatAnyoneGetsATokenOnce()
    {
        DemoFixture.Recorder.Ids.Clear();
        await using var host = DemoFixture.Host(("Demo:Enabled", "true"));
        host.MapDemo();
        Assert.Single(DemoFixture.Recorder.Ids, 3500);
    }

    // So that the validation at start tells these faults together with all others.
    [Fact]
    public async Task Demo_WithFaultyOptions_MapsNothingAndDoesNotThrow() =>
        Assert.Empty(await Map(("Demo:Enabled", "true"), ("Demo:App", "nobody")));

    private static async Task<List<string>> Map(params (string Key, string Value)[] settings)
    {
        await using var host = DemoFixture.Host(settings);
        host.MapDemo();
        return ((IEndpointRouteBuilder)host).DataSources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .ToList();
    }
}
