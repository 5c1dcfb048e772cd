using Gateway.Shared.Errors;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>What the head of a request says about its body, looked at before the body is read.</summary>
internal static class BodyHead
{
    private const string Plain = "identity";
    private const string Form = "The body is a form, which is what 'curl -d' sends unless told otherwise. Give the header Content-Type, such as application/json.";
    private const string Coded = "The body has the header Content-Encoding, and would be read as it is.";

    /// <summary>Why the body is not read, and more about this case; null if it is.</summary>
    public static (Code Refusal, string? Detail)? RefusalOf(HttpRequest request, ContentMode mode, bool isRow)
    {
        if (request.Headers.ContentType.Count > 1) return (Codes.EventInvalid, "The header 'Content-Type' is given twice.");
        if (!IsPlain(request)) return (Codes.UnsupportedEncoding, Coded);
        if (mode == ContentMode.Unsupported || (mode == ContentMode.Batch && isRow)) return (Codes.UnsupportedMediaType, null);
        if (IsForm(request.ContentType)) return (Codes.UnsupportedMediaType, Form);
        return isRow && request.ContentLength == 0 ? (Codes.RowDataMissing, null) : null;
    }

    // RFC 9110, section 8.4: a list of codings, of which identity is none.
    private static bool IsPlain(HttpRequest request)
    {
        foreach (var line in request.Headers.ContentEncoding)
            foreach (var coding in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (!coding.Equals(Plain, StringComparison.OrdinalIgnoreCase)) return false;
        return true;
    }

    private static bool IsForm(string? contentType)
    {
        var essence = MediaTypes.EssenceOf(contentType);
        return essence.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || essence.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
    }
}
