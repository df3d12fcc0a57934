using Serment.Web.Texts;

namespace Serment.Web.Security;

/// <summary>
/// What the page after a saved form says, once: that it was saved. A word that has a text <c>note.word</c>; nothing of
/// the form.
/// </summary>
internal static class NoteCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "serment-note";

    private const int MaxAgeSeconds = 20;

    /// <summary>Redirects to a page that will say it.</summary>
    public static IResult Redirect(HttpContext context, WebContext web, string note, string address)
    {
        context.Response.Cookies.Append(Name, note, Options(web));
        return Results.Redirect(address);
    }

    /// <summary>Takes the note; null when there is none.</summary>
    public static string? Take(HttpContext context, WebContext web, PageTexts texts)
    {
        string? note = context.Request.Cookies[Name];
        if (note is null)
        {
            return null;
        }

        context.Response.Cookies.Delete(Name, Options(web));
        return texts.Has($"note.{note}") ? note : null;
    }

    private static CookieOptions Options(WebContext web) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = web.IsHttps,
        MaxAge = TimeSpan.FromSeconds(MaxAgeSeconds),
        Path = "/",
    };
}
