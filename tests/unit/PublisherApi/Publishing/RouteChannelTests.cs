using Gateway.PublisherApi.Publishing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public class RouteChannelTests
{
    // Second: what the server makes of the first, which leaves an escaped slash.
    [Theory]
    [InlineData("orders.1", "orders.1", "orders.1")]
    [InlineData("a%2Fb", "a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb", "a%2Fb")]
    [InlineData("a%2f%C3%BC", "a%2fü", "a/ü")]
    [InlineData("a%zzb", "a%zzb", "")]
    [InlineData("a%4", "a%4", "")]
    [InlineData("100%", "100%", "")]
    [InlineData("a%25", "a%", "a%")]
    [InlineData("a%FF", "a%FF", "")]
    public void Of_EscapedSegment_IsDecodedOnce(string raw, string routeValue, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.RouteValues[RouteChannel.Parameter] = routeValue;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = $"/v1/apps/channels/channels/{raw}/events?x=/channels/y/";
        Assert.Equal(expected, RouteChannel.Of(context));
    }

    [Theory]
    [InlineData("AAPL", "AAPL", "AAPL")]
    [InlineData("a%2Frows%2Fb", "a%2Frows%2Fb", "a/rows/b")]
    [InlineData("a%252Fb", "a%2Fb", "a%2Fb")]
    public void Of_EscapedRow_IsDecodedOnce(string raw, string routeValue, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.RouteValues[RouteRow.Parameter] = routeValue;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = $"/v1/apps/demo/channels/rows/rows/{raw}?x=/rows/y";
        Assert.Equal(expected, RouteRow.Of(context));
    }
}
