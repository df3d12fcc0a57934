namespace Serment.Web.Security;

/// <summary>Remembers the language that somebody chose on this browser.</summary>
internal static class LanguageCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "serment-language";

    private const int RememberedDays = 365;

    /// <summary>Remembers a choice.</summary>
    public static void Write(HttpContext context, WebContext web, string language) =>
        context.Response.Cookies.Append(
            Name,
            language is "en" ? "en" : "fr",
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = web.IsHttps,
                MaxAge = TimeSpan.FromDays(RememberedDays),
                Path = "/",
            });
}
