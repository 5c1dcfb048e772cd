using System.Text;
using System.Text.Json;

namespace Gateway.PublisherApi.Publishing;

/// <summary>The names of an event's members: those that nearly every event has are not made anew for each.</summary>
internal static class MemberNames
{
    private static readonly (byte[] Utf8, string Name)[] Known =
    [
        .. new[] { "id", "source", "type", "data", "specversion", "time", "channel", "datacontenttype", "subject", "partitionkey", "data_base64" }
            .Select(name => (Encoding.UTF8.GetBytes(name), name)),
    ];

    /// <summary>The name that the reader stands on.</summary>
    public static string Of(ref Utf8JsonReader reader)
    {
        foreach (var (utf8, name) in Known)
            if (reader.ValueSpan.SequenceEqual(utf8)) return name;
        return reader.GetString()!;
    }
}
