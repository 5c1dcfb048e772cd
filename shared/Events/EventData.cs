using System.Text;
using System.Text.Json;

namespace Gateway.Shared.Events;

/// <summary>
/// What the data of an event is, the same by every way in: a plain body, a structured event, a batch, a WebSocket's publish (CloudEvents JSON format 1.0.2,
/// section 3.1). Data that its content type declares as JSON must be JSON.
/// </summary>
public static class EventData
{
    /// <summary>The content type of <c>data_base64</c> that is given none.</summary>
    public const string BinaryType = "application/octet-stream";

    /// <summary>What is wrong with data that came as bytes; null if nothing.</summary>
    /// <param name="contentType">Its content type; without one nothing is declared, and so nothing is wrong.</param>
    /// <param name="data">The bytes.</param>
    public static string? FaultOf(string? contentType, ReadOnlySpan<byte> data) => MediaTypes.IsJson(contentType) ? JsonData.FaultOf(data) : null;

    /// <summary>
    /// Reads the members <c>data</c> and <c>data_base64</c> of an event in JSON, of which at most one may be given; returns what is wrong, null if nothing.
    /// <c>"data": null</c> is JSON's null, and not the same as no <c>data</c>; <c>"data_base64": null</c> is a fault.
    /// </summary>
    /// <param name="json">The value of <c>data</c> as it is written, which has passed <see cref="JsonData"/>; null if the member is missing.</param>
    /// <param name="base64">The value of <c>data_base64</c> as it is written, valid JSON; null if the member is missing.</param>
    /// <param name="contentType">The event's content type; if it has none, it is given the one that this member implies.</param>
    /// <param name="data">The data; null: the event has none.</param>
    public static string? Read(ReadOnlyMemory<byte>? json, ReadOnlyMemory<byte>? base64, ref string? contentType, out ReadOnlyMemory<byte>? data)
    {
        data = null;
        if (json is not null && base64 is not null) return "The members 'data' and 'data_base64' are given together. Leave one of them out.";
        if (base64 is { } encoded) return ReadBytes(encoded.Span, contentType ??= BinaryType, out data);
        if (json is not { } value) return null;
        contentType ??= MediaTypes.Json;
        if (!MediaTypes.IsJson(contentType)) return ReadText(value.Span, out data);
        data = value;
        return null;
    }

    private static string? ReadBytes(ReadOnlySpan<byte> value, string contentType, out ReadOnlyMemory<byte>? data)
    {
        data = null;
        var reader = ReaderOn(value);
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes))
            return "The member 'data_base64' is not a string of base64 (RFC 4648, section 4).";
        data = bytes;
        return FaultOf(contentType, bytes);
    }

    private static string? ReadText(ReadOnlySpan<byte> value, out ReadOnlyMemory<byte>? data)
    {
        data = null;
        var reader = ReaderOn(value);
        if (reader.TokenType != JsonTokenType.String) return "The member 'data' is not a string, although 'datacontenttype' is not JSON.";
        data = Encoding.UTF8.GetBytes(reader.GetString()!);
        return null;
    }

    private static Utf8JsonReader ReaderOn(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, JsonData.ReaderOptions);
        reader.Read();
        return reader;
    }
}
