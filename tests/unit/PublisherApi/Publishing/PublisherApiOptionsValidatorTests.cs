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
        Assert.Equal(3, _validator.Validate(null, new PublisherApiOptions { MaxEventBytes = bytes, MaxWaitingBytes = 1 }).Failures!.Count());

    [Theory]
    [InlineData(0, 8 << 20)]
    [InlineData(10_001, 8 << 20)]
    [InlineData(1, 65_535)]
    [InlineData(1, (64 << 20) + 1)]
    [InlineData(1, 32 << 20)]
    public void Validate_BatchOutOfRangeOrGreaterThanAllThatMayWait_TellsTheFault(int events, int bytes) => Assert.Single(
        _validator.Validate(null, new PublisherApiOptions { MaxBatchEvents = events, MaxBatchBytes = bytes, MaxWaitingBytes = 16 << 20 }).Failures!,
        fault => fault.StartsWith("PublisherApi:MaxBatch", StringComparison.Ordinal));

    [Fact]
    public void MaxEventBytes_Greatest_FitsAMessageWithAllItsAttributes() =>
        Assert.True(PublisherApiOptions.MaxMaxEventBytes + EventRules.MaxAttributesBytes + (64 * 1024) < TopicOptions.MaxMessageBytes);
}
