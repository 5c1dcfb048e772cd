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
    [InlineData("""{"connect":{"token":null},"id":1}""")]
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
        AssertRefused(5, Codes.InvalidCommand, message);

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
    public void Message_WithoutUsableId_IsMalformed(string message) => AssertRefused(null, Codes.MalformedFrame, message);

    [Theory]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":5,"ping":{},"subscribe":{"channels":["a"]}}""")]
    [InlineData("""{"id":5,"ping":{},"ping":{}}""")]
    [InlineData("""{"ping":{},"id":5,"id":6}""")]
    [InlineData("""{"id":5,"ping":{}} {}""")]
    [InlineData("""{"id":5,"ping":{}} // comment""")]
    [InlineData("""{"id":5,"ping":{},}""")]
    [InlineData("""{"id":5,"publish":{"channel":"a","data":[[[""")]
    public void Message_WithoutExactlyOneCommand_IsMalformed(string message) => AssertRefused(5, Codes.MalformedFrame, message);

    [Fact]
    public void Message_OfDeepJson_IsAnsweredByItsIdWhereverThatStands()
    {
        var (open, close) = (new string('[', 100_000), new string(']', 100_000));
        AssertRefused(null, Codes.MalformedFrame, open);
        foreach (var message in new[]
        {
            $"{{\"id\":1,\"publish\":{{\"channel\":\"a\",\"data\":{open}{close}}}}}",
            $"{{\"publish\":{{\"channel\":\"a\",\"data\":{open}{close}}},\"id\":1}}",
        })
        {
            var publish = Assert.IsType<Command.Publish>(Read(message));
            Assert.Equal(1, publish.Id);
            Assert.Contains("256", publish.Draft.DataFault, StringComparison.Ordinal);
        }
        AssertRefused(1, Codes.InvalidCommand, $"{{\"ping\":{{\"x\":{open}{close}}},\"id\":1}}");
    }

    [Theory]
    [InlineData("""{"id":5,"publish":{"channel":"a","dat":1}}""", "'dat' is no field of publish: the nearest is 'data'.")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"chanel":"a"}]}}""", "'chanel' is no field of a channel: the nearest is 'channel'.")]
    [InlineData("""{"id":5,"subscribe":{"channel":["a"]}}""", "'channel' is no field of subscribe: the nearest is 'channels'.")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":["a"],"forgett":true}}""", "'forgett' is no field of unsubscribe: the nearest is 'forget'.")]
    [InlineData("""{"id":5,"connect":{"tokn":"a"}}""", "'tokn' is no field of connect: the nearest is 'token'.")]
    [InlineData("""{"id":5,"ping":{"x":1}}""", "'x' is no field of ping: it has none.")]
    [InlineData("""{"id":5,"ping":{},"trace":1}""", "'trace' is no field of a message")]
    [InlineData("""{"id":5,"publish":{"channel":"a","a\u0000<b>\"ü":1}}""", "'a?u0000?b????")]
    [InlineData("""{"id":5,"publish":{"channel":"a","channel":"b"}}""", "The field 'channel' of publish stands there twice.")]
    [InlineData("""{"id":5,"publish":{}}""", "The field 'channel' of publish is missing.")]
    [InlineData("""{"id":5,"subscribe":{"channels":[{"channel":"a","last":"5"}]}}""", "The field 'last' of a channel must be a whole number.")]
    [InlineData("""{"id":5,"subscribe":{"channels":[]}}""", "The field 'channels' of subscribe must be a list of 1 to 1,000 channels.")]
    [InlineData("""{"id":5,"ack":{"channel":"a"}}""", "The field 'position' of ack is missing.")]
    public void Command_WithAFieldThatIsWrong_IsToldWhich(string message, string detail) =>
        Assert.StartsWith(detail, AssertRefused(5, Codes.InvalidCommand, message).Detail, StringComparison.Ordinal);

    [Fact]
    public void Name_ThatIsLong_IsQuotedInPart() => Assert.StartsWith(
        $"'{new string('x', 40)}…' is no field", AssertRefused(5, Codes.InvalidCommand, $"{{\"id\":5,\"ping\":{{\"{new string('x', 100_000)}\":1}}}}").Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("subscribe")]
    [InlineData("unsubscribe")]
    public void Channels_OverTheirBound_AreRefusedBeforeTheyAreMade(string command)
    {
        var most = Message(command, 1_000);
        Assert.IsNotType<Command.Invalid>(CommandReader.Read(most));
        var more = Message(command, 500_000);
        Assert.Equal(new Command.Invalid(5, Codes.TooManyChannels), CommandReader.Read(more));
        var before = GC.GetAllocatedBytesForCurrentThread();
        CommandReader.Read(more);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("""{"id":1,"connect":{"token":"t"}}""", "t")]
    [InlineData("""{"connect":{"to\u006ben":"\u0074"},"id":1}""", "t")]
    [InlineData("""{"id":1,"connect":{}}""", null)]
    public void First_OfAConnection_IsConnect(string message, string? token) => Assert.Equal(new Command.Connect(1, token), First(message));

    [Theory]
    [InlineData("""{"id":5,"subscribe":{"channels":["a",["b",{"c":1}]]}}""", 4204)]
    [InlineData("""{"ping":{},"id":5}""", 4204)]
    [InlineData("""{"id":5,"connect":[[[[[[[[[[[[[[[[""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":["t"]}}""", 4202)]
    [InlineData("""{"id":5,"dance":{}}""", 4201)]
    public void First_OfAnotherKind_IsRefusedByItsId(string message, int code) =>
        Assert.Equal((5, code), ((int)First(message).Id!, Assert.IsType<Command.Invalid>(First(message)).Code.Number));

    [Fact]
    public void First_OfTheMostChannels_MakesAlmostNothing()
    {
        var message = Message("subscribe", 5_000);
        CommandReader.ReadFirst(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        CommandReader.ReadFirst(message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Theory]
    [InlineData("Ping")]
    [InlineData("")]
    [InlineData("event")]
    public void Command_Unknown_IsRefusedByItsId(string name) =>
        AssertRefused(5, Codes.UnknownCommand, "{\"id\":5,\"" + name + "\":{}}");

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
    public void Command_WithFieldsOfWrongTypes_IsInvalid(string message) => AssertRefused(5, Codes.InvalidCommand, message);

    [Theory]
    [InlineData("""{"id":5,"subscribe":{"channels":["\ud800"]}}""")]
    [InlineData("""{"id":5,"unsubscribe":{"channels":["\udc00a"]}}""")]
    [InlineData("""{"id":5,"connect":{"token":"\ud800"}}""")]
    [InlineData("""{"id":5,"publish":{"channel":"a","subject":"\ud800\ud800"}}""")]
    public void Text_WithALoneSurrogate_IsInvalidAndAnsweredByItsId(string message) =>
        AssertRefused(5, Codes.InvalidCommand, message);

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

    private static Command.Invalid AssertRefused(long? id, Code code, string message)
    {
        var refused = Assert.IsType<Command.Invalid>(Read(message));
        Assert.Equal((id, code), (refused.Id, refused.Code));
        return refused;
    }

    private static byte[] Message(string command, int channels) =>
        Encoding.UTF8.GetBytes("{\"id\":5,\"" + command + "\":{\"channels\":[" + string.Join(',', Enumerable.Repeat("\"a\"", channels)) + "]}}");

    private static Command First(string message) => CommandReader.ReadFirst(Encoding.UTF8.GetBytes(message));

    private static Command Read(string message) => CommandReader.Read(Encoding.UTF8.GetBytes(message));
}
