using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The operations of the document that publish.</summary>
internal static class PublishOperations
{
    private static readonly (string Name, string Description, string? Example)[] AttributeHeaders =
    [
        ("ce-id", "The event's id; given a UUID if left out. Send again with the same id what you are not sure of.", null),
        ("Idempotency-Key", "The event's id, for senders that know nothing of CloudEvents; not together with another id.", null),
        ("ce-source", "Who sends it, a URI reference; /apps/{app} if left out.", "/erp/sales"),
        ("ce-type", "What happened; 'event' if left out.", "order.created"),
        ("ce-time", "When it happened, RFC 3339; now if left out.", null),
        ("ce-subject", "What it is about.", null),
        ("ce-specversion", "1.0, or left out.", null),
    ];

    private const string BatchRule = "all events are written, or, if one is faulty, none.";

    public static void ToChannel(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "publishEvent";
        operation.Summary = "Publish an event to a channel";
        operation.Description = "The body is the event's data, untouched, of any content type; ce- headers (CloudEvents 1.0, percent-encoded) say "
            + "more about it. Or the body is a whole event, as application/cloudevents+json, or a batch of them, as application/cloudevents-batch+json: "
            + BatchRule + " An event that names another channel as 'channel' is refused.";
        operation.Parameters = [App(), Path("channel", "1 to 200 bytes of UTF-8, segments separated by dots.", "orders.4711"), .. Headers(), RowHeader()];
        operation.RequestBody = WithBatch(Body(document, isDataFirst: true), document, withChannel: false);
        Complete(operation, document);
    }

    public static void ToNamedChannel(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "publishEventToNamedChannel";
        operation.Summary = "Publish a CloudEvent that names its channel";
        operation.Description = "The extension attribute 'channel' (in binary mode the header ce-channel) names the channel; it is not stored with the event. Of a batch "
            + BatchRule;
        operation.Parameters = [App(), Header("ce-channel", "The channel; in binary mode only, and required there.", null), .. Headers(), RowHeader()];
        operation.RequestBody = WithBatch(Body(document, isDataFirst: false), document, withChannel: true);
        Complete(operation, document);
    }

    public static void PutRow(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "putRow";
        operation.Summary = "Insert or replace a row of a table channel";
        operation.Description = "The body is the row's data, of any content type, or a whole event as application/cloudevents+json.";
        operation.Parameters = [.. Row(), .. Headers()];
        operation.RequestBody = Body(document, isDataFirst: true);
        Complete(operation, document, isRow: true);
    }

    public static void DeleteRow(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "deleteRow";
        operation.Summary = "Delete a row of a table channel";
        operation.Description = "Subscribers are told that the row is gone, also if there was none.";
        operation.Parameters = [.. Row(), .. Headers()];
        Complete(operation, document, isRow: true);
    }

    private static void Complete(OpenApiOperation operation, OpenApiDocument document, bool isRow = false)
    {
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiSchemas.Key, document)] = [] }];
        operation.Responses = PublishResponses.All(document, isRow);
    }

    private static OpenApiRequestBody Body(OpenApiDocument document, bool isDataFirst)
    {
        var data = new OpenApiMediaType { Example = Order() };
        var any = new OpenApiMediaType { Schema = ApiSchemas.Text("Data of any other content type.", "binary") };
        var whole = new OpenApiMediaType { Schema = new OpenApiSchemaReference(ApiSchemas.CloudEvent, document), Example = WholeEvent(!isDataFirst) };
        return new()
        {
            Content = isDataFirst
                ? new Dictionary<string, OpenApiMediaType> { ["application/json"] = data, ["application/cloudevents+json"] = whole, ["*/*"] = any }
                : new Dictionary<string, OpenApiMediaType> { ["application/cloudevents+json"] = whole, ["*/*"] = any },
        };
    }

    private static OpenApiRequestBody WithBatch(OpenApiRequestBody body, OpenApiDocument document, bool withChannel)
    {
        body.Content![BatchSchemas.ContentType] = BatchSchemas.Body(document, WholeEvent(withChannel));
        return body;
    }

    private static JsonObject Order() => new() { ["order"] = 4711, ["total"] = 12.5 };

    // Without an id: what is sent twice from the page would be a repeat, which nobody sees.
    private static JsonObject WholeEvent(bool withChannel)
    {
        var example = new JsonObject { ["specversion"] = "1.0", ["source"] = "/erp/sales", ["type"] = "order.created" };
        if (withChannel) example["channel"] = "orders.4711";
        example["data"] = Order();
        return example;
    }

    private static IEnumerable<OpenApiParameter> Row() =>
        [App(), Path("channel", "A table channel; the operator configures which channels are tables.", "stock.nyse"), Path("key", "The row: 1 to 200 bytes of UTF-8.", "AAPL")];

    private static OpenApiParameter RowHeader() =>
        Header("ce-partitionkey", "The row, on a table channel, where it is required: an event with data is its new state, one without data deletes it.", null);

    internal static OpenApiParameter App() => Path("app", "The app (tenant).", "demo");

    internal static OpenApiParameter Path(string name, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example,
    };

    private static IEnumerable<IOpenApiParameter> Headers() => AttributeHeaders.Select(header => Header(header.Name, header.Description, header.Example));

    private static OpenApiParameter Header(string name, string description, string? example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example,
    };
}
