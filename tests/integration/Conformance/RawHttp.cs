using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Client;

namespace Gateway.Tests.Integration.Conformance;

/// <summary>HTTP as it is written, which no client library would write.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text and reads what is answered: until the connection ends, or for a moment after the last byte.</summary>
    internal static async Task<string> AskAsync(Uri address, string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port).WaitAsync(Within.Limit);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        while (!IsWhole(answer.ToString()) && await stream.ReadAsync(buffer).AsTask().WaitAsync(Within.Limit) is > 0 and var read)
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return answer.ToString();
    }

    /// <summary>The status of an answer.</summary>
    internal static int StatusOf(string answer) => answer.Length > 12 ? int.Parse(answer[9..12], System.Globalization.CultureInfo.InvariantCulture) : 0;

    // With its body, if it has one whose length is told; a body in chunks ends with an empty one.
    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        if (answer.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) return answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        var at = answer.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 || at > end || answer.Length - end - 4 >= int.Parse(answer.AsSpan(at + 16, answer.IndexOf('\r', at) - at - 16), provider: null);
    }
}
