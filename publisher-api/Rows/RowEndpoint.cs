using Gateway.PublisherApi.History;
using Gateway.PublisherApi.Pacing;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Gateway.Shared.Sessions;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Rows;

/// <summary>Answers with the rows of a table channel as they are now. The channel's partition is read from its beginning, in turns with others who ask about the past.</summary>
internal sealed class RowEndpoint(
    TopicCatalog topics, HistoryQueue history, ReadRoom readers, BodyPace pace, IOptions<HistoryOptions> options, ILogger<RowPage> log)
{
    // With the records that one turn may read, a million: what is longer is for a subscription.
    private const int MaxTurns = 10;

    /// <summary><c>GET /v1/apps/{app}/channels/{channel}/rows</c></summary>
    public Task<IResult> ReadAllAsync(HttpContext context, App app, Session? session)
    {
        var channel = RouteChannel.Of(context);
        if (RefusalOf(app, session, channel) is { } refusal) return Task.FromResult(ProblemResults.From(refusal));
        var (query, faulty, detail) = RowQuery.Read(context.Request.Query, channel);
        return query is null
            ? Task.FromResult(ProblemResults.From(faulty!, detail))
            : ReadAsync(context, app, session, query, static (page, position) => page.Complete(position));
    }

    /// <summary><c>GET /v1/apps/{app}/channels/{channel}/rows/{key}</c></summary>
    public Task<IResult> ReadOneAsync(HttpContext context, App app, Session? session)
    {
        var (channel, key) = (RouteChannel.Of(context), RouteRow.Of(context));
        if (RefusalOf(app, session, channel) is { } refusal) return Task.FromResult(ProblemResults.From(refusal));
        return RowKey.IsValid(key)
            ? ReadAsync(context, app, session, RowQuery.Of(channel, key), static (page, _) => page.One())
            : Task.FromResult(ProblemResults.From(Codes.RowKeyInvalid));
    }

    private static Code? RefusalOf(App app, Session? session, string channel)
    {
        if (!ChannelName.IsValid(channel)) return Codes.ChannelInvalid;
        // With an API key there is no session.
        if (session is not null && !session.MayRead(channel)) return Codes.NotPermitted;
        return app.IsTable(channel) ? null : Codes.NotATable;
    }

    private async Task<IResult> ReadAsync(HttpContext context, App app, Session? session, RowQuery query, Func<RowPage, Position, byte[]?> answerOf)
    {
        if (!topics.TryGetTables(app.Name, out var topic)) return ProblemResults.From(Codes.KafkaUnavailable);
        using var room = readers.TryEnter(app, session);
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        var partition = new PartitionId(topic.Name, topic.PartitionOf(query.Channel), topic.Epoch);
        var page = new RowPage(query, partition, options.Value.MaxPageBytes, log);
        var (last, refusal) = await WholeLog.ReadAsync(history, partition, MaxTurns, Codes.TableTooLarge, Take, context.RequestAborted);
        if (refusal is not null) return ProblemResults.From(refusal);
        if (answerOf(page, partition.At(last)) is not { } answer) return ProblemResults.From(Codes.RowNotFound);
        room.Made(answer.Length);
        await PacedAnswer.WriteJsonAsync(context, answer, pace);
        return Results.Empty;

        bool Take(Confluent.Kafka.ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
        {
            page.Take(record);
            return true;
        }
    }
}
