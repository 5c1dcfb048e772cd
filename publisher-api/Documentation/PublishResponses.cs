using System.Text.Json.Nodes;
using Gateway.Shared.Errors;
using Microsoft.OpenApi;

namespace Gateway.PublisherApi.Documentation;

/// <summary>All answers to a publish, from the table of codes.</summary>
internal static class PublishResponses
{
    private static readonly Code[] Refusals =
    [
        Codes.ChannelInvalid, Codes.EventInvalid, Codes.MalformedRequest, Codes.Unauthorized, Codes.RequestTimeout, Codes.IdConflict, Codes.EventTooLarge,
        Codes.UnsupportedMediaType, Codes.UnsupportedEncoding, Codes.ParameterUnknown, Codes.RowKeyMissing, Codes.RowKeyInvalid, Codes.NotATable, Codes.RowDataMissing, Codes.Internal, Codes.KafkaUnavailable, Codes.KafkaRefused, Codes.Overloaded,
    ];

    private static readonly Code[] OfBatches = [Codes.BatchInvalid, Codes.BatchTooLarge, Codes.BatchIncomplete];

    public static OpenApiResponses All(OpenApiDocument document, bool isRow)
    {
        var responses = isRow
            ? new OpenApiResponses { ["200"] = Stored(document, "Kafka has the row, on all in-sync replicas.", isRepeat: false, isRow) }
            : new OpenApiResponses
            {
                ["201"] = Stored(document, "Kafka has the event, or all events of the batch, on all in-sync replicas.", isRepeat: false, isRow),
                ["200"] = Stored(document, "It was sent before, and Kafka has it: it was not written again. So with all events of a batch.", isRepeat: true, isRow),
            };
        AddRefusals(responses, document, isRow ? Refusals : [.. Refusals, .. OfBatches]);
        return responses;
    }

    /// <summary>Adds what is answered to refused requests, by status.</summary>
    public static void AddRefusals(OpenApiResponses responses, OpenApiDocument document, IEnumerable<Code> refusals)
    {
        foreach (var status in refusals.GroupBy(code => code.Http).OrderBy(status => status.Key))
            responses[status.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = Refused(document, [.. status]);
    }

    private static OpenApiResponse Stored(OpenApiDocument document, string description, bool isRepeat, bool isRow) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = isRow ? new OpenApiSchemaReference(ApiSchemas.Reply, document) : BatchSchemas.EventOrBatch(document),
                Example = Reply(isRepeat),
            },
        },
    };

    private static JsonObject Reply(bool isRepeat)
    {
        var example = new JsonObject { ["id"] = "order-4711-created", ["channel"] = "orders.4711", ["position"] = "5f3a0c11.3.1041" };
        if (isRepeat) example["repeated"] = true;
        return example;
    }

    internal static OpenApiResponse Refused(OpenApiDocument document, Code[] codes) => new()
    {
        Description = string.Join(" ", codes.Select(code => $"{code.Number} {code.Name}: {code.Message}")),
        Headers = codes.Any(code => code.Retry is Retry.Backoff) ? RetryAfter() : null,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(ApiSchemas.Problem, document),
                Examples = codes.ToDictionary(code => code.Name, code => (IOpenApiExample)new OpenApiExample { Value = Example(code) }),
            },
        },
    };

    private static Dictionary<string, IOpenApiHeader> RetryAfter() => new()
    {
        ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
    };

    private static JsonObject Example(Code code) => new()
    {
        ["type"] = $"urn:gateway:code:{code.Number}",
        ["title"] = code.Name,
        ["status"] = code.Http,
        ["detail"] = code.Message,
        ["code"] = code.Number,
        ["retry"] = code.RetryName,
    };
}
