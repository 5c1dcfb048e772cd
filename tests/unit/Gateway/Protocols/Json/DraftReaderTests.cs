using System.Text;
using Gateway.Connections;
using Gateway.Protocols.Json;

namespace Gateway.Tests.Unit.Protocols.Json;

public sealed class DraftReaderTests
{
    [Fact]
    public void Draft_WithAllFields_IsRead()
    {
        var draft = Read("""{"channel":"a","id":"i","type":"t","subject":"s","datacontenttype":"application/json","data":{}}""")!;
        Assert.Equal(("a", "i", "t", "s", "application/json"), (draft.Channel, draft.Id, draft.Type, draft.Subject, draft.DataContentType));
    }

    [Fact]
    public void Draft_WithARowKey_IsRead() => Assert.Equal("AAPL", Read("""{"channel":"stock.nyse","key":"AAPL"}""")!.RowKey);

    [Fact]
    public void Draft_WithOnlyAChannel_HasNoData() =>
        Assert.Equal(new EventDraft("a", null, null, null, null, null), Read("""{"channel":"a"}"""));

    [Theory]
    [InlineData("{ \"b\" : 1.00,  \"a\":\"\\u00fc\" }")]
    [InlineData("[1e400, 12345678901234567890.123]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void Data_Json_IsKeptByteForByte(string data)
    {
        var draft = Read($$"""{"channel":"a","data":{{data}}}""")!;
        Assert.Equal((data, "application/json"), (Encoding.UTF8.GetString(draft.Data!), draft.DataContentType));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public void Data_AStringOfAnotherType_IsItsText(string type) =>
        Assert.Equal("\"ü🦊\n", Encoding.UTF8.GetString(Read($$"""{"channel":"a","datacontenttype":"{{type}}","data":"\"\u00fc\ud83e\udd8a\n"}""")!.Data!));

    [Theory]
    [InlineData("""{"channel":"a","datacontenttype":"text/csv","data":[1]}""")]
    [InlineData("""{"channel":"a","datacontenttype":"text/csv","data":null}""")]
    [InlineData("""{"channel":"a","datacontenttype":"application/json","data_base64":"e2I="}""")]
    [InlineData("""{"channel":"a","data":["\ud800"]}""")]
    [InlineData("""{"channel":"a","data":1,"data_base64":"AA=="}""")]
    [InlineData("""{"channel":"a","data":null,"data_base64":"AA=="}""")]
    [InlineData("""{"channel":"a","data_base64":null}""")]
    [InlineData("""{"channel":"a","data_base64":[0]}""")]
    [InlineData("""{"channel":"a","data_base64":"A"}""")]
    [InlineData("""{"channel":"a","data_base64":"AA=!"}""")]
    public void Data_ThatIsNotWhatItsTypeSays_IsAFaultOfTheEvent(string body) => Assert.NotNull(Read(body)!.DataFault);

    [Fact]
    public void DataBase64_IsDecoded()
    {
        var draft = Read("""{"channel":"a","data_base64":"AP8B"}""")!;
        Assert.Equal([0, 255, 1], draft.Data);
        Assert.Equal("application/octet-stream", draft.DataContentType);
        Assert.Equal("image/png", Read("""{"channel":"a","data_base64":"","datacontenttype":"image/png"}""")!.DataContentType);
    }

    [Theory]
    [InlineData("""{"data":1}""")]
    [InlineData("""{"channel":null}""")]
    [InlineData("""{"channel":1}""")]
    [InlineData("""{"channel":"a","id":1}""")]
    [InlineData("""{"channel":"a","type":{}}""")]
    [InlineData("""{"channel":"a","subject":[]}""")]
    [InlineData("""{"channel":"a","datacontenttype":true}""")]
    public void Draft_WithAFieldOfTheWrongKind_IsNull(string body) => Assert.Null(Read(body));

    [Fact]
    public void Data_Of256Levels_IsRead()
    {
        var deep = new string('[', 256) + new string(']', 256);
        Assert.Equal(deep, Encoding.UTF8.GetString(Read("{\"channel\":\"a\",\"data\":" + deep + "}")!.Data!));
    }

    private static EventDraft? Read(string body) =>
        (CommandReader.Read(Encoding.UTF8.GetBytes($"{{\"id\":1,\"publish\":{body}}}")) as Command.Publish)?.Draft;
}
