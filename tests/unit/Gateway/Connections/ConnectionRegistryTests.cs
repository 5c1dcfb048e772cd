using System.IO.Pipelines;
using Gateway.Connections;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Connections;

public sealed class ConnectionRegistryTests
{
    private readonly ConnectionRegistry _registry = new(Options.Create(new GatewayOptions { MaxConnections = 2 }), new AppRegistry(new Dictionary<string, AppOptions> { ["demo"] = new() }));

    [Fact]
    public void Places_AreAsManyAsConfiguredAndGivenBack()
    {
        Assert.Null(_registry.TryEnter("demo"));
        Assert.Null(_registry.TryEnter("demo"));
        Assert.Same(Codes.TooManyConnections, _registry.TryEnter("demo"));
        Assert.Same(Codes.TooManyConnections, _registry.TryEnter("demo"));
        _registry.Leave("demo");
        Assert.Null(_registry.TryEnter("demo"));
        Assert.Same(Codes.TooManyConnections, _registry.TryEnter("demo"));
    }

    [Fact]
    public void Connections_AreThereUntilRemoved()
    {
        var (first, second) = (Make("1"), Make("2"));
        _registry.Add(first);
        _registry.Add(second);
        _registry.Remove(first);
        _registry.Remove(first);
        Assert.Same(second, Assert.Single(_registry.All).Value);
        Assert.False(second.Liveness.IsClosing);
    }

    [Fact]
    public void TakeNoMore_RefusesAndClosesThoseThatStillCome()
    {
        var (early, late) = (Make("1"), Make("2"));
        _registry.Add(early);
        _registry.TakeNoMore();
        Assert.Same(Codes.Draining, _registry.TryEnter("demo"));
        _registry.Add(late);
        Assert.True(_registry.IsDraining && !early.Liveness.IsClosing && late.Liveness.IsClosing);
    }

    private static Connection Make(string id) => ConnectionTests.Make(id, new Pipe().Reader, new Pipe().Writer, TimeProvider.System);
}
