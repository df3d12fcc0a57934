using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serment.CustodyProtocol;
using Serment.Harness;
using Serment.IntegrationTests;
using Serment.Simulation.Authenticators;
using Serment.Web.Security;

namespace Serment.AttackSimulations.Means;

/// <summary>
/// Somebody with a passkey of their own: a rightful user of a running Serment, or whoever has taken the account over.
/// </summary>
internal sealed partial class Insider(RunningSerment serment) : IDisposable
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    private readonly SoftwareAuthenticator authenticator = new(serment.CustodianPages);
    private readonly HttpClient pages = Browser(serment.CustodianPages, new CookieContainer());

    /// <summary>The web session's secret, once signed in.</summary>
    public SessionToken Token { get; private set; } = null!;

    /// <summary>What the custodian says of the session.</summary>
    public SessionDescription Session { get; private set; } = null!;

    /// <summary>Enrols and signs in as somebody of the demo.</summary>
    public static async Task<Insider> EnterAsync(
        RunningSerment serment, CustodianClient custodian, Role role, string site = "CLINIQUE")
    {
        Insider insider = new(serment);
        await insider.EnrolAsync(serment.Who(role.ToString(), site).EnrolUrl);
        await insider.SignInAsync(custodian);
        return insider;
    }

    /// <summary>Enrols a passkey by a one-time address, and the code where it needs one, on the custodian's own pages.</summary>
    public async Task EnrolAsync(string enrolUrl, string? code = null)
    {
        (HttpStatusCode status, JsonObject answer) = await TryEnrolAsync(enrolUrl, code);
        Assert.True(status == HttpStatusCode.OK, $"enrolment was answered {status}: {answer["code"]}");
    }

    /// <summary>Tries to, with the code that belongs to the address where it needs one.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Answer)> TryEnrolAsync(string enrolUrl, string? code = null)
    {
        (HttpStatusCode status, JsonObject begun) = await AskPageAsync(
            "/enrol/begin", new() { ["secret"] = enrolUrl[(enrolUrl.IndexOf('#') + 1)..], ["code"] = code });
        if (status != HttpStatusCode.OK)
        {
            return (status, begun);
        }

        authenticator.Origin = serment.CustodianPages;
        return await AskPageAsync("/enrol/complete", Answer(begun, authenticator.Create(
            begun["options"]!.ToJsonString())));
    }

    /// <summary>Signs in through the web server's ceremony; every call begins another session.</summary>
    public async Task<SessionToken> SignInAsync(CustodianClient custodian)
    {
        authenticator.Origin = serment.Web;
        CeremonyBegun begun = await custodian.AskAsync(
            MessageKind.BeginSignIn, null, Nothing.Instance, Json.Nothing, Json.CeremonyBegun, CancellationToken.None);
        SessionGranted granted = await custodian.AskAsync(
            MessageKind.CompleteSignIn, null, new(begun.CeremonyId, authenticator.Get(begun.OptionsJson)),
            Json.CeremonyAnswer, Json.SessionGranted, CancellationToken.None);
        Session = granted.Session;
        return Token = SessionToken.Parse(granted.Token)!;
    }

    /// <summary>Touches the passkey for one patient; false where the custodian does not grant it.</summary>
    public async Task<bool> TouchAsync(
        CustodianClient custodian, StepUpKind kind, PatientId patient, string? reason = null)
    {
        authenticator.Origin = serment.Web;
        try
        {
            CeremonyBegun begun = await custodian.AskAsync(
                MessageKind.BeginStepUp, Token, new(kind, patient, reason), Json.StepUpRequest, Json.CeremonyBegun,
                CancellationToken.None);
            await custodian.AskAsync(
                MessageKind.CompleteStepUp, Token, new(begun.CeremonyId, authenticator.Get(begun.OptionsJson)),
                Json.CeremonyAnswer, Json.StepUpGranted, CancellationToken.None);
            return true;
        }
        catch (CustodyException refused) when (refused.Status != ResponseStatus.Failed)
        {
            return false;
        }
    }

    /// <summary>Answers a challenge of the web server's pages with the passkey.</summary>
    public string Touch(string optionsJson)
    {
        authenticator.Origin = serment.Web;
        return authenticator.Get(optionsJson);
    }

    /// <summary>Signs in on the custodian's own pages.</summary>
    public async Task SignInOnPagesAsync()
    {
        (_, JsonObject begun) = await AskPageAsync("/sign-in/begin", []);
        authenticator.Origin = serment.CustodianPages;
        (HttpStatusCode status, _) = await AskPageAsync(
            "/sign-in/complete", Answer(begun, authenticator.Get(begun["options"]!.ToJsonString())));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    /// <summary>Tries to approve a proposal as its page shows it.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Answer)> TryApproveAsync(ProposalId proposal)
    {
        string page = await pages.GetStringAsync($"/proposals/{proposal}");
        (HttpStatusCode status, JsonObject begun) = await AskPageAsync(
            "/proposals/begin",
            new()
            {
                ["proposal"] = proposal.ToString(),
                ["digest"] = Digest().Match(page).Groups["digest"].Value,
                ["approve"] = true,
            });
        if (status != HttpStatusCode.OK)
        {
            return (status, begun);
        }

        authenticator.Origin = serment.CustodianPages;
        return await AskPageAsync(
            "/proposals/complete", Answer(begun, authenticator.Get(begun["options"]!.ToJsonString())));
    }

    /// <summary>A page of the custodian.</summary>
    public Task<HttpResponseMessage> GetPageAsync(string path) => pages.GetAsync(path);

    /// <summary>A browser at the web server with this session's cookie, and its proof for forms.</summary>
    public HttpClient BrowseWeb()
    {
        CookieContainer cookies = new();
        cookies.Add(new Uri(serment.Web), new Cookie(SessionCookie.LoopbackName, Token.ToCookie()));
        HttpClient browser = Browser(serment.Web, cookies);
        browser.DefaultRequestHeaders.Add(Gate.ProofHeader, Visitor.ProofOf(Token));
        return browser;
    }

    public void Dispose() => pages.Dispose();

    private static HttpClient Browser(string origin, CookieContainer cookies)
    {
        HttpClient browser = new(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new(origin),
        };
        browser.DefaultRequestHeaders.Add("Origin", origin);
        return browser;
    }

    private static JsonObject Answer(JsonObject begun, string credential) =>
        new() { ["ceremonyId"] = begun["ceremonyId"]!.GetValue<string>(), ["credential"] = JsonNode.Parse(
            credential) };

    private async Task<(HttpStatusCode Status, JsonObject Answer)> AskPageAsync(string path, JsonObject question)
    {
        using HttpResponseMessage answer = await pages.PostAsJsonAsync(path, question);
        string text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text)!.AsObject());
    }

    [GeneratedRegex("data-digest=\"(?<digest>[0-9a-f]{64})\"", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digest();
}
