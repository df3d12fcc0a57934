using Serment.CustodyProtocol;
using Serment.Web.Layout;
using Serment.Web.SignIn;

namespace Serment.Web.Serving;

/// <summary>
/// The answers that are not what was asked for. A patient who is not there and one who is not for you look the same.
/// </summary>
internal static class Problems
{
    /// <summary>The header by which our scripts say that they want an answer for a script.</summary>
    public const string ScriptHeader = "X-Serment-Script";

    /// <summary>Nothing here, or nothing here for you.</summary>
    public static IResult NotFound() =>
        Answer(new("problem.notFound", "search", StatusCodes.Status404NotFound));

    /// <summary>The role does not open the page.</summary>
    public static IResult Forbidden() =>
        Answer(new("problem.forbidden", "lock", StatusCodes.Status403Forbidden));

    /// <summary>A form that did not come from our pages, or makes no sense.</summary>
    public static IResult Refused(string key) =>
        Answer(new(key, "octagon-alert", StatusCodes.Status400BadRequest));

    /// <summary>Somebody changed the same thing meanwhile.</summary>
    public static IResult Conflict() =>
        Answer(new("problem.conflict", "refresh-cw", StatusCodes.Status409Conflict));

    /// <summary>Something failed; nothing is told of what.</summary>
    public static IResult Failed() =>
        Answer(new("problem.failed", "octagon-alert", StatusCodes.Status500InternalServerError));

    /// <summary>The custodian does not answer: nothing can be opened, nothing is lost.</summary>
    public static IResult Unreachable(HttpContext context) =>
        Answer(new(
            "problem.unreachable",
            "key-round",
            StatusCodes.Status503ServiceUnavailable,
            KeptForm.Of(context.Request)));

    /// <summary>The custodian has too much in hand.</summary>
    public static IResult Busy(HttpContext context) =>
        Answer(new(
            "problem.busy", "clock", StatusCodes.Status503ServiceUnavailable, KeptForm.Of(context.Request)));

    /// <summary>The session has ended or never began: sign in here, and go on where one was.</summary>
    public static IResult SignInFirst(HttpContext context) =>
        new ForScriptOrPage(
            StatusCodes.Status401Unauthorized,
            "signInFirst",
            () => Page.Show<SignInPage>(
                new SignInModel(KeptForm.Of(context.Request), HasEnded: true), StatusCodes.Status401Unauthorized));

    /// <summary>What the custodian's refusal of a whole request becomes.</summary>
    public static IResult From(CustodyException e, HttpContext context) => e.Status switch
    {
        ResponseStatus.NotSignedIn => SignInFirst(context),
        ResponseStatus.Forbidden => Forbidden(),
        ResponseStatus.Busy => Busy(context),
        ResponseStatus.Conflict => Conflict(),
        ResponseStatus.BadRequest => Refused("problem.badRequest"),
        _ => Failed(),
    };

    private static ForScriptOrPage Answer(ProblemModel model) =>
        new(model.Status, model.Key, () => Page.Show<ProblemPage>(model, model.Status));

    private sealed class ForScriptOrPage(int status, string code, Func<IResult> page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (!httpContext.Request.Headers.ContainsKey(ScriptHeader))
            {
                return page().ExecuteAsync(httpContext);
            }

            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "text/plain; charset=utf-8";
            return httpContext.Response.WriteAsync(code, httpContext.RequestAborted);
        }
    }
}
