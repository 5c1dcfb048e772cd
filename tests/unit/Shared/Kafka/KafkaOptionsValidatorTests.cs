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

    // Each name by which librdkafka or its .NET client lets delivery be changed.
    [Theory]
    [InlineData("partitioner", "random")]
    [InlineData("enable.idempotence", "false")]
    [InlineData("enable.gapless.guarantee", "true")]
    [InlineData("transactional.id", "t")]
    [InlineData("queuing.strategy", "lifo")]
    [InlineData("acks", "0")]
    [InlineData("request.required.acks", "0")]
    [InlineData("message.timeout.ms", "1")]
    [InlineData("delivery.timeout.ms", "1")]
    [InlineData("delivery.report.only.error", "true")]
    [InlineData("bootstrap.servers", "other:9092")]
    [InlineData("metadata.broker.list", "other:9092")]
    [InlineData("group.id", "g")]
    [InlineData("group.instance.id", "1")]
    [InlineData("group.protocol", "consumer")]
    [InlineData("partition.assignment.strategy", "range")]
    [InlineData("enable.auto.commit", "true")]
    [InlineData("auto.commit.enable", "true")]
    [InlineData("enable.auto.offset.store", "true")]
    [InlineData("offset.store.method", "file")]
    [InlineData("enable.partition.eof", "true")]
    [InlineData("auto.offset.reset", "latest")]
    [InlineData("isolation.level", "read_uncommitted")]
    [InlineData("allow.auto.create.topics", "true")]
    [InlineData("topic.blacklist", ".*")]
    [InlineData("api.version.request", "false")]
    [InlineData("broker.version.fallback", "0.9.0")]
    [InlineData("enabled_events", "1")]
    [InlineData("log.queue", "true")]
    [InlineData("dotnet.producer.enable.delivery.reports", "false")]
    [InlineData("dotnet.producer.enable.background.poll", "false")]
    [InlineData("dotnet.producer.delivery.report.fields", "none")]
    [InlineData("dotnet.consumer.consume.result.fields", "none")]
    [InlineData("dotnet.cancellation.delay.max.ms", "10000")]
    [InlineData("topic.acks", "0")]
    [InlineData("topic.request.required.acks", "0")]
    [InlineData("topic.partitioner", "random")]
    [InlineData("topic.message.timeout.ms", "1")]
    [InlineData("topic.delivery.timeout.ms", "1")]
    [InlineData("topic.auto.offset.reset", "latest")]
    [InlineData("Topic.Acks", "0")]
    [InlineData("ACKS", "0")]
    [InlineData(" acks", "0")]
    [InlineData("Dotnet.Consumer.Consume.Result.Fields", "none")]
    public void Validate_SettingThatMustHold_IsRefusedByNameInEachSection(string key, string value)
    {
        foreach (var section in new[] { "Settings", "ProducerSettings", "ConsumerSettings" })
        {
            var options = Good();
            (section switch { "Settings" => options.Settings, "ProducerSettings" => options.ProducerSettings, _ => options.ConsumerSettings })[key] = value;
            Assert.StartsWith($"Kafka:{section}:{key}: cannot be set: ", Assert.Single(_validator.Validate(null, options).Failures!), StringComparison.Ordinal);
        }
    }

    // Names that librdkafka does not know are refused by it: no prefix leads to a setting by another way.
    [Theory]
    [InlineData("default.topic.config")]
    [InlineData("default_topic_conf")]
    [InlineData("Linger.Ms")]
    [InlineData("linger.ms ")]
    public void Validate_NameThatIsNone_IsRefused(string key)
    {
        var options = Good();
        options.Settings[key] = "1";
        Assert.NotEmpty(_validator.Validate(null, options).Failures!);
    }

    [Theory]
    [InlineData("localhost", "no port")]
    [InlineData("localhost:", "port")]
    [InlineData("localhost:0", "port")]
    [InlineData("localhost:65536", "port")]
    [InlineData("localhost:kafka", "port")]
    [InlineData("http://localhost:9092", "web")]
    [InlineData("kafka-1:9092,kafka-2", "entry 2 has no port")]
    [InlineData("kafka-1:9092,", "entry 2")]
    [InlineData(":9092", "host")]
    [InlineData("user@kafka:9092", "host")]
    [InlineData("kafka:9092/path", "port")]
    [InlineData("[::1]", "no port")]
    [InlineData("::1:9092", "host")]
    public void Validate_ServersThatAreNone_AreRefusedWithTheReason(string servers, string reason)
    {
        var fault = Assert.Single(_validator.Validate(null, new KafkaOptions { BootstrapServers = servers }).Failures!);
        Assert.StartsWith("Kafka:BootstrapServers: ", fault, StringComparison.Ordinal);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafka:9092")]
    [InlineData("my_kafka-1.example.com:9092, 10.0.0.1:9093")]
    [InlineData("[::1]:9092")]
    [InlineData("PLAINTEXT://kafka:9092")]
    public void Validate_Servers_Succeed(string servers) => Assert.Null(_validator.Validate(null, new KafkaOptions { BootstrapServers = servers }).Failures);

    [Theory]
    [InlineData("SASL_SSL")]
    [InlineData("sasl_plaintext")]
    public void Validate_SaslWithoutMechanism_IsRefusedWithWhatIsMissing(string protocol)
    {
        var options = Good();
        options.Settings["security.protocol"] = protocol;
        Assert.Contains("needs sasl.mechanism", Assert.Single(_validator.Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SaslWithoutItsProtocol_IsRefused()
    {
        var options = Good();
        options.Settings["sasl.username"] = "u";
        Assert.Contains("security.protocol", Assert.Single(_validator.Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SaslWithMechanismAndUser_Succeeds()
    {
        var options = Good();
        options.Settings["security.protocol"] = "SASL_PLAINTEXT";
        options.Settings["sasl.mechanism"] = "PLAIN";
        options.Settings["sasl.username"] = "u";
        options.Settings["sasl.password"] = "p";
        Assert.Null(_validator.Validate(null, options).Failures);
    }

    [Fact]
    public void FixedSettings_OfTheCode_AreDocumented()
    {
        var document = File.ReadAllText(RepositoryFiles.PathOf("docs/configuration.md"));
        Assert.All(FixedSettings.Names, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
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
