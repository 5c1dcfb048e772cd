using Gateway.Shared.Errors;

namespace Gateway.Connections.WebSockets;

/// <summary>A client broke the WebSocket protocol; the connection ends with the code (RFC 6455, 7.1.7).</summary>
internal sealed class WebSocketFault(Code code, string message) : Exception(message)
{
    /// <summary>The close code.</summary>
    public Code Code => code;

    public static WebSocketFault Protocol(string message) => new(Codes.ProtocolError, message);

    public static WebSocketFault Utf8() => new(Codes.InvalidUtf8, Codes.InvalidUtf8.Message);

    public static WebSocketFault TooBig() => new(Codes.MessageTooBig, Codes.MessageTooBig.Message);
}
