using System.Text;
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

namespace Gateway.PublisherApi.History;

/// <summary>Answers with what Kafka keeps of a channel, page by page.</summary>
internal sealed class HistoryEndpoint(
    TopicCatalog topics, HistoryQueue history, IOptions<HistoryOptions> options, ReadRoom readers, BodyPace pace, TimeProvider time, ILogger<HistoryPage> log)
{
    /// <summary><c>GET /v1/apps/{app}/channels/{channel}/events</c></summary>
    public async Task<IResult> ReadAsync(HttpContext context, App app, Session? session)
    {
        var channel = RouteChannel.Of(context);
        if (!ChannelName.IsValid(channel)) return ProblemResults.From(Codes.ChannelInvalid);
        // With an API key there is no session.
        if (session is not null && !session.MayRead(channel)) return ProblemResults.From(Codes.NotPermitted);
        if (app.IsTable(channel)) return ProblemResults.From(Codes.TableHasNoStart, "A table channel has no history, but rows.");
        var query = HistoryQuery.Read(context.Request.Query, options.Value.MaxEvents, time.GetUtcNow());
        if (query.Refusal is { } faulty) return ProblemResults.From(faulty, query.Detail);
        if (!topics.TryGetStreams(app.Name, out var topic)) return ProblemResults.From(Codes.KafkaUnavailable);
        using var room = readers.TryEnter(app, session);
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        var (page, refusal) = await FillAsync(topic, channel, query, context.RequestAborted);
        if (page is null) return ProblemResults.From(refusal == Codes.KafkaUnavailable ? topics.RefusalOf(topic.Name) : refusal!);
        room.Made(page.Length);
        await PacedAnswer.WriteJsonAsync(context, page.Answer, page.Length, pace);
        return Results.Empty;
    }

    private async Task<(HistoryPage? Page, Code? Refusal)> FillAsync(Topic topic, string channel, HistoryQuery query, CancellationToken aborted)
    {
        var name = Encoding.UTF8.GetBytes(channel);
        var partition = new PartitionId(topic.Name, topic.PartitionOf(name), topic.Epoch);
        var start = await FindAsync(query, partition, name);
        if (start.Refusal is { } refusal) return (null, refusal);
        var page = new HistoryPage(channel, partition, query.Limit, options.Value.MaxPageBytes, log);
        if (await history.ReadAsync(partition, name, start.After, page.Add, aborted) is not { } read) return (null, Codes.KafkaUnavailable);
        // No event was ever there, or the log was cut.
        if (start.After >= read.High) return (null, Codes.PositionInvalid);
        page.Complete(partition.At(read.Last), !read.IsEnd, start.IsTruncated, start.GapOf(partition, read.Low));
        return (page, null);
    }

    private async ValueTask<HistoryStart> FindAsync(HistoryQuery query, PartitionId partition, byte[] channel)
    {
        if (query.After is { } position) return After(position, partition);
        if (query.Start is { } point)
        {
            return await history.FindAsync(partition, point) is { } start
                ? new HistoryStart(start.After, start.IsCut ? partition.At(-1) : null)
                : new HistoryStart(0, Refusal: Codes.KafkaUnavailable);
        }
        return await history.LastAsync(partition, channel, query.Last!.Value) is { } last
            ? new HistoryStart(last.After, IsTruncated: last.IsTruncated)
            : new HistoryStart(0, Refusal: Codes.KafkaUnavailable);
    }

    private static HistoryStart After(Position position, PartitionId partition)
    {
        // All of a topic that was made anew came after a position on the one before it.
        if (position.Epoch != partition.Epoch) return new HistoryStart(-1, position, GapReason.Epoch);
        return position.Partition == partition.Partition
            ? new HistoryStart(position.Offset)
            : new HistoryStart(0, Refusal: Codes.PositionInvalid);
    }
}
