using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Shared.Kafka;

/// <summary>Over how many partitions the channels of a topic are placed: the value of a record of the placements topic, as JSON.</summary>
/// <param name="Topic">The topic's name; the record's key too.</param>
/// <param name="Epoch">Which incarnation of the topic, as in positions, 8 hexadecimal digits.</param>
/// <param name="Partitions">The number of partitions, from 1.</param>
internal sealed record Placement(string Topic, string Epoch, int Partitions)
{
    /// <summary>How Kafka has the topic now.</summary>
    public static Placement Of(Topic topic) =>
        new(topic.Name, topic.Epoch.ToString("x8", System.Globalization.CultureInfo.InvariantCulture), topic.Partitions);

    /// <summary>The value of its record.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PlacementJson.Default.Placement);

    /// <summary>Reads a record's value; null for what is none.</summary>
    public static Placement? From(ReadOnlySpan<byte> value)
    {
        try
        {
            var read = JsonSerializer.Deserialize(value, PlacementJson.Default.Placement);
            return read is { Topic: not null, Epoch: not null, Partitions: >= 1 } ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Placement))]
internal sealed partial class PlacementJson : JsonSerializerContext;
