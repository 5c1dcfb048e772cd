namespace Gateway.Shared.Errors;

/// <summary>When a request that was refused may be tried again.</summary>
public enum Retry
{
    /// <summary>The same request will be refused again.</summary>
    Never,
    /// <summary>At once, with up to one second of jitter.</summary>
    Now,
    /// <summary>After a growing pause: up to 1 s, doubled at each failure, 30 s at most.</summary>
    Backoff,
    /// <summary>With a new token.</summary>
    NewToken,
}

/// <summary>One refusal, error or close: a row of the table in docs/protocol.md.</summary>
/// <param name="Number">The code in error replies and problem documents, and the WebSocket close code (RFC 6455, 7.4).</param>
/// <param name="Name">snake_case, never changed once released.</param>
/// <param name="Http">The HTTP status where it answers a request, 0 where it never does.</param>
/// <param name="Retry">When to try again.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record Code(int Number, string Name, int Http, Retry Retry, string Message)
{
    /// <summary>The message; <paramref name="detail"/>, a sentence, says more about this case.</summary>
    public string MessageOf(string? detail) => detail is null ? Message : $"{detail} {Message}";

    /// <summary>The same code, with a detail in its message: for where a refusal is passed on as a code alone.</summary>
    public Code Saying(string detail) => this with { Message = MessageOf(detail) };

    /// <summary>The retry rule as it is written on the wire.</summary>
    public string RetryName => Retry switch
    {
        Retry.Never => "never",
        Retry.Now => "now",
        Retry.Backoff => "backoff",
        _ => "new_token",
    };
}
