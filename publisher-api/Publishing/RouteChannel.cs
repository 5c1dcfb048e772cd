namespace Gateway.PublisherApi.Publishing;

/// <summary>The channel's name from the request's address.</summary>
internal static class RouteChannel
{
    public const string Parameter = "channel";

    /// <summary>The name, percent-decoded once.</summary>
    public static string Of(HttpContext context) => RouteText.Of(context, Parameter, after: "/channels/");
}
