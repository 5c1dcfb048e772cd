using System.Text;
using CsCheck;
using Gateway.Connections;
using Gateway.Protocols.Json;
using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Protocols.Json;

public sealed class ConnectReaderTests
{
    [Theory]
    [InlineData("""{"id":1,"connect":{"token":"t"}}""", "t")]
    [InlineData("""{"connect":{"token":"t"},"id":1}""", "t")]
    [InlineData("""{"id":1,"connect":{}}""", null)]
    [InlineData("""{"id":1,"connect":{"token":null}}""", null)]
    [InlineData("""{"id":1,"connect":{"to\u006ben":"\u0074"}}""", "t")]
    public void Connect_OfAnyForm_IsRead(string message, string? token) => Assert.Equal(new Command.Connect(1, token), Read(message));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"connect\":{\"token\":\"t\"}}")]
    [InlineData("{\"id\":0,\"connect\":{\"token\":\"t\"}}")]
    [InlineData("{\"id\":[1],\"connect\":{\"token\":\"t\"}}")]
    public void Message_WithoutUsableId_IsMalformed(string message) => Assert.Equal(new Command.Invalid(null, Codes.MalformedFrame), Read(message));

    [Theory]
    [InlineData("""{"id":5}""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":"t"},"connect":{}}""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":"t"}} {}""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":"t"}""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":"\ud800"}}""", 4200)]
    [InlineData("""{"id":5,"connect":[[[[[[[[[[[[[[[[""", 4200)]
    [InlineData("""{"id":5,"connect":{"token":7}}""", 4202)]
    [InlineData("""{"id":5,"connect":{"token":["t"]}}""", 4202)]
    [InlineData("""{"id":5,"connect":"t"}""", 4202)]
    [InlineData("""{"id":5,"subscribe":{"channels":["a",["b",{"c":1}]]}}""", 4204)]
    [InlineData("""{"ping":{},"id":5}""", 4204)]
    public void Message_ThatIsNoConnect_IsAnsweredByItsId(string message, int code) =>
        Assert.Equal(new Command.Invalid(5, Codes.All.Single(known => known.Number == code)), Read(message));

    [Fact]
    public void Read_OfAnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(message => ConnectReader.Read(message) is not null, iter: 20_000);

    [Fact]
    public void Read_OfTheMostChannels_MakesAlmostNothing()
    {
        var message = Encoding.UTF8.GetBytes("{\"id\":1,\"subscribe\":{\"channels\":[" + string.Join(',', Enumerable.Repeat("\"a\"", 5_000)) + "]}}");
        ConnectReader.Read(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ConnectReader.Read(message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static Command Read(string message) => ConnectReader.Read(Encoding.UTF8.GetBytes(message));
}
