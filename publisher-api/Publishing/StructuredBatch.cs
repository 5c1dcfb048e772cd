using System.Text.Json;
using System.Text.Unicode;
using Gateway.Shared.Events;

namespace Gateway.PublisherApi.Publishing;

/// <summary>An event of a batch as it was read, or what is wrong with it.</summary>
internal readonly record struct BatchedDraft(EventDraft Draft, string? Fault);

/// <summary>Reads the batched content mode: a JSON array of events (CloudEvents JSON format 1.0.2, section 4).</summary>
internal static class StructuredBatch
{
    /// <summary>The media type of this mode.</summary>
    public const string ContentType = "application/cloudevents-batch+json";

    /// <summary>Reads events up to one more than <paramref name="max"/>; returns what is wrong with the whole, null if nothing.</summary>
    public static string? Read(ReadOnlyMemory<byte> body, int max, List<BatchedDraft> events)
    {
        if (!Utf8.IsValid(body.Span)) return "The body is not valid UTF-8.";
        var reader = new Utf8JsonReader(body.Span, JsonData.ReaderOptions);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) return "The body is not a JSON array.";
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && events.Count <= max) events.Add(ReadNext(ref reader, body));
            // The reader throws if anything but white space follows the array.
            if (events.Count <= max) reader.Read();
            return null;
        }
        catch (JsonException failure)
        {
            // The depth of the last token that was read: the next would have been one too deep.
            return reader.CurrentDepth < JsonData.ReaderOptions.MaxDepth - 1
                ? $"The body is not JSON: {JsonData.PlaceOf(failure)}."
                : $"The data of an event is nested more than {JsonData.MaxDepth} deep: {JsonData.PlaceOf(failure)}.";
        }
    }

    // Whatever is wrong with one event, the reader goes on with the next, so that all faults are told at once.
    private static BatchedDraft ReadNext(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var draft = new EventDraft();
        var ahead = reader;
        var fault = FaultOf(ref ahead, body, draft);
        if (fault is null) reader = ahead;
        else reader.Skip();
        return new(draft, fault);
    }

    private static string? FaultOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, EventDraft draft)
    {
        try
        {
            return StructuredEvent.ReadObject(ref reader, body, draft);
        }
        catch (InvalidOperationException)
        {
            return StructuredEvent.HalfSurrogate;
        }
    }
}
