using System.Text.Json;
using Gateway.Connections;
using Gateway.Protocols.Json;
using static Gateway.Tests.Fuzz.BrokenPropertyException;

namespace Gateway.Tests.Fuzz.Targets;

/// <summary>The commands of gateway.v1.json.</summary>
internal static class CommandTargets
{
    internal static readonly Target Commands = new("commands", input =>
    {
        var command = CommandReader.Read(input);
        if (command is Command.Invalid) return;
        using var document = Text.Json(input);
        Unless(document is not null, "What is no JSON is no command.");
        Unless(document!.RootElement.TryGetProperty("id"u8, out var id) && id.TryGetInt64(out var number) && number == command.Id, "A command has the id that was sent.");
    })
    {
        MaxBytes = 16 << 10,
        Words =
        [
            """{"id":1,"connect":{"token":"t"}}""", """{"id":1,"subscribe":{"channels":["a"]}}""", """{"id":1,"publish":{"channel":"a","data":1}}""",
            "\"channels\":[", "\"a\",", "{\"channel\":\"a\"},", "\"position\":\"00000000.0.0\"", "\"start\":\"earliest\"", "\"last\":1", "\"durable\":\"d\"",
            "\"conflate\":true", "\"max_rate\":1", "\"key\":\"k\"", "\"key_prefix\":\"k\"", "\"forget\":true", "\"data_base64\":\"AA==\"", "\"data\":", "null", "\\ud800", "1e999",
            "[", "{", "}", "]", "\"ack\"", "\"ping\"", "\"unsubscribe\"", "\"id\":9007199254740992",
        ],
    };
}
