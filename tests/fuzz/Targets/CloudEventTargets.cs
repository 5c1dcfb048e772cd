using System.Text;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Events;
using Microsoft.AspNetCore.Http;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>Events as publishers send them over HTTP.</summary>
internal static class CloudEventTargets
{
    private const int MaxEvents = 100;

    private static readonly string[] Words =
    [
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}", "\"data\":", "\"data_base64\":\"AA==\"", "\"datacontenttype\":\"text/plain\"", "\"time\":\"2026-01-01T00:00:00Z\"",
        "\"subject\":\"s\"", "\"channel\":\"a.b\"", "\"partitionkey\":\"k\"", "null", "true", "-1", "1e5", "\\ud800", "[", "]", "{", "}", ",",
    ];

    private static readonly App Demo = new AppRegistry(new Dictionary<string, AppOptions> { ["demo"] = new() }).All.Single();

    internal static readonly Target Structured = new("structured", input =>
    {
        var draft = new EventDraft();
        if (StructuredEvent.Read(input, draft) is not null) return;
        using var document = Text.Json(input);
        Unless(document is { RootElement.ValueKind: System.Text.Json.JsonValueKind.Object }, "An event is a JSON object.");
        Check(draft);
    })
    { Words = Words, MaxBytes = 16 << 10 };

    internal static readonly Target Batch = new("batch", input =>
    {
        var events = new List<BatchedDraft>();
        if (StructuredBatch.Read(input, MaxEvents, events) is not null) return;
        Unless(events.Count <= MaxEvents + 1, "No more events are read than a batch may have, and one.");
        foreach (var read in events)
            if (read.Fault is null) Check(read.Draft);
    })
    { Words = Words, MaxBytes = 16 << 10, AllocationFactor = 256 };

    // The first line is the content type, the others are headers, what follows an empty line is the body.
    internal static readonly Target Binary = new("binary", input =>
    {
        var request = new DefaultHttpContext().Request;
        var end = input.AsSpan().IndexOf("\n\n"u8);
        var lines = Text.LinesOf(end < 0 ? input : input[..end]);
        if (lines[0].Length > 0) request.ContentType = lines[0];
        // As many as Kestrel takes.
        foreach (var line in lines.Skip(1).Take(100)) Append(request.Headers, line);
        var draft = new EventDraft();
        if (BinaryEvent.Read(request, end < 0 ? [] : input[(end + 2)..], draft) is null) Check(draft);
    })
    { Words = ["ce-id: 1\n", "ce-source: /s\n", "ce-type: t\n", "ce-time: 2026-01-01T00:00:00Z\n", "ce-specversion: 1.0\n", "ce-subject: %20\n", "ce-", "%e4%bd%a0", "\"", "\\", "application/json"], AllocationFactor = 512 };

    internal static readonly Target Header = new("header", input =>
    {
        var text = Text.Of(input);
        AttributeHeader.Decode(text);
        if (!IsWellFormed(text)) return;
        Unless(AttributeHeader.Decode(Uri.EscapeDataString(text)) == text, "What was percent-encoded is decoded to itself.");
    })
    { Words = ["%00", "%ff", "%e4%bd%a0", "\"", "\\\"", "%", "%2"] };

    // What was read can be completed, checked, written to Kafka, and shown to a client as JSON.
    private static void Check(EventDraft draft)
    {
        var (channel, row) = (draft.TakeChannel() ?? "a", draft.TakeRowKey());
        var complete = draft.Complete(Demo, channel, row, TimeProvider.System);
        if (EventRules.FaultOf(complete) is null) LogTargets.Show(EventMessage.From(complete, null), complete.Id);
    }

    private static void Append(IHeaderDictionary headers, string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon > 0) headers.Append(line[..colon], line[(colon + 2)..]);
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar) return false;
        return true;
    }
}
