using Microsoft.AspNetCore.Http;
using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>
/// The session of the custodian's pages, in a cookie of their own. It lets its holder read proposals; every decision
/// takes a fresh touch of the passkey.
/// </summary>
internal sealed class PageSessions(Sessions sessions, CustodyWriter writer, bool isSecure)
{
    /// <summary>The cookie's name; where the origin is https, bound to this very host.</summary>
    public string CookieName { get; } = isSecure ? "__Host-serment-custodian" : "serment-custodian";

    /// <summary>Who asks, if anybody is signed in and may be here.</summary>
    public SessionFacts? Find(HttpRequest request) =>
        SessionToken.Parse(request.Cookies[CookieName]) is SessionToken token
        && sessions.Find(token, SessionAudience.Pages,
            writer.Now) is { Role: Role.Administrator or Role.SecurityOfficer } who
            ? who
            : null;

    /// <summary>Gives the browser its session; it ends with the browser, or earlier.</summary>
    public void Keep(HttpResponse response, SessionToken token) =>
        response.Cookies.Append(CookieName, token.ToCookie(), Cookie());

    /// <summary>Takes it away.</summary>
    public void Forget(HttpResponse response) => response.Cookies.Delete(CookieName, Cookie());

    private CookieOptions Cookie() =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = isSecure, Path = "/", IsEssential = true };
}
