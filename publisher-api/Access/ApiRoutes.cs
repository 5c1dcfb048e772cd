using Gateway.PublisherApi.Pacing;
using Gateway.Shared.Apps;
using Gateway.Shared.Errors;
using Gateway.Shared.Sessions;

namespace Gateway.PublisherApi.Access;

/// <summary>
/// Makes the delegate of a route: lets in who may, runs the endpoint, writes its answer. All in one task: the framework's filters and bound handlers would
/// pass each request through five more.
/// </summary>
internal sealed class ApiRoutes(IServiceProvider services)
{
    /// <summary>For publishers, who have a key. <typeparamref name="T"/> is resolved with a request: faulty options are then told by the validation at start, all at once.</summary>
    public RequestDelegate WithKey<T>(QueryNames query, Func<T, HttpContext, App, Task<IResult>> endpoint)
        where T : notnull => async context =>
    {
        var app = services.GetRequiredService<KeyAccess>().AppOf(context);
        var result = app is null ? ProblemResults.From(Codes.Unauthorized, Bearer.FaultOf(context.Request, takesTokens: false))
            : query.FaultOf(context.Request) is { } fault ? ProblemResults.From(Codes.ParameterUnknown, fault)
            : await endpoint(services.GetRequiredService<T>(), context, app);
        await AnswerAsync(context, result);
    };

    /// <summary>The same, for an address that never has what is asked for.</summary>
    public RequestDelegate WithKey(Code refusal) => WithKey<KeyAccess>(QueryNames.None, (_, _, _) => Task.FromResult(ProblemResults.From(refusal)));

    /// <summary>For readers, who have a key or, as users of the app, a token; the session is that of the token.</summary>
    public RequestDelegate WithReadAccess<T>(QueryNames query, Func<T, HttpContext, App, Session?, Task<IResult>> endpoint)
        where T : notnull => async context =>
    {
        var (app, session, refusal, detail) = services.GetRequiredService<ReadAccess>().Of(context);
        var result = app is null ? ProblemResults.From(refusal!, refusal == Codes.Unauthorized ? Bearer.FaultOf(context.Request, takesTokens: true) : detail)
            : query.FaultOf(context.Request) is { } fault ? ProblemResults.From(Codes.ParameterUnknown, fault)
            : await endpoint(services.GetRequiredService<T>(), context, app, session);
        await AnswerAsync(context, result);
    };

    /// <summary>The same, for an address that never has what is asked for.</summary>
    public RequestDelegate WithReadAccess(Code refusal) => WithReadAccess<ReadAccess>(QueryNames.None, (_, _, _, _) => Task.FromResult(ProblemResults.From(refusal)));

    // Nearly every answer fits into what the server holds for a connection: only those that do not need a deadline.
    private Task AnswerAsync(HttpContext context, IResult result)
    {
        var writing = result.ExecuteAsync(context);
        return writing.IsCompletedSuccessfully ? writing : services.GetRequiredService<AnswerDeadline>().WaitAsync(context, writing);
    }
}
