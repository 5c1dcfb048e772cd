using System.Text;
using CsCheck;
using Gateway.Connections;
using Gateway.Protocols.Json;
using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Protocols.Json;

public sealed class CommandReaderTests
{
    // What a hostile client puts together by machine: words of the protocol and of JSON in any order.
    private static readonly Gen<string> Soup = Gen.OneOf(
        "{", "}", "[", "]", ",", ":", "\"id\"", "\"subscribe\"", "\"publish\"", "\"channels\"", "\"channel\"", "\"data\"", "\"data_base64\"",
        "\"datacontenttype\"", "\"text/plain\"", "\"\\ud800\"", "\"\\u0000\"", "1", "-1", "1e999", "99999999999999999999", "null", "true", "\"x\"", " ", "\\", "\"")
        .Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> Value = Gen.OneOf(
        "null", "true", "0", "1e400", "\"\"", "\"a.b\"", "\"\\ud800\"", "\"\\udc00x\"", "[]", "{}", "[[]]", "[null]", "[{}]", "[\"a\",1]", "[{\"channel\":1}]",
        "[{\"channel\":\"a\",\"position\":[]}]", "{\"channel\":\"a\",\"data\":\"\\ud800\",\"datacontenttype\":\"text/plain\"}", "\"!!!\"");

    private static readonly Gen<string> Shaped = Gen.Select(
        Gen.OneOf("connect", "subscribe", "unsubscribe", "publish", "ping", "\\ud800"),
        Gen.OneOf("channels", "channel", "token", "data", "data_base64", "datacontenttype", "id", "\\udfff"),
        Value, Value, Gen.Bool)
        .Select(x => x.Item5
            ? $"{{\"id\":1,\"{x.Item1}\":{x.Item3}}}"
            : $"{{\"id\":1,\"{x.Item1}\":{{\"{x.Item2}\":{x.Item3},\"channel\":\"a\",\"{x.Item2}\":{x.Item4}}}}}");

    [Fact]
    public void Connect_WithToken_IsRead() => Assert.Equal(new Command.Connect(1, "t"), Read("""{"id":1,"connect":{"token":"t"}}"""));

    [Theory]
    [InlineData("""{"id":1,"connect":{}}""")]
    [InlineData("""{"connect":{"token":null,"other":1},"id":1}""")]
    public void Connect_WithoutToken_IsReadAsSuch(string message) => Assert.Equal(new Command.Connect(1, null), Read(message));

    [Fact]
    public void Subscribe_WithNamesAndPositions_IsReadInOrder()
    {
        var command = Assert.IsType<Command.Subscribe>(Read("""{"id":9007199254740991,"subscribe":{"channels":["a",{"channel":"b","position":"p"},{"channel":"c"},{"channel":"d","position":null},{"channel":"e","start":"earliest"},{"channel":"f","last":50},{"channel":"g","last":null}]}}"""));
        Assert.Equal((1L << 53) - 1, command.Id);
        Assert.Equal([new("a", null), new("b", "p"), new("c", null), new("d", null), new("e", null, "earliest"), new("f", null, null, 50), new("g", null)], command.Channels);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-5", -5)]
    [InlineData("1.5", 0)]
    [InlineData("1e3", 0)]
    [InlineData("1e999", 0)]
    [InlineData("2147483648", 0)]
    [InlineData("-99999999999999999999", 0)]
    public void Last_ThatIsNoWholeNumberOfThatSize_IsOutOfRange(string given, int read) => Assert.Equal(
        read, Assert.IsType<Command.Subscribe>(Read("{\"id\":1,\"subscribe\":{\"channels\":[{\"channel\":\"a\",\"last\":" + given + "}]}}")).Channels[0].Last);

    [Fact]
    public void Unsubscribe_WithNames_IsRead() =>
        Assert.Equal(["a", "ü.1"], Assert.IsType<Command.Unsubscribe>(Read("""{"id":2,"unsubscribe":{"channels":["a","\u00fc.1"]}}""")).Channels);

    [Fact]
    public void Unsubscribe_WithForget_IsRead() =>
        Assert.True(Assert.IsType<Command.Unsubscribe>(Read("""{"id":3,"unsubscribe":{"channels":["a"],"forget":true}}""")).Forget);

    [Fact]
    public void Subscribe_WithADurableName_IsRead() => Assert.Equal(
        [new ChannelRequest("a", null, "earliest", Durable: "phone")],
        Assert.IsType<Command.Subscribe>(Read("""{"id":3,"subscribe":{"channels":[{"channel":"a","durable":"phone","start":"earliest"}]}}""")).Channels);

    [Fact]
    public void Ack_WithChannelAndPosition_IsRead() =>
        Assert.Equal(new Command.Ack(3, "a", "1.2.3"), Read("""{"id":3,"ack":{"channel":"a","position":"1.2.3"}}"""));

    [Theory]
    [InlineData("""{"id":5,"ack":{"channel":"a"}}""")]
    [InlineData("""{"id":5,"ack":{"position":"1.2.3"}}""")]
    [InlineData("""{"id":5,"ack":{"channel":"a","position":3}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","durable":1}]}}""")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":["a"],"forget":1}}""")]
    public void Command_OfDurableSubscriptionsWithOtherFields_IsInvalid(string message) =>
        Assert.Equal(new Command.Invalid(5, Codes.InvalidCommand), Read(message));

    [Fact]
    public void Ping_WithWhatever_IsRead() => Assert.Equal(new Command.Ping(3), Read("""{"id":3,"ping":{"x":[1]}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"ping\"")]
    [InlineData("{}")]
    [InlineData("{\"ping\":{}}")]
    [InlineData("{\"id\":0,\"ping\":{}}")]
    [InlineData("{\"id\":-1,\"ping\":{}}")]
    [InlineData("{\"id\":9007199254740992,\"ping\":{}}")]
    [InlineData("{\"id\":99999999999999999999999,\"ping\":{}}")]
    [InlineData("{\"id\":1e999,\"ping\":{}}")]
    [InlineData("{\"id\":1.5,\"ping\":{}}")]
    [InlineData("{\"id\":\"1\",\"ping\":{}}")]
    [InlineData("{\"id\":null,\"ping\":{}}")]
    [InlineData("{\"id\":1,\"ping\":{}} {}")]
    [InlineData("{\"id\":1,\"ping\":{}} // comment")]
    [InlineData("{\"id\":1,\"ping\":{},}")]
    public void Message_WithoutUsableId_IsMalformed(string message) => Assert.Equal(new Command.Invalid(null, Codes.MalformedFrame), Read(message));

    [Theory]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":5,"ping":{},"subscribe":{"channels":["a"]}}""")]
    [InlineData("""{"id":5,"ping":{},"ping":{}}""")]
    public void Message_WithoutExactlyOneCommand_IsMalformed(string message) => Assert.Equal(new Command.Invalid(5, Codes.MalformedFrame), Read(message));

    [Fact]
    public void Message_OfDeepJson_IsMalformed()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal(new Command.Invalid(null, Codes.MalformedFrame), Read(deep));
        Assert.Equal(new Command.Invalid(null, Codes.MalformedFrame), Read("""{"id":1,"publish":{"channel":"a","data":""" + deep));
    }

    [Theory]
    [InlineData("Ping")]
    [InlineData("")]
    [InlineData("event")]
    public void Command_Unknown_IsRefusedByItsId(string name) =>
        Assert.Equal(new Command.Invalid(5, Codes.UnknownCommand), Read("{\"id\":5,\"" + name + "\":{}}"));

    [Theory]
    [InlineData("""{"id":5,"ping":null}""")]
    [InlineData("""{"id":5,"ping":[]}""")]
    [InlineData("""{"id":5,"connect":{"token":1}}""")]
    [InlineData("""{"id":5,"subscribe":{}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":"a"}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":["a",1]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[["a"]]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[null]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":null}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","position":7}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","last":"5"}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","last":true}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","last":5,"position":"p"}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","last":5,"start":"earliest"}]}}""")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","position":"p","start":"earliest"}]}}""")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":[{"channel":"a"}]}}""")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":{}}}""")]
    [InlineData("""{"id":5,"publish":{}}""")]
    public void Command_WithFieldsOfWrongTypes_IsInvalid(string message) => Assert.Equal(new Command.Invalid(5, Codes.InvalidCommand), Read(message));

    [Theory]
    [InlineData("""{"id":5,"subscribe":{"channels":["\ud800"]}}""")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":["\udc00a"]}}""")]
    [InlineData("""{"id":5,"connect":{"token":"\ud800"}}""")]
    [InlineData("""{"id":5,"publish":{"channel":"a","subject":"\ud800\ud800"}}""")]
    public void Text_WithALoneSurrogate_IsInvalidAndAnsweredByItsId(string message) =>
        Assert.Equal(new Command.Invalid(5, Codes.InvalidCommand), Read(message));

    [Fact]
    public void Name_WithALoneSurrogate_IsNoCommand() => Assert.IsType<Command.Invalid>(Read("""{"id":5,"\ud800":{}}"""));

    [Fact]
    public void Bytes_NotUtf8_AreRefused()
    {
        // A binary message is not checked by the frame reader.
        Assert.IsType<Command.Invalid>(CommandReader.Read(new byte[] { (byte)'{', 0xff }));
        Assert.IsType<Command.Invalid>(CommandReader.Read((byte[])[.. """{"id":5,"subscribe":{"channels":["""u8, (byte)'"', 0xc3, .. "\"]}}"u8]));
        Assert.IsType<Command.Invalid>(CommandReader.Read((byte[])[.. """{"id":5,"publish":{"channel":"a","data":"""u8, (byte)'"', 0xc3, .. "\"}}"u8]));
    }

    [Fact]
    public void Read_OfAnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(message => CommandReader.Read(message) is not null, iter: 20_000);

    [Fact]
    public void Read_OfJsonSoup_NeverThrows() => Soup.Sample(message => Read(message) is not null, iter: 20_000);

    [Fact]
    public void Read_OfCommandsWithAnyFields_NeverThrows() => Shaped.Sample(message => Read(message) is not null, iter: 20_000);

    private static Command Read(string message) => CommandReader.Read(Encoding.UTF8.GetBytes(message));
}
