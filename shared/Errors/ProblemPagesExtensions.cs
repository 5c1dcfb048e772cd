using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Gateway.Shared.Errors;

/// <summary>Gives every refusal that has no body yet a problem document.</summary>
public static class ProblemPagesExtensions
{
    /// <summary>How many headers a request may have. The web server takes more, up to 32 KiB of them, so that the answer can say what is wrong.</summary>
    public const int MaxHeaders = 100;

    /// <summary>Answers unknown addresses, wrong methods, broken requests and faults of the server with <c>application/problem+json</c>.</summary>
    public static IApplicationBuilder UseProblemPages(this IApplicationBuilder app) => app
        .Use(static next => context => NoSniffing(next, context))
        .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = OnFailure, StatusCodeSelector = StatusOf, SuppressDiagnosticsCallback = IsCallersFault })
        .UseStatusCodePages(context => OnEmptyBody(context.HttpContext));

    // No answer is for a browser to guess the type of, also where what others published comes back.
    private static Task NoSniffing(RequestDelegate next, HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Request.Headers.Count <= MaxHeaders ? next(context) : ProblemResults.From(Codes.HeaderTooLarge).ExecuteAsync(context);
    }

    private static Task OnFailure(HttpContext context)
    {
        // The headers that were set before are gone.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var code = failure is BadHttpRequestException ? CodeOf(StatusOf(failure)) : Codes.Internal;
        return ProblemResults.From(code ?? Codes.MalformedRequest).ExecuteAsync(context);
    }

    private static Task OnEmptyBody(HttpContext context)
    {
        var status = context.Response.StatusCode;
        return (CodeOf(status) is { } code ? ProblemResults.From(code) : Results.Problem(statusCode: status)).ExecuteAsync(context);
    }

    private static int StatusOf(Exception failure) =>
        failure is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;

    // What a caller sends wrong is his to read in the answer, not the operator's in the log.
    private static bool IsCallersFault(ExceptionHandlerSuppressDiagnosticsContext context) => context.Exception is BadHttpRequestException;

    private static Code? CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Codes.MalformedRequest,
        StatusCodes.Status404NotFound => Codes.NotFound,
        StatusCodes.Status405MethodNotAllowed => Codes.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => Codes.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => Codes.EventTooLarge,
        StatusCodes.Status415UnsupportedMediaType => Codes.UnsupportedMediaType,
        StatusCodes.Status500InternalServerError => Codes.Internal,
        _ => null,
    };
}
