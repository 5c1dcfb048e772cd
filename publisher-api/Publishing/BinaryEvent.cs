using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>Reads the binary content mode: attributes in <c>ce-</c> headers, the body is the data (CloudEvents HTTP binding 1.0.2, section 3.1).</summary>
internal static class BinaryEvent
{
    private const string Prefix = "ce-";

    /// <summary>Fills the draft; returns what is wrong, null if nothing.</summary>
    public static string? Read(HttpRequest request, byte[] body, EventDraft draft)
    {
        draft.DataContentType = request.ContentType;
        // A plain POST without type and body is an event that only says that something happened.
        if (body.Length > 0 || request.ContentType is not null)
        {
            if (EventData.FaultOf(request.ContentType, body) is { } broken) return broken;
            draft.Data = body;
        }
        return ReadAttributes(request, draft);
    }

    /// <summary>Fills the draft with the attributes only; returns what is wrong, null if nothing.</summary>
    public static string? ReadAttributes(HttpRequest request, EventDraft draft)
    {
        foreach (var (name, values) in request.Headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var attribute = name[Prefix.Length..].ToLowerInvariant();
            if (values.Count != 1) return $"The header '{name}' is given twice.";
            if (Set(draft, attribute, values[0] ?? "") is { } fault) return fault;
        }
        return null;
    }

    private static string? Set(EventDraft draft, string attribute, string header)
    {
        if (attribute == "datacontenttype") return "In binary mode the header 'Content-Type' gives the attribute 'datacontenttype'.";
        return AttributeHeader.Decode(header) is { } value
            ? draft.Set(attribute, value)
            : $"The header 'ce-{attribute}' is not valid UTF-8 once it is percent-decoded.";
    }
}
