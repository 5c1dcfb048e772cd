using System.Text;
using System.Text.Json;
using Gateway.PublisherApi.History;
using Gateway.PublisherApi.Pacing;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Channels;
using Gateway.Shared.Cursors;
using Gateway.Shared.Errors;
using Gateway.Shared.History;
using Gateway.Shared.Kafka;
using Gateway.Shared.Positions;
using Microsoft.Extensions.Options;

namespace Gateway.PublisherApi.Receipts;

/// <summary><c>GET /v1/apps/{app}/channels/{channel}/receipts</c>: who has acknowledged what, and when.</summary>
internal sealed class ReceiptEndpoint(
    TopicCatalog topics, HistoryQueue history, ReadRoom readers, BodyPace pace, IOptions<CursorOptions> cursors, TimeProvider time)
{
    // With the records that one turn may read this is more than a partition of cursors holds.
    private const int MaxTurns = 100;

    /// <summary>Answers with a page. The cursors of the channel's partition are read, in turns with others who ask about the past.</summary>
    public async Task<IResult> GetAsync(HttpContext context, App app)
    {
        var channel = RouteChannel.Of(context);
        if (!ChannelName.IsValid(channel)) return ProblemResults.From(Codes.ChannelInvalid);
        if (!topics.TryGet(app, channel, out var topic) || !topics.TryGetCursors(out var cursorTopic)) return ProblemResults.From(Codes.KafkaUnavailable);
        var partition = new PartitionId(topic.Name, topic.PartitionOf(Encoding.UTF8.GetBytes(channel)), topic.Epoch);
        var (query, refusal) = ReceiptQuery.Read(context.Request.Query, app.Name, channel, partition);
        if (query is null) return ProblemResults.From(refusal!);
        using var room = readers.TryEnter(app, session: null);
        if (room is null) return ProblemResults.From(Codes.Overloaded);
        var page = new ReceiptPage(query);
        var cursorPartition = new PartitionId(cursorTopic.Name, CursorKey.PartitionOf(cursorTopic, app.Name, channel), cursorTopic.Epoch);
        var (_, failure) = await WholeLog.ReadAsync(history, cursorPartition, MaxTurns, Codes.Overloaded, Take, context.RequestAborted);
        if (failure is not null) return ProblemResults.From(failure);
        var answer = JsonSerializer.SerializeToUtf8Bytes(page.Complete(UsedSince()), ReceiptJson.Default.ReceiptReply);
        room.Made(answer.Length);
        await PacedAnswer.WriteJsonAsync(context, answer, pace);
        return Results.Empty;

        bool Take(Confluent.Kafka.ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> record)
        {
            page.Take(record.Message.Key.GetValueOrDefault().Span, record.Message.Value.GetValueOrDefault().Span, record.Message.Timestamp.UnixTimestampMs);
            return true;
        }
    }

    private long UsedSince() => (time.GetUtcNow() - cursors.Value.Expiry).ToUnixTimeMilliseconds();
}
