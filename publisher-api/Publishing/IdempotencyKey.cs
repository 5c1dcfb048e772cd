namespace Gateway.PublisherApi.Publishing;

/// <summary>
/// The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): the id of an event that is given none, so that a
/// publisher that knows nothing of CloudEvents can send again what it is not sure of.
/// </summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";

    /// <summary>Gives the draft its id; returns what is wrong, null if nothing. The whole event's check looks at the value.</summary>
    public static string? Read(HttpRequest request, EventDraft draft)
    {
        if (!request.Headers.TryGetValue(Header, out var values)) return null;
        if (values.Count != 1) return $"The header '{Header}' is given twice.";
        return draft.Identify(Unquote(values[0] ?? ""))
            ? null
            : $"The header '{Header}' and the event's id differ: what is sent again must keep its id. Leave one of them out.";
    }

    /// <summary>What is wrong with the header on a batch, where it cannot be the id of each event; null if it is not there.</summary>
    public static string? FaultOfBatch(HttpRequest request) =>
        request.Headers.ContainsKey(Header) ? $"The header '{Header}' is for one event: give each event of a batch its id, and leave it out." : null;

    // The draft wants a string of RFC 8941, in quotes; many send it bare.
    private static string Unquote(string value) => value is ['"', .. var inner, '"'] ? inner : value;
}
