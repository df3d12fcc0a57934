using Serment.CustodyProtocol;
using Serment.Web.Serving;

namespace Serment.Web.Security;

/// <summary>
/// Every request passes here, between routing and its endpoint: an endpoint without a rule is not served, a form from
/// elsewhere is refused, and who is asking is asked of the custodian, afresh each time.
/// </summary>
internal sealed class Gate(
    RequestDelegate next, WebContext web, SecurityHeaders headers, ReadableAddresses addresses)
{
    /// <summary>The form field, or else the header, that carries the proof.</summary>
    public const string ProofField = "_proof";

    /// <summary>The header that scripts send instead of the field.</summary>
    public const string ProofHeader = "X-Form-Proof";

    /// <summary>The header with which a page draws itself anew: for browsers that do not say so themselves.</summary>
    public const string BackgroundHeader = "X-Serment-Background";

    /// <summary>The longest form.</summary>
    public const int MaxFormBytes = 256 * 1024;

    public async Task InvokeAsync(HttpContext context, Visitor me, CustodianClient custodian)
    {
        headers.Apply(context.Response);
        me.Path = context.Request.Path;
        me.Speak(context.Request.Cookies[LanguageCookie.Name]);
        EndpointRule? rule = context.GetEndpoint()?.Metadata.GetMetadata<EndpointRule>();
        if (rule is null)
        {
            await Problems.NotFound().ExecuteAsync(context);
            return;
        }

        me.IsAnswerToForm = HttpMethods.IsPost(context.Request.Method);
        me.Address = addresses.Of(context);
        bool changes = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (changes && !IsFromHere(context.Request))
        {
            await Problems.Refused("problem.foreignForm").ExecuteAsync(context);
            return;
        }

        SessionToken? token = SessionCookie.Read(context, web);
        if (token is not null)
        {
            token = IsBackground(context) ? token.InBackground() : token;
            me.Present(token);
        }

        if (rule.Audience == Audience.Anyone)
        {
            await next(context);
            return;
        }

        if (changes && token is not null && !await HasProofAsync(context, me))
        {
            await Problems.Refused("problem.foreignForm").ExecuteAsync(context);
            return;
        }

        if (token is null || !await AdmitAsync(context, me, custodian, token))
        {
            await Problems.SignInFirst(context).ExecuteAsync(context);
            return;
        }

        if (!changes)
        {
            me.Note = NoteCookie.Take(context, web, me.Texts);
        }

        if (!me.Meets(rule.Audience))
        {
            await Problems.Forbidden().ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private static async Task<bool> AdmitAsync(
        HttpContext context, Visitor me, CustodianClient custodian, SessionToken token)
    {
        try
        {
            me.Admit(await custodian.DescribeSessionAsync(token, context.RequestAborted));
            return true;
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.NotSignedIn)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether a page asks this by itself: an endpoint that is there for it, or a reading that the browser says no
    /// person went to. What a client says of itself here can only shorten its session.
    /// </summary>
    private static bool IsBackground(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BackgroundEndpoint>() is not null
        || ((HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            && (context.Request.Headers["Sec-Fetch-Mode"].ToString() is not ("" or "navigate")
                || context.Request.Headers.ContainsKey(BackgroundHeader)));

    // Under our referrer policy a page's own forms come with the origin "null"; the browser's other word settles it.
    private bool IsFromHere(HttpRequest request) =>
        string.Equals(request.Headers.Origin, web.Origin, StringComparison.Ordinal)
        || (request.Headers.Origin.ToString() is "" or "null"
            && request.Headers["Sec-Fetch-Site"].ToString() is "same-origin");

    private static async Task<bool> HasProofAsync(HttpContext context, Visitor me)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<StreamedBody>() is { } streamed)
        {
            // Never read as a form: the proof stands in the header, or is the first field of the stream.
            return await StreamedForm.BeginAsync(context, streamed) is { } first && me.IsProof(first);
        }

        string? proof = context.Request.Headers[ProofHeader];
        if (proof is null && context.Request.HasFormContentType)
        {
            proof = (await context.Request.ReadFormAsync(context.RequestAborted))[ProofField];
        }

        return proof is not null && me.IsProof(proof);
    }
}
