using System.Text.Json;

namespace Gateway.Tests.Client;

/// <summary>An event as a client received it.</summary>
internal readonly record struct ReceivedEvent(string Channel, string Position, string Id, JsonElement Content)
{
    /// <summary>The data, as the number that the test wrote.</summary>
    public int Number => Content.GetProperty("data").GetInt32();
}

/// <summary>What most tests do with a client.</summary>
internal static class TestClientExtensions
{
    /// <summary>Subscribes from now; the position of each channel.</summary>
    public static async Task<Dictionary<string, string>> SubscribeAsync(this TestClient client, params string[] channels)
    {
        var reply = await client.AskAsync("subscribe", new { channels });
        return reply.GetProperty("channels").EnumerateArray().ToDictionary(result => result.Text("channel"), result => result.Text("position"));
    }

    /// <summary>Subscribes from a position; the channel's result: a position, or an error.</summary>
    public static async Task<JsonElement> ResumeAsync(this TestClient client, string channel, string position)
    {
        var reply = await client.AskAsync("subscribe", new { channels = new[] { new { channel, position } } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }

    /// <summary>The result of the only channel of a subscribe or unsubscribe command.</summary>
    public static async Task<JsonElement> SingleAsync(this TestClient client, string command, string channel)
    {
        var reply = await client.AskAsync(command, new { channels = new[] { channel } });
        return reply.GetProperty("channels").EnumerateArray().Single();
    }

    /// <summary>Publishes a number; its position.</summary>
    public static async Task<string> PublishAsync(this TestClient client, string channel, int number) =>
        (await client.AskAsync("publish", new { channel, data = number })).Text("position");

    /// <summary>The next push, which must be an event.</summary>
    public static async Task<ReceivedEvent> EventAsync(this TestClient client)
    {
        var content = await client.PushAsync("event");
        return new(content.Text("channel"), content.Text("position"), content.Text("id"), content);
    }

    /// <summary>The next pushes, which must be events.</summary>
    public static async Task<List<ReceivedEvent>> EventsAsync(this TestClient client, int count)
    {
        var events = new List<ReceivedEvent>(count);
        while (events.Count < count) events.Add(await client.EventAsync());
        return events;
    }

    /// <summary>Fails if anything but the reply comes before the reply to a ping.</summary>
    public static async Task NothingMoreAsync(this TestClient client)
    {
        var id = await client.SendAsync("ping", new { });
        var next = await client.ReadAsync();
        if (next is not { } frame || !frame.TryGetProperty("ping", out _) || frame.GetProperty("id").GetInt64() != id)
            throw new InvalidOperationException($"Nothing more was to come, but: {next}");
    }

    /// <summary>A member that is text.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
