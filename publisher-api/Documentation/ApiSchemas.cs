using Gateway.Shared.Errors;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>What the operations of the document refer to.</summary>
internal static class ApiSchemas
{
    public const string Key = "api-key";
    public const string Reply = "Published";
    public const string Problem = "Problem";
    public const string CloudEvent = "CloudEvent";

    /// <summary>Adds schemas and the security scheme.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(Reply, Object("The event is stored.", ["id", "channel", "position"], new()
        {
            ["id"] = Text("The event's id: your own, or the one it was given."),
            ["channel"] = Text("The channel it is in."),
            ["position"] = Text("Where it lies in the channel; opaque."),
            ["repeated"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "True if it was there already, because you had sent it before." },
            ["key"] = Text("The row; on a table channel only."),
        }));
        BatchSchemas.AddTo(document);
        document.AddComponent(Problem, ProblemSchema(document));
        document.AddComponent(CloudEvent, CloudEventSchema());
        HistorySchemas.AddTo(document);
        document.AddComponent<IOpenApiSecurityScheme>(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "One of the app's API keys.",
        });
    }

    public static OpenApiSchema Text(string description, string? format = null) =>
        new() { Type = JsonSchemaType.String, Description = description, Format = format };

    private static OpenApiSchema ProblemSchema(OpenApiDocument document) => Object("A refusal (RFC 9457).", ["type", "title", "status", "detail", "code", "retry"], new()
    {
        ["type"] = Text("urn:gateway:code: and the code.", "uri"),
        ["title"] = Text("The code's name."),
        ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
        ["detail"] = Text("What is wrong and what to do."),
        ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The code, as in the table of docs/protocol.md." },
        ["retry"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "When to try again.",
            Enum = [.. Codes.All.Select(code => code.RetryName).Distinct()],
        },
        ["events"] = BatchSchemas.Events(document),
    });

    private static OpenApiSchema CloudEventSchema()
    {
        var schema = Object("A CloudEvents 1.0 event. All attributes may be left out, and more (extensions) may be added.", [], new()
        {
            ["specversion"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = "1.0" },
            ["id"] = Text("Unique together with source."),
            ["source"] = Text("Who sends it.", "uri-reference"),
            ["type"] = Text("What happened."),
            ["time"] = Text("When it happened.", "date-time"),
            ["subject"] = Text("What it is about."),
            ["datacontenttype"] = Text("The data's media type; application/json if left out."),
            ["data"] = new OpenApiSchema { Description = "Any JSON value; a string if datacontenttype is not JSON." },
            ["data_base64"] = Text("Data of any kind, in place of data.", "byte"),
        });
        schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Integer | JsonSchemaType.Boolean };
        return schema;
    }

    internal static OpenApiSchema Object(string description, HashSet<string> required, Dictionary<string, IOpenApiSchema> properties) =>
        new() { Type = JsonSchemaType.Object, Description = description, Required = required, Properties = properties };
}
