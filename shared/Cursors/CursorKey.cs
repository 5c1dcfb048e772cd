using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Shared.Kafka;

namespace Gateway.Shared.Cursors;

/// <summary>
/// Whose cursor it is: the key of a record of the cursors topic, written as a JSON array, <c>["demo","orders.1","alice","phone"]</c>.
/// All cursors of a channel lie in one partition.
/// </summary>
/// <param name="App">The app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="User">The token's <c>sub</c>.</param>
/// <param name="Durable">The name that the user gave the subscription, as a rule of a device.</param>
public sealed record CursorKey(string App, string Channel, string User, string Durable)
{
    private const int MaxDurableLength = 64;
    private const int Parts = 4;

    /// <summary>Whether the text may be a durable name: 1 to 64 of <c>A-Z</c>, <c>a-z</c>, <c>0-9</c>, <c>_</c>, <c>.</c> and <c>-</c>.</summary>
    public static bool IsDurable(string text) =>
        text.Length is >= 1 and <= MaxDurableLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>The partition of the cursors of a channel.</summary>
    public static int PartitionOf(Topic cursors, string app, string channel) => cursors.PartitionOf(Encoding.UTF8.GetBytes($"{app}/{channel}"));

    /// <summary>The app of a record's key, as it stands there: names of apps hold nothing that would be escaped. Empty for what is no key.</summary>
    public static ReadOnlySpan<byte> AppOf(ReadOnlySpan<byte> key)
    {
        if (!key.StartsWith("[\""u8)) return default;
        var app = key[2..];
        var end = app.IndexOf((byte)'"');
        return end < 0 ? default : app[..end];
    }

    /// <summary>The part of a record's key that names app, channel and user.</summary>
    public static ReadOnlySpan<byte> OwnerOf(ReadOnlySpan<byte> key) => key.LastIndexOf(",\""u8) is var end and >= 0 ? key[..end] : key;

    /// <summary>The record's key.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes([App, Channel, User, Durable], CursorKeyJson.Relaxed.StringArray);

    /// <summary>Reads a record's key; null for what is none.</summary>
    public static CursorKey? From(ReadOnlySpan<byte> key)
    {
        try
        {
            return JsonSerializer.Deserialize(key, CursorKeyJson.Relaxed.StringArray) is { Length: Parts } parts && parts.All(part => part is not null)
                ? new(parts[0], parts[1], parts[2], parts[3])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class CursorKeyJson : JsonSerializerContext
{
    /// <summary>Writes names as they are, not escaped for HTML.</summary>
    public static readonly CursorKeyJson Relaxed = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
