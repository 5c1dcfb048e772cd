using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Gateway.Protocols.Json;
using Gateway.Shared.Positions;

namespace Gateway.Tests.Microbench;

/// <summary>Events as business systems send them: an order of many lines with names, numbers and flags.</summary>
internal static class Samples
{
    private static readonly string[] Names = "steel bolt,copper pipe,panel lamp,drill,wood screw,sensor,pump valve,cable".Split(',');

    /// <summary>JSON of about this many bytes.</summary>
    public static byte[] Data(int bytes)
    {
        var random = new Random(bytes);
        var text = new StringBuilder("""{"order":4711,"city":"Hamburg","lines":[""");
        do
        {
            text.Append(CultureInfo.InvariantCulture,
                $$"""{"sku":"{{random.Next(100_000, 999_999)}}","quantity":{{random.Next(50)}},"price":{{random.Next(99_999) / 100.0}},"name":"{{Names[random.Next(Names.Length)]}}"},""");
        }
        while (text.Length < bytes);
        text.Length = Math.Max(0, bytes - 3);
        return Encoding.UTF8.GetBytes($"\"{text.Replace('"', '\'')}\"");
    }

    /// <summary>The record of an event with this data.</summary>
    public static Message<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> Message(byte[] data) => new()
    {
        Key = "orders.4711"u8.ToArray(),
        Value = data,
        Headers =
        [
            new("ce_specversion", "1.0"u8.ToArray()), new("ce_id", "0198f7a2-6f0e-7c33-9d51-0a1b2c3d4e5f"u8.ToArray()),
            new("ce_source", "/apps/demo/keys/erp"u8.ToArray()), new("ce_type", "com.example.order.updated"u8.ToArray()),
            new("ce_time", "2026-11-23T12:00:00.123Z"u8.ToArray()), new("content-type", "application/json"u8.ToArray()),
        ],
    };

    /// <summary>The frame of an event with data of about this many bytes.</summary>
    public static byte[] Frame(int dataBytes) => new EventEncoder().Encode(new Position(0x5f3a0c11, 3, 1041), Message(Data(dataBytes))).ToArray();
}
