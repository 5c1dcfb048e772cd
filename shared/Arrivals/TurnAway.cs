using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Shared.Errors;
using Gateway.Shared.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Shared.Arrivals;

/// <summary>
/// Tells a connection that there is no place for it, as cheaply as can be: the answer is always the same bytes, and no HTTP is read. A few wait for the
/// request's first bytes, because a client does not look at an answer that comes before it has asked; when these places are taken the next is closed without a word.
/// </summary>
internal sealed class TurnAway(TimeProvider time)
{
    private const int MaxWaiting = 128;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Code, byte[]> _answers = new();
    private int _waiting;

    /// <summary>Answers, if that can be; false.</summary>
    public async ValueTask<bool> AnswerAsync(ConnectionContext connection, Code code)
    {
        PublishMetrics.Refused(code);
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting) await WriteAsync(connection, _answers.GetOrAdd(code, AnswerOf));
        Interlocked.Decrement(ref _waiting);
        return false;
    }

    private async Task WriteAsync(ConnectionContext connection, byte[] answer)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            var asked = await connection.Transport.Input.ReadAsync(deadline.Token);
            var isHttp = !asked.Buffer.IsEmpty && asked.Buffer.FirstSpan[0] is >= (byte)'A' and <= (byte)'Z';
            connection.Transport.Input.AdvanceTo(asked.Buffer.End);
            // Below TLS nothing can be said before its handshake.
            if (isHttp) await connection.Transport.Output.WriteAsync(answer, deadline.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or InvalidOperationException)
        {
            // It is closed anyway.
        }
    }

    private static byte[] AnswerOf(Code code)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["type"] = $"urn:gateway:code:{code.Number}",
            ["title"] = code.Name,
            ["status"] = code.Http,
            ["detail"] = code.Message,
            ["code"] = code.Number,
            ["retry"] = code.RetryName,
        });
        var head = $"HTTP/1.1 {code.Http} {code.Name}\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\n"
            + $"Retry-After: {ProblemResults.RetryAfterSeconds}\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }
}
