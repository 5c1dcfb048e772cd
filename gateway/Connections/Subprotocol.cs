namespace Gateway.Connections;

/// <summary>What a client offered in <c>Sec-WebSocket-Protocol</c>.</summary>
/// <param name="Chosen">The subprotocol to answer with; null if the client offered none.</param>
/// <param name="Token">The token it gave there; null if it will send <c>connect</c>.</param>
internal readonly record struct Subprotocol(string? Chosen, string? Token)
{
    /// <summary>Version 1 of the JSON protocol.</summary>
    public const string JsonV1 = "gateway.v1.json";

    private const string TokenPrefix = "gateway.token.";

    /// <summary>Reads the offer; false if it names subprotocols but none that is spoken here.</summary>
    public static bool TryRead(HttpRequest request, out Subprotocol offer)
    {
        string? token = null;
        var speaksJson = false;
        var offersOther = false;
        foreach (var name in request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol"))
        {
            if (name == JsonV1) speaksJson = true;
            else if (name.StartsWith(TokenPrefix, StringComparison.Ordinal)) token = name[TokenPrefix.Length..];
            else offersOther = true;
        }
        offer = new Subprotocol(speaksJson ? JsonV1 : null, token);
        return speaksJson || (!offersOther && token is null);
    }
}
