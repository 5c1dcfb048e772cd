using System.Text.Json.Nodes;
using Gateway.Shared.Errors;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The operation that reads a channel's past.</summary>
internal static class HistoryOperation
{
    private static readonly Code[] Refusals =
    [
        Codes.ChannelInvalid, Codes.PositionInvalid, Codes.StartInvalid, Codes.CountInvalid, Codes.ParameterUnknown, Codes.TableHasNoStart, Codes.Unauthorized, Codes.TokenInvalid, Codes.TokenClaims,
        Codes.TokenExpired, Codes.TokenNotYetValid, Codes.TokenWrongApp, Codes.NotPermitted, Codes.Internal, Codes.KafkaUnavailable, Codes.KafkaRefused, Codes.Overloaded,
    ];

    public static void Describe(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "readHistory";
        operation.Summary = "Read what Kafka keeps of a channel, oldest first";
        operation.Description = "Begins after a position, at a start point or with the last events; give one of 'after', 'start' and 'last', or none for the last "
            + "'limit' events. Go on with the 'next' of each answer as 'after' of the next request, while 'more' is true; later, to get what has come since.";
        operation.Parameters =
        [
            PublishOperations.App(),
            PublishOperations.Path("channel", "1 to 200 bytes of UTF-8, segments separated by dots.", "orders.4711"),
            Query("after", "Begin after this position: 'next' of an answer, or the position of an event.", new() { Type = JsonSchemaType.String }),
            Query("start", "'earliest', or an RFC 3339 time with offset that has passed: begin with the first event that Kafka took then or later.", new() { Type = JsonSchemaType.String }),
            Query("last", "Start with the last N events; the maximum may be configured.", Count()),
            Query("limit", "Answer with at most so many events. Default: 'last', or 100.", Count()),
        ];
        operation.Security =
        [
            new() { [new OpenApiSecuritySchemeReference(ApiSchemas.Key, document)] = [] },
            new() { [new OpenApiSecuritySchemeReference(HistorySchemas.Token, document)] = [] },
        ];
        operation.Responses = new OpenApiResponses { ["200"] = Page(document) };
        PublishResponses.AddRefusals(operation.Responses, document, Refusals);
    }

    private static OpenApiResponse Page(OpenApiDocument document) => new()
    {
        Description = "A page of events.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(HistorySchemas.Page, document), Example = Example() },
        },
    };

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    private static OpenApiSchema Count() => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" };

    private static JsonObject Example() => new()
    {
        ["channel"] = "orders.4711",
        ["events"] = new JsonArray(new JsonObject
        {
            ["channel"] = "orders.4711",
            ["position"] = "5f3a0c11.3.1041",
            ["id"] = "order-4711-created",
            ["source"] = "/erp/sales",
            ["type"] = "order.created",
            ["time"] = "2026-11-23T12:00:00.000Z",
            ["datacontenttype"] = "application/json",
            ["data"] = new JsonObject { ["order"] = 4711, ["total"] = 12.5 },
        }),
        ["next"] = "5f3a0c11.3.1187",
        ["more"] = false,
        ["truncated"] = false,
        ["gap"] = null,
    };
}
