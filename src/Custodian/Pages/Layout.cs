using Serment.Custodian.People;

namespace Serment.Custodian.Pages;

/// <summary>The frame of every page.</summary>
internal static class Layout
{
    /// <summary>A whole page.</summary>
    /// <param name="words">Its language.</param>
    /// <param name="title">Its title.</param>
    /// <param name="content">What stands in its main part.</param>
    /// <param name="demoOrigin">Where the software authenticator is; null outside a demonstration.</param>
    /// <param name="who">Who is signed in.</param>
    /// <param name="path">The page's own path, for the language links.</param>
    public static Html Page(
        Words words, string title, Html content, string? demoOrigin, StaffMember? who, string path = "/") =>
        Html.Of($"""
            <!doctype html>
            <html lang="{words.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} · Serment</title>
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/assets/pages.css">
            <script type="module" src="/assets/pages.js"></script>
            </head>
            <body{Demo(demoOrigin)}>
            <a class="skip" href="#main">{words.Say("Aller au contenu", "Skip to content")}</a>
            <header class="top">
            <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="28" height="28"><span>Serment</span></a>
            <span class="place">{words.Say("Gardien des clés", "Key custodian")}</span>
            <nav class="top-end" aria-label="{words.Say("Session et langue", "Session and language")}">
            {Language(words, path)}{SignedIn(words, who)}
            </nav>
            </header>
            {DemoNotice(words, demoOrigin)}
            <main id="main" tabindex="-1">{content}</main>
            <footer><p>{words.Say(
                "Ces pages sont servies par le gardien des clés lui-même : ce qu’elles montrent est ce qui sera fait.",
                "These pages are served by the custodian itself: what they show is what will be done.")}</p></footer>
            </body>
            </html>
            """);

    private static Html Demo(string? origin) => origin is null ? Html.Empty : Html.Of($" data-demo=\"{origin}\"");

    private static Html DemoNotice(Words words, string? origin) =>
        origin is null
            ? Html.Empty
            : Html.Of($"""<aside class="demo-notice">{words.Say(
                "Démonstration : personnes et données inventées, authentificateur logiciel.",
                "Demonstration: made-up people and data, software authenticator.")}</aside>""");

    private static Html Language(Words words, string path) =>
        words.IsEnglish
            ? Html.Of($"""<a href="{path}?language=fr" hreflang="fr" lang="fr">Français</a>""")
            : Html.Of($"""<a href="{path}?language=en" hreflang="en" lang="en">English</a>""");

    private static Html SignedIn(Words words, StaffMember? who) =>
        who is null
            ? Html.Empty
            : Html.Of($"""
                <span class="who">{who.Name}<small>{words.Of(who.Role)}</small></span>
                <form method="post" action="/sign-out"><button class="button small">{words.Say(
                    "Se déconnecter", "Sign out")}</button></form>
                """);
}
