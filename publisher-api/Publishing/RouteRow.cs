namespace Gateway.PublisherApi.Publishing;

/// <summary>The row's key from the request's address.</summary>
internal static class RouteRow
{
    public const string Parameter = "key";

    /// <summary>The key, percent-decoded once.</summary>
    public static string Of(HttpContext context) => RouteText.Of(context, Parameter, after: "/rows/");
}
