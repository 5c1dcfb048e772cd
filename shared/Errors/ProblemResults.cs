using System.Text.Json;
using Gateway.Shared.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Shared.Errors;

/// <summary>Refusals over HTTP: <c>application/problem+json</c> (RFC 9457) with the members <c>code</c> and <c>retry</c>.</summary>
public static class ProblemResults
{
    internal const string RetryAfterSeconds = "2";

    /// <summary>Answers with the code's status and sentence; <paramref name="detail"/> says more about this case.</summary>
    public static IResult From(Code code, string? detail = null) => new ProblemResult(code, detail, events: null);

    /// <summary>The refusal of several events; the member <paramref name="events"/> tells of each.</summary>
    public static IResult From(Code code, JsonElement events) => new ProblemResult(code, detail: null, events);

    private sealed class ProblemResult(Code code, string? detail, JsonElement? events) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            PublishMetrics.Refused(code);
            if (code.Retry is Retry.Backoff) httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            // RFC 9110, section 12.5.3.
            if (code == Codes.UnsupportedEncoding) httpContext.Response.Headers.AcceptEncoding = "identity";
            if (code.Http == StatusCodes.Status401Unauthorized) httpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return Results.Problem(Document()).ExecuteAsync(httpContext);
        }

        private ProblemDetails Document()
        {
            var document = Refusal();
            if (events is { } each) document.Extensions["events"] = each;
            return document;
        }

        private ProblemDetails Refusal() => new()
        {
            Type = $"urn:gateway:code:{code.Number}",
            Title = code.Name,
            Status = code.Http,
            Detail = code.MessageOf(detail),
            Extensions = { ["code"] = code.Number, ["retry"] = code.RetryName },
        };
    }
}
