using Serment.CustodyProtocol;

namespace Serment.Web.Security;

/// <summary>The cookie that holds the session's secret, and nothing else.</summary>
internal static class SessionCookie
{
    /// <summary>The prefix makes browsers insist on https, the whole path and no domain.</summary>
    public const string SecureName = "__Host-serment";

    /// <summary>On plain http, which is loopback only, the prefix is not possible.</summary>
    public const string LoopbackName = "serment";

    /// <summary>The token that the request brings, well-formed at least.</summary>
    public static SessionToken? Read(HttpContext context, WebContext web) =>
        SessionToken.Parse(context.Request.Cookies[NameFor(web)]);

    /// <summary>Gives the browser its session. It ends with the browser; the custodian ends it earlier.</summary>
    public static void Write(HttpContext context, WebContext web, SessionToken token) =>
        context.Response.Cookies.Append(NameFor(web), token.ToCookie(), Options(web));

    /// <summary>Takes it back.</summary>
    public static void Delete(HttpContext context, WebContext web) =>
        context.Response.Cookies.Delete(NameFor(web), Options(web));

    private static string NameFor(WebContext web) => web.IsHttps ? SecureName : LoopbackName;

    private static CookieOptions Options(WebContext web) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = web.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
