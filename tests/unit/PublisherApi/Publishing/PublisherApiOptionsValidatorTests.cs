using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Events;
using Gateway.Shared.Kafka;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class PublisherApiOptionsValidatorTests
{
    private readonly PublisherApiOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Succeed() => Assert.True(_validator.Validate(null, new PublisherApiOptions()).Succeeded);

    [Theory]
    [InlineData(1023)]
    [InlineData(1572865)]
    public void Validate_OutOfRange_TellsAllFaults(int bytes) =>
        Assert.Equal(2, _validator.Validate(null, new PublisherApiOptions { MaxEventBytes = bytes, MaxWaitingBytes = 1 }).Failures!.Count());

    [Fact]
    public void MaxEventBytes_Greatest_FitsAMessageWithAllItsAttributes() =>
        Assert.True(PublisherApiOptions.MaxMaxEventBytes + EventRules.MaxAttributesBytes + (64 * 1024) < TopicOptions.MaxMessageBytes);
}
