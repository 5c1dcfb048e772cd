using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Bench.PublisherLoad;

/// <summary>A request as bytes, in which only the ids of its events change.</summary>
internal sealed class PreparedRequest(byte[] bytes, int[] ids)
{
    public byte[] Bytes => bytes;

    public int Events => ids.Length;

    /// <summary>Gives each event a new id, 16 digits in place.</summary>
    public void Renumber(ref long number)
    {
        foreach (var at in ids) (++number).TryFormat(bytes.AsSpan(at, PublisherRequests.IdLength), out _, "x16", CultureInfo.InvariantCulture);
    }
}

/// <summary>Builds the requests. Each event has an id, as a publisher gives it that sends again what it is not sure of.</summary>
internal static class PublisherRequests
{
    public const int IdLength = 16;
    private const string IdMark = "iiiiiiiiiiiiiiii";

    public static string Channel(long number) => string.Create(CultureInfo.InvariantCulture, $"bench.{number}");

    /// <summary>JSON of this size that does not compress well.</summary>
    public static byte[] Data(int size) => Encoding.ASCII.GetBytes($"{{\"d\":\"{RandomNumberGenerator.GetHexString(size - 8)}\"}}");

    /// <summary>An event as its data, with its id in a header.</summary>
    public static PreparedRequest Single(string app, string key, long channel, int size) =>
        Prepare($"/v1/apps/{app}/channels/{Channel(channel)}/events", key, $"Content-Type: application/json\r\nce-id: {IdMark}\r\n", Encoding.ASCII.GetString(Data(size)));

    /// <summary>A batch that goes to all channels in turn.</summary>
    public static PreparedRequest Batch(string app, string key, PublisherLoadPlan plan)
    {
        var data = Encoding.ASCII.GetString(Data(plan.Size));
        var events = Enumerable.Range(0, plan.BatchEvents).Select(i =>
            $$"""{"specversion":"1.0","id":"{{IdMark}}","source":"/bench","type":"bench.sent","time":"2026-11-23T12:00:00.000Z","channel":"{{Channel(i % plan.Channels)}}","data":{{data}}}""");
        return Prepare($"/v1/apps/{app}/events", key, "Content-Type: application/cloudevents-batch+json\r\n", $"[{string.Join(',', events)}]");
    }

    private static PreparedRequest Prepare(string path, string key, string headers, string body)
    {
        var text = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";
        var ids = new List<int>();
        for (var at = text.IndexOf(IdMark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(IdMark, at + IdLength, StringComparison.Ordinal)) ids.Add(at);
        return new PreparedRequest(Encoding.ASCII.GetBytes(text), [.. ids]);
    }
}
