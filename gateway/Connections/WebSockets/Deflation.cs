using System.Globalization;

namespace Gateway.Connections.WebSockets;

/// <summary>
/// What was agreed with a client on permessage-deflate (RFC 7692): each message is compressed by itself, in both directions, so that one
/// compressed frame is good for all clients and no state is held for any.
/// </summary>
/// <param name="WindowBits">Of the window with which the client inflates: 8 to 15.</param>
/// <param name="IsWindowAsked">Whether the client asked for it.</param>
internal sealed record Deflation(int WindowBits, bool IsWindowAsked)
{
    private const string Extension = "permessage-deflate";
    private const int MaxWindowBits = 15;

    /// <summary>The value of <c>Sec-WebSocket-Extensions</c> in the answer (RFC 7692, 7.1).</summary>
    public string Answer => $"{Extension}; server_no_context_takeover; client_no_context_takeover"
        + (IsWindowAsked ? string.Create(CultureInfo.InvariantCulture, $"; server_max_window_bits={WindowBits}") : "");

    /// <summary>
    /// The longest frame, uncompressed, in bytes, whose compressed form the client may be sent. A distance never goes back beyond
    /// the beginning of the message: one that is no longer than the window can be inflated with it, whatever it was deflated with.
    /// </summary>
    public int MaxFrame => WindowBits == MaxWindowBits ? int.MaxValue : 1 << WindowBits;

    /// <summary>Takes the first offer that can be honoured; null: none, and nothing is compressed. False if the header is malformed.</summary>
    public static bool TryAgree(string header, out Deflation? agreed)
    {
        agreed = null;
        if (!ExtensionOffers.TryRead(header, out var offers)) return false;
        foreach (var offer in offers)
            if (offer.Name == Extension && (agreed = Of(offer)) is not null) break;
        return true;
    }

    // Null for an offer with a parameter that is unknown, given twice or has a value that it must not have (RFC 7692, 7).
    private static Deflation? Of(ExtensionOffer offer)
    {
        var agreed = new Deflation(MaxWindowBits, false);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in offer.Parameters)
        {
            if (!names.Add(parameter.Name) || !IsValid(parameter)) return null;
            if (parameter.Name == "server_max_window_bits") agreed = new Deflation(int.Parse(parameter.Value!, CultureInfo.InvariantCulture), true);
        }
        return agreed;
    }

    // The client may use any window up to the greatest: its messages are inflated with that.
    private static bool IsValid(ExtensionParameter parameter) => parameter.Name switch
    {
        "server_no_context_takeover" or "client_no_context_takeover" => parameter.Value is null,
        "client_max_window_bits" => parameter.Value is null || IsWindow(parameter.Value),
        "server_max_window_bits" => IsWindow(parameter.Value),
        _ => false,
    };

    // Decimal, 8 to 15, without leading zeros (RFC 7692, 7.1.2).
    private static bool IsWindow(string? bits) => bits is "8" or "9" or ['1', >= '0' and <= '5'];
}
