namespace Gateway.Shared.Events;

/// <summary>What a <c>datacontenttype</c> says about the data.</summary>
public static class MediaTypes
{
    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The media type without its parameters.</summary>
    public static ReadOnlySpan<char> EssenceOf(ReadOnlySpan<char> contentType)
    {
        var semicolon = contentType.IndexOf(';');
        return (semicolon < 0 ? contentType : contentType[..semicolon]).Trim();
    }

    /// <summary>Whether it declares JSON: a subtype of <c>json</c>, or one that ends in <c>+json</c> (CloudEvents JSON format, section 3.1).</summary>
    public static bool IsJson(ReadOnlySpan<char> contentType)
    {
        var essence = EssenceOf(contentType);
        return essence.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || essence.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
