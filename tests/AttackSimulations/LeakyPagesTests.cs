using System.Net;
using System.Text.RegularExpressions;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: what others leave behind: in a log, an address, an error page, a cache.
/// Means: everything that the processes print, every answer's headers and redirects, and pages made to fail.
/// </summary>
[Collection(nameof(Hospital))]
public sealed class LeakyPagesTests(Hospital hospital, ITestOutputHelper output)
{
    private const string Name = "ZQTRAHISON";
    private const string Street = "12 rue ZQVOLEUSE";
    private const string Nir = "1 80 01 56 260 001";

    private static readonly string[] Telling = [Name, "ZQVOLEUSE", "zqjacques", "180015626000"];

    [Fact]
    public async Task Nothing_typed_shown_or_refused_is_printed_addressed_or_cached()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist);
        using HttpClient browser = receptionist.BrowseWeb();
        List<HttpResponseMessage> answers =
        [
            await PostAsync(browser, "/patients/new", Registration("create")),
            await PostAsync(browser, "/patients/new", Registration("create-anyway")),
            await PostAsync(browser, "/patients", new(StringComparer.Ordinal) { ["by"] = "traits",
                ["birthDate"] = "01/01/1980", ["name"] = Name }),
            await PostAsync(browser, "/patients", new(StringComparer.Ordinal) { ["by"] = "traits",
                ["birthDate"] = "31/02/1980", ["name"] = Name }),
            await PostAsync(browser, "/patients", new(StringComparer.Ordinal) { ["by"] = "number", ["kind"] = "Nir",
                ["identifier"] = Nir }),
            await PostAsync(browser, "/checks/nir", new(StringComparer.Ordinal) { ["value"] = Nir }),
            await PostAsync(browser, "/patients/merge", new(StringComparer.Ordinal) { ["survivor"] = Name,
                ["replaced"] = Name }),
            await browser.GetAsync("/patients?name=" + Name),
            await browser.GetAsync("/patients/" + Name),
            await browser.GetAsync("/patients/compare?id=" + Name + "&id=" + Name),
            await browser.GetAsync("/nowhere/" + Name),
        ];
        string? registered = answers.Select(answer => answer.Headers.Location?.ToString())
            .FirstOrDefault(path => path?.StartsWith("/patients/", StringComparison.Ordinal) == true);
        Assert.NotNull(registered);
        answers.Add(await browser.GetAsync(registered));
        Assert.Contains(Name, await answers[^1].Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);

        int leaks = 0;
        foreach (HttpResponseMessage answer in answers)
        {
            Assert.True(answer.Headers.CacheControl?.NoStore, "an answer may be kept by a cache");
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.TryGetValues("ETag", out _));
            string headers = answer.Headers.ToString() + answer.Content.Headers;
            leaks += Telling.Count(text => headers.Contains(text, StringComparison.OrdinalIgnoreCase));
            Assert.True((int)answer.StatusCode < 500,
                $"{answer.RequestMessage!.Method} was answered {answer.StatusCode}");
            answer.Dispose();
        }

        leaks += Telling.Count(text => Printed().Contains(text, StringComparison.OrdinalIgnoreCase));
        output.WriteLine($"haul: {leaks} patients of 1");
        Assert.Equal(0, leaks);
    }

    [Fact]
    public async Task Pages_that_fail_tell_nothing_of_why()
    {
        Insider nurse = await hospital.WhoAsync(Role.Nurse);
        using HttpClient browser = nurse.BrowseWeb();
        List<string> pages = [];
        foreach (string path in (string[])
            ["/patients/%00", "/patients/..%2f..%2froot.key", "/assets/x/..%2f..%2fserment.json",
                "/assets/x/%2e%2e/%2e%2e/serment.json", "/%ff%fe", "/patients/compare", "/patients/compare?id=a"])
        {
            using HttpResponseMessage answer = await browser.GetAsync(path);
            pages.Add(await answer.Content.ReadAsStringAsync());
            Assert.InRange((int)answer.StatusCode, 300, 499);
        }

        foreach (string path in (string[])["/step-up/begin", "/step-up/complete", "/sign-in/complete", "/patients",
            "/patients/new"])
        {
            foreach (string body in (string[])["", "{", "[]", "null", "{\"id\":null}", new string('[', 4000)])
            {
                using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await browser.PostAsync(path, content);
                pages.Add(await answer.Content.ReadAsStringAsync());
                Assert.True((int)answer.StatusCode < 500,
                    $"{path} was answered {(int)answer.StatusCode} to {body[..Math.Min(9, body.Length)]}");
            }
        }

        Assert.All(pages, AssertTellsNothing);
        output.WriteLine("haul: 0 patients of 60");
    }

    [Fact]
    public async Task With_the_custodian_gone_pages_say_so_and_nothing_else()
    {
        await using Occupied own = new();
        await own.InitializeAsync();
        await own.Running.StartWebAsync();
        Insider nurse = await own.WhoAsync(Role.Nurse);
        using HttpClient browser = nurse.BrowseWeb();
        await own.Running.Custodian!.KillAsync();

        using HttpResponseMessage answer = await PostAsync(
            browser, "/patients", new(StringComparer.Ordinal) { ["by"] = "traits", ["birthDate"] = "01/01/1980",
                ["name"] = Name });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        AssertTellsNothing(await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain(Name, own.Running.WebServer!.Output, StringComparison.OrdinalIgnoreCase);
        output.WriteLine("haul: 0 patients of 1");
    }

    [Fact]
    public void Public_files_alone_may_be_cached_and_the_log_names_templates_only()
    {
        Assert.DoesNotMatch(
            new Regex("/patients/[0-9a-z]{13}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), Printed());
    }

    private static void AssertTellsNothing(string page)
    {
        foreach (string trace in (string[])["Exception", "   at ", "System.", "SQLite", "stack trace", "/src/",
            "serment.dll"])
        {
            Assert.DoesNotContain(trace, page, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string> Registration(string step) => new(StringComparer.Ordinal)
    {
        ["step"] = step,
        ["birthName"] = Name,
        ["firstGivenName"] = "Zqjacques",
        ["birthDate"] = "01/01/1980",
        ["sex"] = "M",
        ["birthPlace"] = "99999",
        ["birthPlaceCode"] = "99999",
        ["line1"] = Street,
        ["postalCode"] = "56000",
        ["city"] = "Vannes",
    };

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient browser, string path, Dictionary<string, string> form) =>
        browser.PostAsync(path, new FormUrlEncodedContent(form));

    private string Printed() => hospital.Running.Custodian!.Output + hospital.Running.WebServer!.Output;
}
