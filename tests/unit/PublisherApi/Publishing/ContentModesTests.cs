using Gateway.PublisherApi.Publishing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class ContentModesTests
{
    [Theory]
    [InlineData(null, "Binary")]
    [InlineData("", "Binary")]
    [InlineData("application/json", "Binary")]
    [InlineData("no media type", "Binary")]
    [InlineData("application/cloudevents+json", "Structured")]
    [InlineData("Application/CloudEvents+JSON ; charset=\"UTF-8\"", "Structured")]
    [InlineData("application/cloudevents+json; charset=utf-16", "Unsupported")]
    [InlineData("application/cloudevents-batch+json", "Batch")]
    [InlineData("application/CLOUDEVENTS-batch+json; charset=utf-8", "Batch")]
    [InlineData("application/cloudevents-batch+json; charset=utf-16", "Unsupported")]
    [InlineData("application/cloudevents-batch+xml", "Unsupported")]
    [InlineData("application/cloudevents+xml", "Unsupported")]
    public void Of_ContentType_TellsTheMode(string? contentType, string expected) => Assert.Equal(expected, ContentModes.Of(contentType).ToString());
}
