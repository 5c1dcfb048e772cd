using Gateway.Shared.Errors;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>The operation that reads receipts.</summary>
internal static class ReceiptOperation
{
    private static readonly Code[] Refusals =
    [
        Codes.ChannelInvalid, Codes.PositionInvalid, Codes.CountInvalid, Codes.ParameterUnknown, Codes.PageInvalid, Codes.Unauthorized, Codes.Internal, Codes.KafkaUnavailable, Codes.Overloaded,
    ];

    public static void Get(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.OperationId = "readReceipts";
        operation.Summary = "Read who has acknowledged what, and when";
        operation.Description = "The durable subscriptions of the channel, by user and name.";
        operation.Parameters =
        [
            PublishOperations.App(),
            PublishOperations.Path("channel", "1 to 200 bytes of UTF-8, segments separated by dots.", "orders.4711"),
            Query("user", "Of this user only."),
            Query("position", "Of those only who have received and acknowledged the event of this position."),
            Query("limit", "At most so many, 1 to 1000; 100 if left out. A page may be shorter although there are more."),
            Query("next", "As the page before gave it."),
        ];
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiSchemas.Key, document)] = [] }];
        operation.Responses = new OpenApiResponses { ["200"] = Page() };
        foreach (var status in Refusals.GroupBy(code => code.Http).OrderBy(status => status.Key))
            operation.Responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = PublishResponses.Refused(document, [.. status]);
    }

    private static OpenApiResponse Page() => new()
    {
        Description = "A page of receipts; the last has no next.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = Schema() } },
    };

    private static OpenApiSchema Schema() => ApiSchemas.Object("A page of receipts.", ["receipts"], new()
    {
        ["receipts"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = ApiSchemas.Object("A durable subscription.", ["user", "durable", "start", "position", "used"], new()
            {
                ["user"] = ApiSchemas.Text("Whose it is."),
                ["durable"] = ApiSchemas.Text("Its name."),
                ["start"] = ApiSchemas.Text("It began after this position."),
                ["position"] = ApiSchemas.Text("All up to here is acknowledged."),
                ["acknowledged"] = ApiSchemas.Text("When; missing if nothing is acknowledged yet.", "date-time"),
                ["used"] = ApiSchemas.Text("When its use was last noted.", "date-time"),
            }),
        },
        ["next"] = ApiSchemas.Text("Where the next page begins; opaque."),
    });

    private static OpenApiParameter Query(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
