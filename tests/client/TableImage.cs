using System.Text.Json;

namespace Gateway.Tests.Client;

/// <summary>A table as a client keeps it: emptied at begin, changed by each event, whole at end.</summary>
internal sealed class TableImage(string channel)
{
    /// <summary>The rows' data, by key.</summary>
    public SortedDictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>What came, in short: <c>begin</c>, <c>end</c>, <c>key=data</c>, <c>key-</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The last position seen.</summary>
    public string? Position { get; private set; }

    /// <summary>Whether it has been told to be whole since it was emptied, or, for a resumed one, at all.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Subscribes, with whatever else the request needs, and takes all pushes up to the end of the snapshot.</summary>
    public async Task<TableImage> OpenAsync(TestClient client, string? position = null, string? key = null, string? prefix = null, bool conflate = false)
    {
        var wanted = new Dictionary<string, object?>
        {
            ["channel"] = channel,
            ["position"] = position,
            ["key"] = key,
            ["key_prefix"] = prefix,
            ["conflate"] = conflate,
        };
        IsWhole = false;
        var reply = await client.AskAsync("subscribe", new { channels = new[] { wanted } });
        Position = reply.GetProperty("channels")[0].Text("position");
        while (!IsWhole) await TakeAsync(client);
        return this;
    }

    /// <summary>Takes pushes until the row has this data; null: until it is deleted.</summary>
    public async Task UntilAsync(TestClient client, string key, string? data)
    {
        do await TakeAsync(client);
        while (Rows.GetValueOrDefault(key) != data);
    }

    /// <summary>Takes the next push.</summary>
    public async Task TakeAsync(TestClient client)
    {
        var frame = await client.NextPushAsync();
        if (frame.TryGetProperty("snapshot", out var snapshot)) Take(snapshot);
        else if (frame.TryGetProperty("event", out var row)) Apply(row);
        else throw new InvalidOperationException($"Neither row nor snapshot: {frame}");
    }

    private void Take(JsonElement snapshot)
    {
        var state = snapshot.Text("state");
        Log.Add(state);
        IsWhole = state == "end";
        if (IsWhole) Position = snapshot.Text("position");
        else Rows.Clear();
    }

    private void Apply(JsonElement row)
    {
        if (row.Text("channel") != channel) throw new InvalidOperationException($"Of another channel: {row}");
        var key = row.Text("key");
        Position = row.Text("position");
        var isDeleted = row.TryGetProperty("deleted", out var deleted) && deleted.GetBoolean();
        if (isDeleted == row.TryGetProperty("data", out var data)) throw new InvalidOperationException($"Deleted or with data: {row}");
        if (isDeleted) Rows.Remove(key);
        else Rows[key] = data.GetRawText();
        Log.Add(isDeleted ? $"{key}-" : $"{key}={data.GetRawText()}");
    }
}
