using Gateway.Shared.Apps;
using Gateway.Shared.Hosting.Settings;
using Gateway.Shared.Kafka;
using Gateway.Shared.Cursors;
using Gateway.Channels;
using Gateway.Connections;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Unit.Shared.Hosting.Settings;

public sealed class SettingsCheckTests
{
    private static readonly KnownSection[] Sections =
    [
        KnownSection.Of<GatewayOptions>("Gateway"),
        KnownSection.Of<WindowOptions>("Gateway:Window"),
        KnownSection.Of<KafkaOptions>("Kafka"),
        KnownSection.Of<TopicOptions>("Topics"),
        KnownSection.Of<CursorOptions>("Cursors"),
        KnownSection.Of<Dictionary<string, AppOptions>>("Apps"),
    ];

    [Theory]
    [InlineData("Gateway:PingIntervall", "Gateway:PingInterval")]
    [InlineData("Gateway:Windw:Linger", "Gateway:Window")]
    [InlineData("Gateway:Window:Lingr", "Gateway:Window:Linger")]
    [InlineData("Topics:Partition", "Topics:Partitions")]
    [InlineData("Apps:shop:Table:0", "Apps:shop:Tables")]
    [InlineData("Apps:shop:ApiKeys:0:Sha265", "Apps:shop:ApiKeys:0:Sha256")]
    [InlineData("Apps:a:b:Tables:0", "Apps:a:Tables")]
    [InlineData("Kafka:BootstrapServer", "Kafka:BootstrapServers")]
    [InlineData("Kafka:Setting:acks", "Kafka:Settings")]
    [InlineData("Gatway:PingInterval", "Gateway")]
    [InlineData("App:shop:Tables:0", "Apps")]
    public void Key_ThatIsNoSetting_IsAFaultThatNamesTheNearest(string key, string meant)
    {
        var fault = Assert.Single(Faults((key, "secret-of-the-tenant")), fault => fault.Contains("no such setting", StringComparison.Ordinal));

        Assert.EndsWith($"did you mean {meant}?", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-tenant", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Topics:Partitions", "")]
    [InlineData("Topics:Partitions", "many")]
    [InlineData("Topics:Partitions", "99999999999")]
    [InlineData("Topics:Create", "yes")]
    [InlineData("Topics:Create", "")]
    [InlineData("Gateway:PingInterval", "10")]
    [InlineData("Gateway:PingInterval", "")]
    [InlineData("Gateway:PingInterval", "10s")]
    [InlineData("Cursors:Expiry", "24:00:00")]
    [InlineData("Gateway:Window", "1000")]
    [InlineData("Gateway", "1000")]
    [InlineData("Apps:shop", "secret-of-the-tenant")]
    [InlineData("Apps:shop:Tables", "stock.>")]
    [InlineData("Apps:shop:Tables:first", "stock.>")]
    [InlineData("Apps:shop:Tables:1", "stock.>")]
    [InlineData("Apps:shop:TokenKeys:0:Secret:0", "secret-of-the-tenant")]
    [InlineData("Topics:Partitions:0", "3")]
    [InlineData("Kafka:Settings:sasl.password:x", "secret-of-the-tenant")]
    public void Value_ThatItsSettingCannotHave_IsAFaultThatDoesNotQuoteIt(string key, string value)
    {
        var fault = Assert.Single(Faults((key, value)));

        Assert.StartsWith(key.Split(':')[0], fault, StringComparison.Ordinal);
        if (value.Length > 3) Assert.DoesNotContain(value, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway:pinginterval", "00:00:10")]
    [InlineData("GATEWAY:MAXTIMEBEHIND", "0")]
    [InlineData("Cursors:Expiry", "30.00:00:00")]
    [InlineData("Apps:shop:Tables", "")]
    [InlineData("Apps:shop:Tables:0", "stock.>")]
    [InlineData("Kafka:Settings:security.protocol", "SSL")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("Other:Program", "1")]
    public void Setting_ThatIsGood_IsNoFault(string key, string value) => Assert.Empty(Faults((key, value)));

    [Fact]
    public void Faults_OfSeveralKeys_AreToldAllAtOnce() =>
        Assert.Equal(3, Faults(("Topics:Partition", "3"), ("Topics:Create", "maybe"), ("Gateway:PingInterval", "soon")).Count);

    private static IReadOnlyList<string> Faults(params (string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
        return new SettingsCheck(configuration, Sections).Faults();
    }
}
