using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Shared.Positions;

namespace Gateway.Shared.Cursors;

/// <summary>How far a durable subscription has come: the value of a record of the cursors topic, as JSON.</summary>
/// <param name="Start">After which position it began.</param>
/// <param name="Position">Up to which position all is acknowledged; the start, before the first acknowledgement.</param>
/// <param name="Acknowledged">When that was; null before the first acknowledgement.</param>
public readonly record struct StoredCursor(Position Start, Position Position, DateTimeOffset? Acknowledged)
{
    /// <summary>Whether it says no less than the other, of the same log.</summary>
    public bool Covers(StoredCursor other)
    {
        if (Position.Epoch != other.Position.Epoch || Position.Partition != other.Position.Partition) return false;
        if (Position.Offset != other.Position.Offset) return Position.Offset > other.Position.Offset;
        return Acknowledged is not null || other.Acknowledged is null;
    }

    /// <summary>Whether the event of that position came after its start and is acknowledged.</summary>
    public bool Has(Position wanted) =>
        Acknowledged is not null
        && Position.Epoch == wanted.Epoch && Position.Partition == wanted.Partition
        && Position.Offset >= wanted.Offset && Start.Offset < wanted.Offset;

    /// <summary>The record's value.</summary>
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new CursorValue(Position.ToString(), Start.ToString(), Acknowledged), CursorValueJson.Default.CursorValue);

    /// <summary>Reads a record's value; null for what is none.</summary>
    public static StoredCursor? From(ReadOnlySpan<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, CursorValueJson.Default.CursorValue) is { } read
                && Position.TryParse(read.Position, out var position) && Position.TryParse(read.Start, out var start)
                ? new StoredCursor(start, position, read.Acknowledged)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record CursorValue(string? Position, string? Start, DateTimeOffset? Acknowledged);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CursorValue))]
internal sealed partial class CursorValueJson : JsonSerializerContext;
