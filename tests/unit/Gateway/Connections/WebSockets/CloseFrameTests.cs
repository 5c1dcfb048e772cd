using Gateway.Connections.WebSockets;
using Gateway.Shared.Errors;

namespace Gateway.Tests.Unit.Connections.WebSockets;

public sealed class CloseFrameTests
{
    [Fact]
    public void Close_WithoutPayload_HasNoCode() => Assert.Null(CloseFrame.Read([]));

    [Theory]
    [InlineData(1000)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public void Code_ThatMayBeSent_IsGivenBack(int code) => Assert.Equal(code, CloseFrame.Read([(byte)(code >> 8), (byte)code, .. "bye"u8]));

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65_535)]
    public void Code_ThatMayNotBeSent_IsAProtocolError(int code) => Faults(Codes.ProtocolError, [(byte)(code >> 8), (byte)code]);

    [Fact]
    public void Code_OfOneByte_IsAProtocolError() => Faults(Codes.ProtocolError, [3]);

    [Fact]
    public void Reason_NotUtf8_IsRefused() => Faults(Codes.InvalidUtf8, [0x03, 0xe8, 0xc3]);

    private static void Faults(Code code, byte[] payload) =>
        Assert.Same(code, Assert.Throws<WebSocketFault>(() => CloseFrame.Read(payload)).Code);
}
