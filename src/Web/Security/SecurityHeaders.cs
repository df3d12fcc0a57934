namespace Serment.Web.Security;

/// <summary>The headers of every answer. Nothing inline, nothing from elsewhere, nothing kept.</summary>
internal sealed class SecurityHeaders
{
    private readonly string contentPolicy;
    private readonly string permissions;

    public SecurityHeaders(WebContext web)
    {
        string custodian = web.Options.CustodianOrigin;

        // The software authenticator of a demonstration is a page of the custodian's; otherwise nothing is framed.
        string frames = web.Options.IsDemo ? custodian : "'none'";
        contentPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            + $"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src {frames}";
        permissions =
            "publickey-credentials-get=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
            + "clipboard-read=(), display-capture=(), browsing-topics=()";
    }

    /// <summary>Sets them; an endpoint that serves public files may replace the cache rule.</summary>
    public void Apply(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = contentPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = permissions;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
    }
}
