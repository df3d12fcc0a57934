using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Serment.EndToEnd.Bed;

/// <summary>
/// One browser profile: a page, a virtual authenticator that touches by itself, and all that the browser complains of.
/// </summary>
public sealed class Desk : IAsyncDisposable
{
    private readonly Clinic clinic;
    private readonly IBrowserContext context;
    private readonly ICDPSession authenticators;
    private readonly string authenticator;
    private readonly Complaints complaints;

    private Desk(Clinic clinic, IBrowserContext context, IPage page, ICDPSession authenticators, string authenticator)
    {
        this.clinic = clinic;
        this.context = context;
        this.authenticators = authenticators;
        this.authenticator = authenticator;
        Page = page;
        complaints = new(page);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens the page and plugs the authenticator in.</summary>
    internal static async Task<Desk> SitDownAsync(Clinic clinic, IBrowserContext context)
    {
        context.SetDefaultTimeout(20_000);
        IPage page = await context.NewPageAsync();
        ICDPSession session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        JsonElement? added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", Said(("options", Said(
            ("protocol", "ctap2"), ("transport", "internal"), ("hasResidentKey", true), ("hasUserVerification", true),
            ("isUserVerified", true), ("automaticPresenceSimulation", true)))));
        return new(clinic, context, page, session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>Puts a passkey into the authenticator.</summary>
    internal Task HoldAsync(Passkey passkey) => authenticators.SendAsync(
        "WebAuthn.addCredential", Said(("authenticatorId", authenticator), ("credential", passkey.ForNextDesk())));

    /// <summary>Takes every passkey out.</summary>
    internal Task DropAllAsync() =>
        authenticators.SendAsync("WebAuthn.clearCredentials", Said(("authenticatorId", authenticator)));

    /// <summary>Enrols by a one-time address on the custodian's pages; gives the passkey that came of it.</summary>
    internal async Task<Passkey> EnrolAsync(string address, string name)
    {
        await Page.GotoAsync(address);
        await Page.GetByRole(AriaRole.Definition).Filter(new() { HasText = name }).WaitForAsync();
        await ClickAsync("Enregistrer ma clé d’accès");
        await Page.GetByText("Votre clé d’accès est enregistrée").WaitForAsync();
        return await TakePasskeyAsync();
    }

    /// <summary>The only passkey in the authenticator.</summary>
    internal async Task<Passkey> TakePasskeyAsync()
    {
        JsonElement? held = await authenticators.SendAsync(
            "WebAuthn.getCredentials", Said(("authenticatorId", authenticator)));
        return new(Assert.Single(held!.Value.GetProperty("credentials").EnumerateArray()).Clone());
    }

    /// <summary>Signs in on the web server's page with the passkey at hand.</summary>
    public async Task SignInAsync()
    {
        await VisitAsync("/");
        await TouchAsync();
        await Page.Locator("form[action='/sign-out']").WaitForAsync();
    }

    /// <summary>Presses the one button in sight that asks for the passkey.</summary>
    public Task TouchAsync() => Page.Locator("[data-touch]:visible").ClickAsync();

    /// <summary>Presses the button that asks for the passkey for one kind of way in.</summary>
    public Task TouchIntoAsync(string kind) => Page.Locator($"form[data-step-up='{kind}'] [data-touch]").ClickAsync();

    /// <summary>Goes to a page of the web server; gives the answer's status.</summary>
    public async Task<int> VisitAsync(string path)
    {
        IResponse? answer = await Page.GotoAsync(path.StartsWith('/') ? clinic.Serment.Web + path : path);
        return answer!.Status;
    }

    /// <summary>Presses the button of that exact name.</summary>
    public Task ClickAsync(string button) =>
        Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Follows the link of that exact name.</summary>
    public Task FollowAsync(string link) =>
        Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    /// <summary>Types into the field of that label.</summary>
    public Task FillAsync(string label, string value) => Field(label).FillAsync(value);

    /// <summary>The field of that label, required or not.</summary>
    public ILocator Field(string label) =>
        Page.GetByLabel(new Regex("^" + Regex.Escape(label) + @"\*?$", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .And(Page.Locator("input, select, textarea"));

    /// <summary>The page's first heading.</summary>
    public ILocator Title(string text) =>
        Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = text, Exact = true });

    /// <summary>Waits for a page by its first heading, and holds it to what every page promises.</summary>
    public async Task ArriveAsync(string title, string? picture = null)
    {
        await Title(title).WaitForAsync();
        await CheckAsync(picture);
    }

    /// <summary>
    /// What every page promises: nothing that axe finds, no complaint of the browser.
    /// </summary>
    public async Task CheckAsync(string? picture = null, bool axe = true)
    {
        await Page.WaitForLoadStateAsync(LoadState.Load);
        if (picture is not null)
        {
            await Pictures.TakeAsync(Page, picture);
        }

        if (axe)
        {
            await Accessibility.CheckAsync(Page);
        }

        complaints.AssertNone();
    }

    private static Dictionary<string, object> Said(params ReadOnlySpan<(string Name, object Value)> what)
    {
        Dictionary<string, object> said = new(StringComparer.Ordinal);
        foreach ((string name, object value) in what)
        {
            said.Add(name, value);
        }

        return said;
    }
}
