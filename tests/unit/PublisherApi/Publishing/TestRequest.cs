using System.Text;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

/// <summary>Reads an event as a request would give it.</summary>
internal static class TestRequest
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, 5, TimeSpan.Zero);

    internal static Event Binary(byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        Assert.Null(BinaryFault(body, contentType, headers, out var draft));
        return Complete(draft);
    }

    internal static string? BinaryFault(byte[] body, string? contentType, (string Name, string Value)[] headers, out EventDraft draft)
    {
        var context = new DefaultHttpContext();
        if (contentType is not null) context.Request.ContentType = contentType;
        foreach (var (name, value) in headers) context.Request.Headers.Append(name, value);
        draft = new EventDraft();
        return BinaryEvent.Read(context.Request, body, draft);
    }

    internal static Event Structured(string body)
    {
        var draft = new EventDraft();
        Assert.Null(StructuredEvent.Read(Encoding.UTF8.GetBytes(body), draft));
        return Complete(draft);
    }

    internal static string TextOf(Event read) => Encoding.UTF8.GetString(read.Data!.Value.Span);

    internal static Event Complete(EventDraft draft)
    {
        var apps = new AppRegistry(new Dictionary<string, AppOptions> { ["demo"] = new() });
        Assert.True(apps.TryGet("demo", out var app));
        return draft.Complete(app, "orders.1", null, new FakeTimeProvider(Now));
    }
}
