using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.Shared.Kafka;

public class TopicOptionsValidatorTests
{
    private readonly TopicOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Succeed() => Assert.True(_validator.Validate(null, new TopicOptions()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_TellsAll()
    {
        var options = new TopicOptions { Prefix = "a/b", Partitions = 0, ReplicationFactor = 0, RetentionHours = 0 };
        Assert.Equal(4, _validator.Validate(null, options).Failures!.Count());
    }

    [Fact]
    public void StreamsOf_App_IsPrefixAppStreams() => Assert.Equal("gateway.demo.streams", new TopicOptions().StreamsOf("demo"));
}
