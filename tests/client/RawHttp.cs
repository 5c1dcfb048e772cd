using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Client;

/// <summary>An HTTP/1.1 connection byte by byte: it can stop in the middle of a request, and read nothing of an answer.</summary>
internal sealed partial class RawHttp : IAsyncDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    /// <summary>Connects, with a small window for what comes in where that is said.</summary>
    public static async Task<RawHttp> ConnectAsync(Uri address, int? receiveBuffer = null)
    {
        var client = new RawHttp();
        if (receiveBuffer is { } bytes) client._tcp.ReceiveBufferSize = bytes;
        await client._tcp.ConnectAsync(address.Host, address.Port).WaitAsync(Within.Limit);
        client._stream = client._tcp.GetStream();
        return client;
    }

    /// <summary>Sends text as it is.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Within.Limit);

    /// <summary>Ends what it sends; it can still read.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads an answer: its status, its head and its body.</summary>
    public async Task<(int Status, string Head, string Body)> ReadAsync()
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        var length = ContentLength().Match(head);
        var body = head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? await ReadChunksAsync()
            : length.Success ? await ReadAsync(int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture))
            : "";
        return (int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, body);
    }

    /// <summary>Reads until the server ends the connection: how many bytes came.</summary>
    public async Task<long> DrainAsync()
    {
        var piece = new byte[64 << 10];
        long all = 0;
        try
        {
            while (await _stream.ReadAsync(piece).AsTask().WaitAsync(Within.Limit) is > 0 and var count) all += count;
        }
        catch (IOException)
        {
            // Reset is an end too.
        }
        return all;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (int.Parse(await ReadUntilAsync("\r\n"), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            body.Append(await ReadAsync(size));
            await ReadUntilAsync("\r\n");
        }
        await ReadUntilAsync("\r\n");
        return body.ToString();
    }

    private async Task<string> ReadAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Within.Limit);
        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal)) text.Append(await ReadAsync(1));
        return text.ToString(0, text.Length - end.Length);
    }

    [GeneratedRegex(@"^Content-Length: (\d+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
