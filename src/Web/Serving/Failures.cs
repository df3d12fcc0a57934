using System.Diagnostics;
using Serment.CustodyProtocol;

namespace Serment.Web.Serving;

/// <summary>
/// Outermost: turns what went wrong into a page, and writes the request log: method, route template, status, time.
/// Never the address, a form, a message or a name.
/// </summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        long begun = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
        }

        LogRequest(
            log,
            context.Request.Method,
            (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-",
            context.Response.StatusCode,
            Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    private Task AnswerAsync(HttpContext context, Exception e)
    {
        IResult answer = e switch
        {
            CustodianUnreachableException => Problems.Unreachable(context),
            CustodyException custody => Problems.From(custody, context),
            BadHttpRequestException => Problems.Refused("problem.badRequest"),
            InvalidDataException => Problems.Refused("problem.badRequest"),

            // A form route was sent something else: the framework says so only by this.
            InvalidOperationException
                when !HttpMethods.IsGet(context.Request.Method) && !context.Request.HasFormContentType =>
                Problems.Refused("problem.badRequest"),
            _ => Problems.Failed(),
        };
        if (e is not (CustodyException or BadHttpRequestException))
        {
            // The message may hold what somebody typed; the type and the place say enough.
            LogFailure(log, e.GetType().FullName ?? "?", e.StackTrace ?? "");
        }

        return answer.ExecuteAsync(context);
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status} {ElapsedMs:0.0} ms")]
    private static partial void LogRequest(
        ILogger logger, string method, string route, int status, double elapsedMs);

    [LoggerMessage(2, LogLevel.Error, "{Kind}\n{Place}")]
    private static partial void LogFailure(ILogger logger, string kind, string place);
}
