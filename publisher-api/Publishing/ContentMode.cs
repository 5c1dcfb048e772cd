using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>How a request carries its event.</summary>
internal enum ContentMode
{
    /// <summary>The body is the data: everything that is no format of CloudEvents.</summary>
    Binary,

    /// <summary>The body is a JSON object with attributes and data.</summary>
    Structured,

    /// <summary>The body is a JSON array of such objects.</summary>
    Batch,

    /// <summary>A format of CloudEvents that is not read: XML, or JSON that is not UTF-8.</summary>
    Unsupported,
}

/// <summary>Tells the mode by the content type (CloudEvents HTTP binding 1.0.2, section 3).</summary>
internal static class ContentModes
{
    private const string AnyFormat = "application/cloudevents";

    public static ContentMode Of(string? contentType)
    {
        var essence = MediaTypes.EssenceOf(contentType);
        if (!essence.StartsWith(AnyFormat, StringComparison.OrdinalIgnoreCase)) return ContentMode.Binary;
        var mode = OfFormat(essence);
        return IsUtf8(contentType!) ? mode : ContentMode.Unsupported;
    }

    private static ContentMode OfFormat(ReadOnlySpan<char> essence)
    {
        if (essence.Equals(StructuredEvent.ContentType, StringComparison.OrdinalIgnoreCase)) return ContentMode.Structured;
        return essence.Equals(StructuredBatch.ContentType, StringComparison.OrdinalIgnoreCase) ? ContentMode.Batch : ContentMode.Unsupported;
    }

    private static bool IsUtf8(string contentType) =>
        !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        || parsed.CharSet is null
        || parsed.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
