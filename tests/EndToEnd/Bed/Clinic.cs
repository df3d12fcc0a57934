using Microsoft.Playwright;
using Serment.Harness;
using Serment.IntegrationTests;

namespace Serment.EndToEnd.Bed;

/// <summary>
/// Journeys share a populated Serment and a browser; every journey has a browser profile of its own. One after the other
/// they are the longest part of all tests: half of them walk in <see cref="ClinicNextDoor"/>, at the same time.
/// </summary>
[CollectionDefinition(nameof(Clinic))]
public sealed class ClinicCollection : ICollectionFixture<Clinic>;

/// <summary>The same clinic once more, with people and data of its own.</summary>
[CollectionDefinition(nameof(ClinicNextDoor))]
public sealed class ClinicNextDoorCollection : ICollectionFixture<ClinicNextDoor>;

/// <summary>A clinic with a week of work in it.</summary>
[CollectionDefinition(nameof(ClinicWithWeek))]
public sealed class ClinicWithWeekCollection : ICollectionFixture<ClinicWithWeek>;

/// <summary>The same on PostgreSQL.</summary>
[CollectionDefinition(nameof(ClinicWithWeekOnPostgreSql))]
public sealed class ClinicWithWeekOnPostgreSqlCollection : ICollectionFixture<ClinicWithWeekOnPostgreSql>;

/// <summary>Custodian and web server with the demo's people and data, and Chromium.</summary>
public class Clinic : IAsyncLifetime
{
    private const int Rows = 120;

    // Where distributions put it; Playwright's own download is never used. The first is the same browser without windows,
    // which draws no toolbar for each profile.
    private static readonly string[] BrowserPaths =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // A machine without a graphics card or a sandbox for root; nothing that talks to the outside.
    private static readonly string[] BrowserArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly Dictionary<string, Passkey> passkeys = new(StringComparer.Ordinal);
    private IPlaywright? playwright;
    private IBrowser? browser;
    private RunningSerment? serment;

    /// <summary>The processes.</summary>
    public RunningSerment Serment => serment ?? throw new InvalidOperationException("not started");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Task<RunningSerment> starting = RunningSerment.StartAsync(
            Rows, await DatabasesAsync(), HasWeek);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = BrowserPaths.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("Chromium is missing: apt-get install chromium"),
            Args = BrowserArguments,
            Headless = true,
        });

        // As long as any other wait of a journey: a machine that does other work too is no failure.
        Assertions.SetDefaultExpectTimeout(20_000);
        serment = await starting;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (serment is not null)
        {
            await serment.DisposeAsync();
        }
    }

    /// <summary>A browser profile with a passkey reader, and nobody signed in.</summary>
    public async Task<Desk> OpenDeskAsync(string language = "fr", int width = 1280, int height = 800)
    {
        IBrowserContext context = await browser!.NewContextAsync(new()
        {
            Locale = language == "fr" ? "fr-FR" : "en-GB",
            TimezoneId = "Europe/Paris",
            ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        if (language != "fr")
        {
            await context.AddCookiesAsync(
                [new() { Name = "serment-language", Value = language, Url = Serment.Web }]);
        }

        return await Desk.SitDownAsync(this, context);
    }

    /// <summary>A desk at which that person has signed in with her passkey; enrolled first where she was not.</summary>
    public async Task<Desk> SignInAsync(Persona who, string language = "fr")
    {
        Passkey passkey = await PasskeyOfAsync(who);
        Desk desk = await OpenDeskAsync(language);
        await desk.HoldAsync(passkey);
        await desk.SignInAsync();
        return desk;
    }

    /// <summary>The first person of a role, signed in.</summary>
    public Task<Desk> SignInAsync(string role, string language = "fr") => SignInAsync(Serment.Who(role), language);

    /// <summary>Whether the demo's week is written.</summary>
    private protected virtual bool HasWeek => false;

    /// <summary>Connection strings of main and custody database; null for files in the folder.</summary>
    private protected virtual Task<(string Main, string Custody)?> DatabasesAsync() =>
        Task.FromResult<(string Main, string Custody)?>(null);

    /// <summary>The person's passkey; her one-time address is used the first time.</summary>
    internal async Task<Passkey> PasskeyOfAsync(Persona who)
    {
        if (!passkeys.TryGetValue(who.StaffId, out Passkey? passkey))
        {
            await using Desk desk = await OpenDeskAsync();
            passkey = await desk.EnrolAsync(who.EnrolUrl, who.Name);
            passkeys.Add(who.StaffId, passkey);
        }

        return passkey;
    }
}

/// <summary>The same clinic once more.</summary>
public sealed class ClinicNextDoor : Clinic;

/// <summary>The clinic with a week of work in it.</summary>
public class ClinicWithWeek : Clinic
{
    private protected override bool HasWeek => true;
}

/// <summary>The same with both databases on PostgreSQL.</summary>
public sealed class ClinicWithWeekOnPostgreSql : ClinicWithWeek
{
    private protected override async Task<(string Main, string Custody)?> DatabasesAsync() =>
        (await PostgresServer.NewDatabaseAsync(), await PostgresServer.NewDatabaseAsync());
}
