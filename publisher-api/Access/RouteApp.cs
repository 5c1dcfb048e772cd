namespace Gateway.PublisherApi.Access;

/// <summary>The app's name from the request's address.</summary>
internal static class RouteApp
{
    public const string Parameter = "app";

    /// <summary>The name; apps have none that would have to be decoded.</summary>
    public static string Of(HttpContext context) => (string?)context.GetRouteValue(Parameter) ?? "";
}
