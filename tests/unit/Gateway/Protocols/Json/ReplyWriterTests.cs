using System.Buffers;
using System.Text;
using Gateway.Connections;
using Gateway.Connections.WebSockets;
using Gateway.Protocols.Json;
using Gateway.Shared.Sessions;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Positions;
using Gateway.Tests.Unit.Connections;

namespace Gateway.Tests.Unit.Protocols.Json;

public sealed class ReplyWriterTests
{
    private static readonly Position At = new(1, 2, 3);
    private static readonly string NotPermitted =
        """{"code":4207,"name":"not_permitted","message":"Ask for a token or key that permits this channel.","retry":"new_token"}""";

    private static Session Alice
    {
        get
        {
            new AppRegistry(new Dictionary<string, AppOptions> { ["demo"] = new() }).TryGet("demo", out var app);
            return new Session(app!, "ali\"ce", [], [], new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        }
    }

    [Theory]
    [InlineData(1L, "\"id\":1,")]
    [InlineData(null, "")]
    public void Connected_AsReplyOrPush_TellsTheSession(long? id, string shown) => Assert.Equal(
        "{" + shown + """
            "connect":{"connection":"c","app":"demo","user":"ali\"ce","expires":"2026-11-23T12:00:00Z","ping_interval_seconds":25,"max_message_bytes":2097152}}
            """,
        Text(ReplyWriter.Connected(id, "c", Alice, new GatewayOptions())));

    [Fact]
    public void Channels_WithAndWithoutRefusal_TellEach() => Assert.Equal(
        "{\"id\":2,\"subscribe\":{\"channels\":[{\"channel\":\"a\",\"position\":\"00000001.2.3\"},{\"channel\":\"b\",\"error\":" + NotPermitted + "}]}}",
        Text(ReplyWriter.Channels(2, "subscribe"u8, [new("a", At, null), new("b", null, Codes.NotPermitted)])));

    [Fact]
    public void Channels_OfASearchThatWasCutShort_TellIt() => Assert.Equal(
        """{"id":2,"subscribe":{"channels":[{"channel":"a","position":"00000001.2.3","truncated":true}]}}""",
        Text(ReplyWriter.Channels(2, "subscribe"u8, [new("a", At, null, IsTruncated: true)])));

    [Fact]
    public void Published_TellsIdAndPosition() => Assert.Equal(
        """{"id":3,"publish":{"id":"e","channel":"a","position":"00000001.2.3"}}""", Text(ReplyWriter.Published(3, "e", "a", null, new(At, null))));

    [Fact]
    public void Pong_IsEmpty() => Assert.Equal("""{"id":4,"ping":{}}""", Text(ReplyWriter.Pong(4)));

    [Theory]
    [InlineData(5L, "5")]
    [InlineData(null, "null")]
    public void Error_TellsTheCodeAndTheIdEvenIfThereIsNone(long? id, string shown) =>
        Assert.Equal("{\"id\":" + shown + ",\"error\":" + NotPermitted + "}", Text(ReplyWriter.Error(id, Codes.NotPermitted)));

    [Fact]
    public void Gap_TellsFromAndTo() => Assert.Equal(
        """{"gap":{"channel":"a","reason":"window","from":"00000001.2.-1","to":"00000001.2.3"}}""",
        Text(ReplyWriter.Gap("a", "window", new Position(1, 2, -1), At)));

    [Fact]
    public void Stale_TellsSinceWhenAndLiveNothing()
    {
        Assert.Equal("""{"stale":{"since":"2026-11-23T12:00:00Z"}}""", Text(ReplyWriter.Stale(new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.FromHours(2)))));
        Assert.Equal("""{"live":{}}""", Text(ReplyWriter.Live()));
    }

    [Fact]
    public void Closing_TellsTheCode() => Assert.Equal("{\"closing\":" + NotPermitted + "}", Text(ReplyWriter.Closing(Codes.NotPermitted)));

    private static string Text(byte[] frame)
    {
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.True(Wire.TryTake(ref buffer, out var opcode, out var payload) && buffer.IsEmpty);
        Assert.Equal(Opcode.Text, opcode);
        return Encoding.UTF8.GetString(payload);
    }
}
