using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public class KafkaOptionsValidatorTests
{
    private readonly KafkaOptionsValidator _validator = new();

    [Fact]
    public void Validate_ServersOnly_Succeeds() => Assert.True(_validator.Validate(null, Good()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_TellsAll()
    {
        var result = _validator.Validate(null, new KafkaOptions { PublishTimeout = TimeSpan.FromMilliseconds(999), Settings = new() { ["acks"] = "0" } });
        Assert.Collection(
            result.Failures!,
            fault => Assert.StartsWith("Kafka:BootstrapServers", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Kafka:PublishTimeout", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Kafka:Settings:acks", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("partitioner", "random")]
    [InlineData("enable.idempotence", "false")]
    [InlineData("message.timeout.ms", "1")]
    public void Validate_SettingThatMustHold_Refused(string key, string value)
    {
        var options = Good();
        options.ProducerSettings[key] = value;
        Assert.Contains($"Kafka:ProducerSettings:{key}", Assert.Single(_validator.Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SettingUnknownToLibrdkafka_RefusedByName()
    {
        var options = Good();
        options.ProducerSettings["no.such.thing"] = "1";
        Assert.Contains("no.such.thing", Assert.Single(_validator.Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SecretInTheWrongPlace_IsNotQuoted()
    {
        var options = Good();
        options.Settings["security.protocol"] = "secret-of-the-site";
        Assert.DoesNotContain("secret-of-the-site", string.Join(' ', _validator.Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Producer_OwnSetting_WinsOverOurDefaultAndTheCommonOne()
    {
        var options = Good();
        options.Settings["linger.ms"] = "2";
        options.ProducerSettings["linger.ms"] = "7";
        Assert.Equal("7", options.Producer().Get("linger.ms"));
        Assert.Equal("2", options.Consumer().Get("linger.ms"));
    }

    private static KafkaOptions Good() => new() { BootstrapServers = "127.0.0.1:1" };
}
