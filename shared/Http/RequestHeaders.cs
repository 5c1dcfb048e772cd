using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Gateway.Shared.Http;

/// <summary>The headers that a page of another origin may send: those that the publisher API reads.</summary>
internal static class RequestHeaders
{
    private const string CloudEvents = "ce-";
    private const int MaxLength = 4096;
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "accept", "authorization", "content-encoding", "content-type", "idempotency-key", "traceparent", "tracestate",
    };

    /// <summary>Of the names that a preflight asks for those that are allowed. They are named one by one, because <c>*</c> would not cover <c>authorization</c>.</summary>
    public static string Allowed(StringValues requested)
    {
        var names = requested.ToString();
        if (names.Length > MaxLength) return "";
        return string.Join(", ", names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(IsAllowed));
    }

    private static bool IsAllowed(string name) => Known.Contains(name)
        || (name.Length > CloudEvents.Length && name.StartsWith(CloudEvents, StringComparison.OrdinalIgnoreCase) && !name.AsSpan().ContainsAnyExcept(NameCharacters));
}
