using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>What <see cref="HistoryOperation"/> refers to.</summary>
internal static class HistorySchemas
{
    public const string Token = "user-token";
    public const string Page = "HistoryPage";
    private const string Event = "ReceivedEvent";
    private const string Gap = "Gap";

    /// <summary>Adds schemas and the security scheme.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent(Event, EventSchema());
        document.AddComponent(Gap, ApiSchemas.Object("Events after 'from' up to 'to' cannot be given any more.", ["reason", "from", "to"], new()
        {
            ["reason"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = ["retention", "epoch"],
                Description = "retention: Kafka no longer keeps them; epoch: the topic was recreated.",
            },
            ["from"] = ApiSchemas.Text("A position."),
            ["to"] = ApiSchemas.Text("A position."),
        }));
        document.AddComponent(Page, PageSchema(document));
        document.AddComponent<IOpenApiSecurityScheme>(Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "The token of one of the app's users, as for the WebSocket; its claim 'read' permits the channel.",
        });
    }

    /// <summary>An event as it is read.</summary>
    public static OpenApiSchemaReference EventOf(OpenApiDocument document) => new(Event, document);

    private static OpenApiSchema PageSchema(OpenApiDocument document) => ApiSchemas.Object(
        "Events, oldest first.", ["channel", "events", "next", "more", "truncated", "gap"], new()
        {
            ["channel"] = ApiSchemas.Text("The channel."),
            ["events"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(Event, document), Description = "May be empty although there is more." },
            ["next"] = ApiSchemas.Text("Where to go on: give it as 'after'. A subscription may begin there too."),
            ["more"] = Flag("Whether there was more to read when this was answered."),
            ["truncated"] = Flag("With 'last': the search for the last events was given up; there may be older ones among them."),
            ["gap"] = new OpenApiSchema
            {
                OneOf = [new OpenApiSchemaReference(Gap, document), new OpenApiSchema { Type = JsonSchemaType.Null }],
                Description = "What was lost before the first event; null if nothing was.",
            },
        });

    private static OpenApiSchema EventSchema() => ApiSchemas.Object(
        "An event, as over WebSocket.", ["channel", "position", "id", "source", "type", "time"], new()
        {
            ["channel"] = ApiSchemas.Text("The channel."),
            ["key"] = ApiSchemas.Text("The row that it is the state of; on a table channel only."),
            ["position"] = ApiSchemas.Text("Where it lies in the channel; opaque."),
            ["id"] = ApiSchemas.Text("Unique together with source."),
            ["source"] = ApiSchemas.Text("Who sent it.", "uri-reference"),
            ["type"] = ApiSchemas.Text("What happened."),
            ["time"] = ApiSchemas.Text("When it happened.", "date-time"),
            ["subject"] = ApiSchemas.Text("What it is about."),
            ["datacontenttype"] = ApiSchemas.Text("The data's media type."),
            ["extensions"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
                Description = "The CloudEvents extension attributes.",
            },
            ["data"] = new OpenApiSchema { Description = "JSON as JSON; text as a string." },
            ["data_base64"] = ApiSchemas.Text("Other data, in place of data.", "byte"),
        });

    private static OpenApiSchema Flag(string description) => new() { Type = JsonSchemaType.Boolean, Description = description };
}
