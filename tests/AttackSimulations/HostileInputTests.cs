using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Simulation.LegacyExports;
using Serment.Web.Security;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to act as whoever has a page open, to read the tables behind it, to leave the folders it serves.
/// Means: a page on another origin; a legacy file with names that are markup; every field of every form; file names,
/// addresses and headers that are not what they seem.
/// </summary>
[Collection(nameof(Hospital))]
public sealed partial class HostileInputTests(Hospital hospital, ITestOutputHelper output)
{
    private static readonly string[] Routes =
    [
        "/patients", "/patients/new", "/patients/merge", "/patients/separate", "/places", "/checks/nir", "/language",
            "/sign-out",
        "/step-up/begin", "/step-up/complete", "/sign-in/begin", "/sign-in/complete",
    ];

    private static readonly Dictionary<string, string> Empty = new(StringComparer.Ordinal);

    [Fact]
    public async Task Forms_from_another_origin_are_refused()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist, "LABO");
        int accepted = 0;
        foreach (string? origin in (string?[])
            [null, "null", "http://evil.example", hospital.Running.Web + ".evil.example",
                hospital.Running.CustodianPages,
                hospital.Running.Web.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)])
        {
            using HttpClient browser = receptionist.BrowseWeb();
            browser.DefaultRequestHeaders.Remove("Origin");
            if (origin is not null)
            {
                browser.DefaultRequestHeaders.Add("Origin", origin);
            }

            foreach (string route in Routes)
            {
                using HttpResponseMessage answer = await PostAsync(browser, route, Empty);
                accepted += answer.StatusCode == HttpStatusCode.BadRequest ? 0 : 1;
            }
        }

        output.WriteLine($"haul: {accepted} patients of {Hospital.Rows}");
        Assert.Equal(0, accepted);
        await AssertStillSignedInAsync(receptionist);
    }

    [Fact]
    public async Task Forms_without_the_sessions_own_proof_are_refused()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist, "LABO");
        string another = Visitor.ProofOf(SessionToken.New());
        foreach (string? proof in (string?[])[null, "", "0", another])
        {
            using HttpClient browser = receptionist.BrowseWeb();
            browser.DefaultRequestHeaders.Remove(Gate.ProofHeader);
            if (proof is not null)
            {
                browser.DefaultRequestHeaders.Add(Gate.ProofHeader, proof);
            }

            foreach (string route in (string[])["/patients", "/patients/new", "/patients/merge", "/patients/separate",
                "/step-up/begin"])
            {
                using HttpResponseMessage answer = await PostAsync(browser, route, Empty);
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }

        output.WriteLine($"haul: 0 patients of {Hospital.Rows}");
    }

    [Fact]
    public async Task The_custodians_pages_take_nothing_from_elsewhere_and_answer_to_their_own_name()
    {
        foreach (string origin in (string[])["http://evil.example", hospital.Running.Web, "null"])
        {
            using HttpClient browser = new() { BaseAddress = new(hospital.Running.CustodianPages) };
            browser.DefaultRequestHeaders.Add("Origin", origin);
            foreach (string path in (string[])["/sign-in/begin", "/enrol/begin", "/proposals/begin",
                "/proposals/complete", "/sign-out"])
            {
                using StringContent content = new("{}", System.Text.Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await browser.PostAsync(path, content);
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            }
        }

        using HttpClient rebound = new() { BaseAddress = new(hospital.Running.CustodianPages) };
        rebound.DefaultRequestHeaders.Host = "evil.example";
        using HttpResponseMessage misdirected = await rebound.GetAsync("/enrol");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, misdirected.StatusCode);
    }

    [Fact]
    public async Task Markup_in_an_imported_name_stays_text()
    {
        string[] markup =
        [
            "<script>zqrun(1)</script>", "\"><img src=x onerror=zqrun(2)>", "'><svg/onload=zqrun(3)>",
                "</title><script>zqrun(4)//",
            "{{zqrun(5)}}${zqrun(6)}", "javascript:zqrun(7)",
        ];
        string file = Path.Combine(hospital.Running.Data, "inbox", "markup.csv");
        List<string[]> rows = Rewrite(file, markup);
        await hospital.ImportAsync(file, "LABO");
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist, "LABO");
        using HttpClient browser = receptionist.BrowseWeb();
        int encoded = 0;
        foreach (string[] row in rows)
        {
            using HttpResponseMessage found = await PostAsync(browser, "/patients", new(StringComparer.Ordinal)
            {
                ["by"] = "traits",
                ["birthDate"] = FrenchDate(row[(int)LegacyColumn.DATE_NAISSANCE]),
                ["name"] = row[(int)LegacyColumn.NOM_NAISSANCE],
            });
            string cards = await found.Content.ReadAsStringAsync();
            AssertInert(found, cards);
            encoded += CountEncoded(cards);
            foreach (string path in PatientPath().Matches(cards).Select(match => match.Value).Distinct(
                StringComparer.Ordinal))
            {
                using HttpResponseMessage identity = await browser.GetAsync(path + "/identity");
                string page = await identity.Content.ReadAsStringAsync();
                AssertInert(identity, page);
                encoded += CountEncoded(page);
            }
        }

        Assert.True(encoded > 0, "no page showed the markup as text: the attack was not tried");
        output.WriteLine($"haul: 0 patients of {rows.Count}");
    }

    [Fact]
    public async Task Statements_in_any_field_are_values()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist);
        using HttpClient browser = receptionist.BrowseWeb();
        long before = CountEntries();
        int shown = 0;
        foreach (string statement in (string[])
            ["'; DELETE FROM entry; --", "\" OR \"1\"=\"1", "1) UNION SELECT patient_id FROM entry --", "%", "_",
                "\0", "\\'"])
        {
            foreach (string route in Routes.Where(route => route is not "/sign-out"))
            {
                Dictionary<string, string> form = new(StringComparer.Ordinal) { ["by"] = "number",
                    ["step"] = "create" };
                foreach (string field in (string[])
                    ["birthDate", "name", "givenName", "identifier", "birthName", "firstGivenName", "givenNames",
                        "sex",
                        "birthPlace", "birthPlaceCode", "usedName", "usedGivenName", "line1", "line2", "postalCode",
                            "city", "mobile",
                        "landline", "email", "nir", "organisation", "complementary", "memberNumber", "rightsFrom",
                            "rightsUntil",
                        "survivor", "replaced", "seenIdentity", "language", "to", "value", "date"])
                {
                    form[field] = statement;
                }

                form["kind"] = "RecordNumber";
                using HttpResponseMessage answer = await PostAsync(browser, route, form);
                string page = await answer.Content.ReadAsStringAsync();
                shown += PatientPath().Matches(page).Select(match => match.Value).Distinct(
                    StringComparer.Ordinal).Count();
                Assert.True((int)answer.StatusCode < 500, $"{route} was answered {(int)answer.StatusCode}");
                Assert.DoesNotContain("SQL", page, StringComparison.OrdinalIgnoreCase);
            }
        }

        output.WriteLine($"haul: {shown} patients of {Hospital.Rows}");
        Assert.Equal(0, shown);
        Assert.Equal(before, CountEntries());
    }

    [Fact]
    public async Task Redirects_stay_here_and_headers_stay_whole()
    {
        Insider receptionist = await hospital.WhoAsync(Role.Receptionist);
        using HttpClient browser = receptionist.BrowseWeb();
        foreach (string to in (string[])
            ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/a\r\nSet-Cookie: zq=1",
                "javascript:alert(1)", "/%0d%0aSet-Cookie:%20zq=1", "http:evil.example", "/\t/evil.example"])
        {
            using HttpResponseMessage answer = await PostAsync(
                browser, "/language", new(StringComparer.Ordinal) { ["language"] = "en\r\nX-Zq: 1", ["to"] = to });
            Uri? location = answer.Headers.Location;
            Assert.True((int)answer.StatusCode < 500, $"answered {(int)answer.StatusCode}");
            Assert.False(answer.Headers.Contains("X-Zq"));
            Assert.DoesNotContain(
                answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies : [],
                cookie => cookie.StartsWith("zq", StringComparison.Ordinal));
            if (location is not null)
            {
                // A browser drops tabs and line ends inside an address: what is left may name another host.
                Assert.DoesNotContain(answer.Headers.GetValues("Location").Single(), char.IsControl);
                Assert.Equal(
                    new Uri(hospital.Running.Web).Authority, new Uri(new Uri(hospital.Running.Web),
                        location).Authority);
            }
        }
    }

    [Theory]
    [InlineData("--site", "../clients/import-LABO")]
    [InlineData("--site", "/etc/passwd")]
    [InlineData("--profile", "../../config/serment")]
    public async Task Names_that_climb_out_of_their_folder_are_refused(string option, string value)
    {
        string file = Path.Combine(hospital.Running.Data, "inbox", "..;$(touch zq)\n.csv");
        Rewrite(file, ["Ordinaire"]);
        string[] before = [.. Directory.EnumerateFiles(hospital.Running.Configuration, "*",
            SearchOption.AllDirectories)];

        (int code, string printed) = await hospital.Running.TryAsync(
        [
            "import", file, "--data", hospital.Running.Data, .. option == "--site" ? [] : (string[])["--site",
                "LABO"], option, value,
            "--report", Path.Combine(hospital.Running.Data, "inbox", "report.json"),
        ]);

        Assert.NotEqual(0, code);
        Assert.DoesNotContain("root:", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", printed, StringComparison.Ordinal);
        string[] after = [.. Directory.EnumerateFiles(hospital.Running.Configuration, "*",
            SearchOption.AllDirectories)];
        Assert.Equal(before.Order(StringComparer.Ordinal), after.Order(StringComparer.Ordinal));
        File.Delete(file);
    }

    // A small export whose used names, streets and comments are the attacker's.
    private static List<string[]> Rewrite(string file, string[] attacks)
    {
        using MemoryStream made = new();
        LegacyExport.Write(
            made, new() { Rows = 12, Seed = OpaqueId.Format(OpaqueId.Draw()), Utf8 = true, VariantRate = 0 }, null,
                CancellationToken.None);
        string[] lines = System.Text.Encoding.UTF8.GetString(made.ToArray()).TrimStart('\uFEFF').Split(["\r\n", "\n"],
            StringSplitOptions.RemoveEmptyEntries);
        List<string[]> rows = [];
        List<string> written = [lines[0]];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(';');
            foreach (LegacyColumn column in (LegacyColumn[])
                [LegacyColumn.NOM_USUEL, LegacyColumn.ADRESSE1, LegacyColumn.COMMENTAIRE, LegacyColumn.VILLE])
            {
                fields[(int)column] = "\"" + attacks[i % attacks.Length].Replace("\"", "\"\"",
                    StringComparison.Ordinal) + "\"";
            }

            written.Add(string.Join(';', fields));
            rows.Add(fields);
        }

        File.WriteAllLines(file, written);
        return rows;
    }

    private static void AssertInert(HttpResponseMessage answer, string page)
    {
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>zq", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<svg/onload", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.OrdinalIgnoreCase);
    }

    private static int CountEncoded(string page) =>
        page.Contains("zqrun", StringComparison.OrdinalIgnoreCase) && page.Contains("&lt;",
            StringComparison.Ordinal) ? 1 : 0;

    private static string FrenchDate(string date) =>
        date.Length == 8 && date.All(char.IsAsciiDigit) ? $"{date[6..]}/{date[4..6]}/{date[..4]}" : date;

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient browser, string path, Dictionary<string, string> form) =>
        browser.PostAsync(path, new FormUrlEncodedContent(form));

    private async Task AssertStillSignedInAsync(Insider insider) =>
        Assert.NotNull(await hospital.Custodian.AskAsync(
            MessageKind.DescribeSession, insider.Token, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, CancellationToken.None));

    private long CountEntries()
    {
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(hospital.Running.Data, "main.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM entry";
        return (long)command.ExecuteScalar()!;
    }

    [GeneratedRegex("/patients/[0-9a-z]{13}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PatientPath();
}
