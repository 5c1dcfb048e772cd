using Gateway.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Unit.Connections;

public sealed class GatewayOptionsValidatorTests
{
    private static readonly GatewayOptionsValidator Validator = Of(new HostOptions());

    [Fact]
    public void Defaults_AreValid() => Assert.True(Validator.Validate(null, new GatewayOptions()).Succeeded);

    [Fact]
    public void Faults_AreToldAllAtOnceByName()
    {
        var result = Validator.Validate(null, new GatewayOptions
        {
            MaxMessageBytes = 1023,
            MaxEventBytes = (1 << 20) + 1,
            MaxConnections = 0,
            MaxSubscriptionsPerConnection = 0,
            ConnectTimeout = TimeSpan.Zero,
            PingInterval = TimeSpan.FromMinutes(11),
            CloseTimeout = TimeSpan.FromMilliseconds(99),
            DrainTime = TimeSpan.FromSeconds(30),
            MaxTimeBehind = TimeSpan.FromSeconds(9),
            SendBufferBytes = 4095,
            GatherTime = TimeSpan.FromMilliseconds(1001),
        });
        Assert.Equal(
            typeof(GatewayOptions).GetProperties().Select(property => $"Gateway:{property.Name}"),
            result.Failures!.Select(fault => string.Join(':', fault.Split(':')[..2])));
    }

    [Fact]
    public void Limits_AtTheirEdges_AreValid()
    {
        var smallest = new GatewayOptions
        {
            MaxMessageBytes = 1024,
            MaxEventBytes = 1024,
            MaxConnections = 1,
            MaxSubscriptionsPerConnection = 1,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            PingInterval = TimeSpan.FromSeconds(1),
            CloseTimeout = TimeSpan.FromMilliseconds(100),
            DrainTime = TimeSpan.Zero,
            SendBufferBytes = 4096,
            GatherTime = TimeSpan.Zero,
        };
        var greatest = new GatewayOptions
        {
            MaxMessageBytes = 64 << 20,
            MaxEventBytes = 1 << 20,
            ConnectTimeout = TimeSpan.FromMinutes(5),
            PingInterval = TimeSpan.FromMinutes(10),
            CloseTimeout = TimeSpan.FromMinutes(1),
            DrainTime = TimeSpan.FromMinutes(10),
            SendBufferBytes = 16 << 20,
            GatherTime = TimeSpan.FromSeconds(1),
        };
        Assert.True(Validator.Validate(null, smallest).Succeeded);
        Assert.True(Of(new HostOptions { ShutdownTimeout = TimeSpan.FromMinutes(11) }).Validate(null, greatest).Succeeded);
    }

    private static GatewayOptionsValidator Of(HostOptions host) => new(Options.Create(host));
}
