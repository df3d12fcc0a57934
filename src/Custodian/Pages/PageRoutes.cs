using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Pages;

/// <summary>
/// The custodian's own pages, complete: sign in, enrol, look at proposals, decide. Whoever is not signed in sees the
/// sign-in page in place of a proposal, whether or not it exists.
/// </summary>
internal sealed class PageRoutes(
    EvidenceParts parts, PageSessions sessions, PeopleDirectory people, bool isDemo, TimeProvider clock)
{
    private readonly string? demoOrigin = isDemo ? parts.Party.CustodianOrigin : null;

    /// <summary>Maps every page.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/", ShowHome);
        app.MapGet("/enrol", (HttpContext http) => Page(http, Title(http, "Clé d’accès", "Passkey"),
            EnrolPage.Render(Words.For(http.Request), isDemo, parts.Party.WebOrigins[0]), "/enrol"));
        app.MapGet("/proposals", ShowProposalsAsync);
        app.MapGet("/proposals/{id}", ShowProposalAsync);
        app.MapPost("/sign-out", SignOutAsync);
        app.MapGet("/assets/{name}", PageAssets.Serve);
        if (isDemo)
        {
            app.MapGet("/demo/authenticator", (HttpContext http) => DemoFrame.Serve(http, parts.Party));
        }

        app.MapFallback((HttpContext http) => NotFound(http));
    }

    private IResult ShowHome(HttpContext http, string? then = null)
    {
        string next = PageGuard.IsOwnPath(then) ? then! : "/proposals";
        return sessions.Find(http.Request) is not null
            ? Results.Redirect(next)
            : Page(http, Title(http, "Connexion", "Sign in"), SignInPage.Render(Words.For(http.Request), isDemo, next),
                "/");
    }

    private async Task<IResult> ShowProposalsAsync(HttpContext http, CancellationToken stop)
    {
        if (sessions.Find(http.Request) is not SessionFacts who)
        {
            return Results.Redirect("/?then=/proposals");
        }

        ProposalList proposals = await parts.Proposals.ListAsync(who, stop);
        return Page(
            http, Title(http, "Propositions", "Proposals"), ProposalPages.List(Words.For(http.Request), proposals),
            "/proposals");
    }

    private async Task<IResult> ShowProposalAsync(HttpContext http, string id, CancellationToken stop)
    {
        if (!ProposalId.TryParse(id, out ProposalId proposal))
        {
            return NotFound(http);
        }

        string path = $"/proposals/{proposal}";
        if (sessions.Find(http.Request) is not SessionFacts who)
        {
            return Results.Redirect($"/?then={path}");
        }

        Words words = Words.For(http.Request);
        return await parts.DecideProposal.ViewAsync(who, proposal, stop) is ProposalView view
            ? Page(http, words.Of(view.Proposal.Draft.Kind), ProposalPages.Detail(words, view), path)
            : NotFound(http);
    }

    private async Task<IResult> SignOutAsync(HttpContext http, CancellationToken stop)
    {
        if (sessions.Find(http.Request) is SessionFacts who)
        {
            sessions.Forget(http.Response);
            await parts.SignIn.SignOutAsync(who, stop);
        }

        return Results.Redirect("/");
    }

    private HtmlResult NotFound(HttpContext http)
    {
        Words words = Words.For(http.Request);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Page(
            http, words.Say("Page introuvable", "Page not found"),
            Html.Of($"""
                <section class="card narrow"><h1>{words.Say("Page introuvable", "Page not found")}</h1>
                <p>{words.Say("Cette adresse ne mène nulle part.", "This address leads nowhere.")}</p>
                <p><a href="/">{words.Say("Retour au début", "Back to the start")}</a></p></section>
                """),
            "/");
    }

    private HtmlResult Page(HttpContext http, string title, Html content, string path)
    {
        if (http.Request.Query["language"].ToString() is "fr" or "en")
        {
            http.Response.Cookies.Append(Words.CookieName, http.Request.Query["language"].ToString(), new()
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = http.Request.IsHttps,
                Expires = clock.GetUtcNow().AddYears(1),
            });
        }

        StaffMember? who = sessions.Find(http.Request) is SessionFacts facts ? people.Find(facts.Staff) : null;
        Words words = Words.For(http.Request);
        return new(Layout.Page(words, title, content, demoOrigin, who, path));
    }

    private static string Title(HttpContext http, string french, string english) =>
        Words.For(http.Request).Say(french, english);
}

/// <summary>A page as an answer.</summary>
internal sealed class HtmlResult(Html page) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(page.ToString(), httpContext.RequestAborted);
    }
}
