using System.Security.Cryptography;
using System.Text;
using Gateway.Shared.Apps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Unit.Shared.Apps;

public class AppRegistryTests
{
    private readonly AppRegistry _apps = new(new Dictionary<string, AppOptions>
    {
        ["one"] = new() { ApiKeys = [KeyOf("old", "key-1"), KeyOf("new", "key-2")] },
        ["two"] = new() { ApiKeys = [KeyOf("only", "key-3")] },
        ["none"] = new(),
    });

    [Theory]
    [InlineData("key-1")]
    [InlineData("key-2")]
    public void Authenticate_AnyKeyOfTheApp_ReturnsTheApp(string key) => Assert.Equal("one", _apps.Authenticate("one", key)?.Name);

    [Theory]
    [InlineData("one", "key-3")]
    [InlineData("one", "")]
    [InlineData("ONE", "key-1")]
    [InlineData("none", "key-1")]
    [InlineData("unknown", "key-1")]
    [InlineData("unknown", "")]
    public void Authenticate_OtherKeyOrUnknownApp_Null(string app, string key) => Assert.Null(_apps.Authenticate(app, key));

    [Fact]
    public void AddApps_CalledTwice_BindsOnce()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Apps:demo:ApiKeys:0:Name"] = "a",
            ["Apps:demo:ApiKeys:0:Sha256"] = KeyOf("a", "k").Sha256,
        }).Build();
        using var services = new ServiceCollection().AddApps(configuration).AddApps(configuration).BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<AppRegistry>().Authenticate("demo", "k"));
    }

    private static ApiKeyOptions KeyOf(string name, string key) =>
        new() { Name = name, Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) };
}
