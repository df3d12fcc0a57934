using Microsoft.AspNetCore.Http;
using Serment.Custodian.Evidence;

namespace Serment.Custodian.Pages;

/// <summary>
/// The demonstration's software authenticator: a page that our own and the web server's pages put in a hidden frame. It
/// exists only in a data folder marked as demo. What it signs is verified like any other passkey's answer.
/// </summary>
internal static class DemoFrame
{
    public static IResult Serve(HttpContext http, RelyingParty party)
    {
        string[] origins = [party.CustodianOrigin, .. party.WebOrigins];
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
            + string.Join(' ', origins);
        headers.Remove("X-Frame-Options");
        headers["Cross-Origin-Resource-Policy"] = "same-site";
        return new HtmlResult(Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Software authenticator</title>
            <script type="module" src="/assets/demo-frame.js"></script></head>
            <body data-origins="{string.Join(' ', origins)}" data-relying-party="{party.Id}"></body>
            </html>
            """));
    }
}
