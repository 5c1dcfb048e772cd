using System.Buffers.Binary;
using System.Text.Unicode;

namespace Gateway.Connections.WebSockets;

/// <summary>Reads a client's close frame (RFC 6455, 5.5.1 and 7.4).</summary>
internal static class CloseFrame
{
    /// <summary>The client's code, to be echoed; null if it gave none.</summary>
    /// <exception cref="WebSocketFault">The code may not be used on the wire, or the reason is not UTF-8.</exception>
    public static int? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return null;
        if (payload.Length == 1) throw WebSocketFault.Protocol("A close code has two bytes.");
        if (!Utf8.IsValid(payload[2..])) throw WebSocketFault.Utf8();
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return IsValid(code) ? code : throw WebSocketFault.Protocol("The close code may not be used.");
    }

    private static bool IsValid(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
