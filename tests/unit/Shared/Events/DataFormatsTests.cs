using System.Text;
using Gateway.Shared.Events;

namespace Gateway.Tests.Unit.Shared.Events;

public sealed class DataFormatsTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=utf-8")]
    [InlineData(" text/json ;x=y")]
    [InlineData("application/vnd.order+json")]
    public void MediaType_OfJson_IsJson(string type) => Assert.Equal(DataFormat.Json, DataFormats.Of(type));

    [Theory]
    [InlineData("text/plain")]
    [InlineData("Text/CSV; header=present")]
    public void MediaType_OfText_IsText(string type) => Assert.Equal(DataFormat.Text, DataFormats.Of(type));

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("json")]
    [InlineData("application/jsonl")]
    [InlineData("application/octet-stream; x=text/plain")]
    [InlineData("application/xml")]
    public void MediaType_OfAnythingElse_IsBinary(string type) => Assert.Equal(DataFormat.Binary, DataFormats.Of(type));

    [Theory]
    [InlineData("{}")]
    [InlineData(" [1, 2.50e3, \"\\u00fc\", null] \n")]
    [InlineData("\"🦊\"")]
    [InlineData("0")]
    public void Data_OneJsonText_IsJson(string data) => Assert.True(DataFormats.IsJson(Encoding.UTF8.GetBytes(data)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("[1,]")]
    [InlineData("// no\n1")]
    [InlineData("NaN")]
    [InlineData("'a'")]
    [InlineData("01")]
    [InlineData("\ufeff{}")]
    public void Data_AnythingElse_IsNot(string data) => Assert.False(DataFormats.IsJson(Encoding.UTF8.GetBytes(data)));

    [Fact]
    public void Data_DeeperThanClientsRead_IsNot()
    {
        Assert.True(DataFormats.IsJson(Encoding.UTF8.GetBytes(new string('[', 256) + new string(']', 256))));
        Assert.False(DataFormats.IsJson(Encoding.UTF8.GetBytes(new string('[', 257) + new string(']', 257))));
    }

    // It would go to every subscriber in a text message, which a browser then refuses with 1007.
    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xff, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xed, 0xa0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xc3, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    public void Data_JsonThatIsNotUtf8_IsNot(byte[] data) => Assert.False(DataFormats.IsJson(data));
}
