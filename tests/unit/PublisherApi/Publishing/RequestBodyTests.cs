using System.IO.Pipelines;
using Gateway.PublisherApi.Pacing;
using Gateway.PublisherApi.Publishing;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Unit.PublisherApi.Publishing;

public sealed class RequestBodyTests
{
    private const int Limit = 1 << 20;

    // A write is over when the reader has looked at what was written; all runs on the thread of the test.
    private readonly Pipe _body = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
    private readonly FakeTimeProvider _time = new();
    private readonly FairRoom _room = new(Limit);

    [Fact]
    public async Task Read_ComesSteadily_IsTakenHoweverLongThatTakes()
    {
        var reading = ReadAsync();
        for (var i = 0; i < 20; i++)
        {
            await _body.Writer.WriteAsync(new byte[2 * BodyPace.BytesPerSecond]);
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        await _body.Writer.CompleteAsync();
        var (body, refusal) = await reading;
        Assert.Equal((40 * BodyPace.BytesPerSecond, null), (body!.Length, refusal));
    }

    [Fact]
    public async Task Read_ComesDropByDrop_IsRefusedWithATimeout()
    {
        var reading = ReadAsync();
        for (var i = 0; i < 11 && !reading.IsCompleted; i++)
        {
            await _body.Writer.WriteAsync(new byte[1]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(Codes.RequestTimeout, (await reading).Refusal);
    }

    [Fact]
    public async Task Read_NoRoomForWhatComes_IsRefused()
    {
        using var other = _room.TryTake("b", null, Limit - (100 << 10));
        var reading = ReadAsync();
        await _body.Writer.WriteAsync(new byte[200 << 10]);
        Assert.Equal(Codes.Overloaded, (await reading).Refusal);
    }

    [Fact]
    public async Task Read_LongerThanTheLimit_IsRefusedAsSoonAsThatIsSeen()
    {
        var reading = ReadAsync(limit: 10);
        await _body.Writer.WriteAsync(new byte[11]);
        Assert.Equal(Codes.EventTooLarge, (await reading).Refusal);
    }

    private Task<BodyOutcome<byte[]>> ReadAsync(int limit = Limit)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Body(_body.Reader));
        return new RequestBody(new BodyPace(_time)).ReadAsync(context, limit, _room.TryTake("a", null, WaitingBytes.LeastOfRequest)!).AsTask();
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
