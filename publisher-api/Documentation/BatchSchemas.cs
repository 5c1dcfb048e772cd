using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>What the operations that take a batch refer to.</summary>
internal static class BatchSchemas
{
    public const string ContentType = "application/cloudevents-batch+json";
    private const string Reply = "PublishAnswer";
    private const string Error = "EventError";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(Error, ApiSchemas.Object("Why an event of a batch is refused, or not stored.", ["code", "name", "message", "retry"], new()
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The code, as in the table of docs/protocol.md." },
            ["name"] = ApiSchemas.Text("The code's name."),
            ["message"] = ApiSchemas.Text("What is wrong and what to do."),
            ["retry"] = ApiSchemas.Text("When to send this event again."),
        }));
        document.AddComponent(Reply, ApiSchemas.Object("What was sent is stored. Of one event: id, channel and position. Of a batch: events.", [], new()
        {
            ["id"] = ApiSchemas.Text("The event's id: your own, or the one it was given."),
            ["channel"] = ApiSchemas.Text("The channel it is in."),
            ["position"] = ApiSchemas.Text("Where it lies in the channel; opaque."),
            ["repeated"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "True if it was there already, because you had sent it before." },
            ["key"] = ApiSchemas.Text("The row; on a table channel only."),
            ["events"] = ArrayOf(new OpenApiSchemaReference(ApiSchemas.Reply, document), "Of a batch only: one for each event, in its order."),
        }));
    }

    /// <summary>The body: an array of events.</summary>
    public static OpenApiMediaType Body(OpenApiDocument document, JsonObject example) => new()
    {
        Schema = ArrayOf(new OpenApiSchemaReference(ApiSchemas.CloudEvent, document), "Up to 1,000 events, or what the operator allows."),
        Example = new JsonArray(example),
    };

    /// <summary>The answer to an event or to a batch: one schema, because generators make of a union what nobody wants to use.</summary>
    public static OpenApiSchemaReference EventOrBatch(OpenApiDocument document) => new(Reply, document);

    /// <summary>The member of a problem that tells of each event.</summary>
    public static OpenApiSchema Events(OpenApiDocument document) => ArrayOf(
        ApiSchemas.Object("A faulty event, by index; or one that Kafka has, or has not, by id.", [], new()
        {
            ["index"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Which event of the batch, from 0." },
            ["id"] = ApiSchemas.Text("The event's id."),
            ["channel"] = ApiSchemas.Text("The channel it is for."),
            ["position"] = ApiSchemas.Text("Where it lies, if Kafka has it."),
            ["error"] = new OpenApiSchemaReference(Error, document),
        }),
        "Of a batch that is refused, the faulty events; of one that Kafka has not whole, all events.");

    private static OpenApiSchema ArrayOf(IOpenApiSchema items, string description) => new() { Type = JsonSchemaType.Array, Items = items, Description = description };
}
