using Gateway.Shared.Errors;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The operations that read the rows of a table channel.</summary>
internal static class RowOperations
{
    private static readonly Code[] Refusals =
    [
        Codes.ChannelInvalid, Codes.NotATable, Codes.RowKeyInvalid, Codes.ParameterUnknown, Codes.TableTooLarge, Codes.Unauthorized, Codes.TokenInvalid, Codes.TokenClaims,
        Codes.TokenExpired, Codes.TokenNotYetValid, Codes.TokenWrongApp, Codes.NotPermitted, Codes.Internal, Codes.KafkaUnavailable, Codes.Overloaded,
    ];

    public static void ReadAll(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "readRows";
        operation.Summary = "Read the rows of a table channel, by key";
        operation.Description = "Go on with the 'next' of each answer until it is null. Then subscribe with the 'position' of the first answer to receive every change since.";
        operation.Parameters =
        [
            PublishOperations.App(),
            Channel(),
            Query("prefix", "Only rows whose key begins with it.", new() { Type = JsonSchemaType.String }),
            Query("limit", "At most so many; 100 if left out. A page may be shorter although there are more.", new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" }),
            Query("next", "As the page before gave it.", new() { Type = JsonSchemaType.String }),
        ];
        Complete(operation, document, Page(document), [Codes.CountInvalid, Codes.PageInvalid]);
    }

    public static void ReadOne(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "readRow";
        operation.Summary = "Read a row of a table channel";
        operation.Parameters = [PublishOperations.App(), Channel(), PublishOperations.Path("key", "The row: 1 to 200 bytes of UTF-8.", "AAPL")];
        Complete(operation, document, HistorySchemas.EventOf(document), [Codes.RowNotFound]);
    }

    private static void Complete(OpenApiOperation operation, OpenApiDocument document, IOpenApiSchema schema, Code[] more)
    {
        operation.Security =
        [
            new() { [new OpenApiSecuritySchemeReference(ApiSchemas.Key, document)] = [] },
            new() { [new OpenApiSecuritySchemeReference(HistorySchemas.Token, document)] = [] },
        ];
        var answer = new OpenApiResponse
        {
            Description = "As it is now.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = schema } },
        };
        operation.Responses = new OpenApiResponses { ["200"] = answer };
        PublishResponses.AddRefusals(operation.Responses, document, [.. Refusals, .. more]);
    }

    private static OpenApiSchema Page(OpenApiDocument document) => ApiSchemas.Object("A page of rows.", ["channel", "rows", "position", "next"], new()
    {
        ["channel"] = ApiSchemas.Text("The channel."),
        ["rows"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = HistorySchemas.EventOf(document), Description = "The rows, each the event that is its state, in the order of their keys." },
        ["position"] = ApiSchemas.Text("Up to here all changes are in the page."),
        ["next"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Where the next page begins; opaque. Null: this was the last." },
    });

    private static OpenApiParameter Channel() =>
        PublishOperations.Path("channel", "A table channel; the operator configures which channels are tables.", "stock.nyse");

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
}
