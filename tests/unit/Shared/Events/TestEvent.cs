using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

/// <summary>A good event, with what a test wants different.</summary>
internal static class TestEvent
{
    internal static Event With(
        string id = "1",
        string type = "t",
        string source = "/s",
        string time = "2026-11-23T12:00:00Z",
        string? subject = null,
        string? dataContentType = null,
        ReadOnlyMemory<byte>? data = null,
        params KeyValuePair<string, string>[] extensions) => new()
        {
            Channel = "orders.1",
            Id = id,
            Source = source,
            Type = type,
            Time = time,
            Subject = subject,
            DataContentType = dataContentType,
            Data = data,
            Extensions = extensions,
        };
}
