using Microsoft.AspNetCore.Http;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>
/// What stands before every page: the host name is ours, whatever changes something comes from our own pages, and
/// nothing is framed, cached or loaded from elsewhere.
/// </summary>
internal sealed class PageGuard(RelyingParty party, bool isDemo)
{
    private const string ProposalsPath = "/proposals";

    private readonly string host = new Uri(party.CustodianOrigin).Authority;
    private readonly string contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src " + (isDemo ? "'self'" : "'none'");

    /// <summary>The middleware.</summary>
    public Task RunAsync(HttpContext http, RequestDelegate next)
    {
        SetHeaders(http.Response.Headers);

        // Another host name that resolves here (DNS rebinding) gets nothing.
        if (!string.Equals(http.Request.Host.Value, host, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            return next(http);
        }

        if (HttpMethods.IsPost(http.Request.Method) && IsFromOwnPage(http.Request))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Whether a path may be returned to after signing in: the proposals or one of them, nothing else.
    /// </summary>
    public static bool IsOwnPath(string? path) =>
        path is not null
        && (string.Equals(path, ProposalsPath, StringComparison.Ordinal)
            || (path.StartsWith(ProposalsPath + "/", StringComparison.Ordinal)
                && OpaqueId.TryParse(path.AsSpan(ProposalsPath.Length + 1), out _)));

    private bool IsFromOwnPage(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        return string.Equals(request.Headers.Origin.ToString(), party.CustodianOrigin, StringComparison.Ordinal)
            && (site.Length == 0 || string.Equals(site, "same-origin", StringComparison.Ordinal));
    }

    private void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = contentPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": browsers would then send forms with the origin "null", which the guard refuses.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] =
            "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), "
            + "geolocation=()";
        headers["X-Robots-Tag"] = "noindex";
        if (party.CustodianOrigin.StartsWith("https:", StringComparison.Ordinal))
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
