using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: results that only one pair of eyes has seen, or that belong to somebody else's tube.
/// Means: the account of whoever works at the bench, or sets instruments up, and requests that no page offers.
/// </summary>
[Collection(nameof(WorkingLaboratory))]
public sealed class LaboratoryStepTests(WorkingLaboratory site, ITestOutputHelper output)
{
    private const string Validated = "SELECT COUNT(*) FROM observation_task WHERE status = 5";
    private const string Runs = "SELECT COUNT(*) FROM observation_run";
    private const string Aside = "SELECT COUNT(*) FROM instrument_aside";

    [Fact]
    public async Task A_technician_takes_no_biologists_step()
    {
        Insider technician = await site.WhoAsync(Role.LaboratoryTechnician);
        await technician.SignInAsync(site.Custodian);
        using HttpClient browser = technician.BrowseWeb();
        long before = site.Count(Validated);
        int taken = 0;
        foreach (KnownTube one in site.Tubes.Where(one => one.Status == 4))
        {
            string page = $"/laboratory/validation/{one.Patient}/{one.Request}";
            foreach (string path in (string[])[page, page + "/sensitive"])
            {
                for (int version = 1; version <= 3; version++)
                {
                    using HttpResponseMessage answer = await PostAsync(browser, path, new(StringComparer.Ordinal)
                    {
                        [$"seen-{one.Task}"] = $"{version}/{one.Patient}.{one.Task}.1",
                        ["lab"] = one.Laboratory.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        ["step"] = "validate",
                    });
                    taken += answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound ? 0 : 1;
                }
            }
        }

        output.WriteLine($"haul: {site.Count(Validated) - before} results validated, {taken} requests taken");
        Assert.Equal((before, 0), (site.Count(Validated), taken));
    }

    [Fact]
    public async Task A_biologist_is_no_second_pair_of_eyes_for_what_she_validated_technically()
    {
        Insider biologist = await site.WhoAsync(Role.Biologist);
        await biologist.SignInAsync(site.Custodian);
        using HttpClient browser = biologist.BrowseWeb();
        KnownTube tube = site.Tubes.First(one => one.Status == 3);
        string bench = $"/laboratory/bench/tubes/{tube.Patient}/{tube.Specimen}";
        Dictionary<string, string> technical = await FieldsAsync(browser, bench, "seen-");
        foreach (string task in technical.Keys.Select(one => one["seen-".Length..]).ToArray())
        {
            technical[$"do-{task}"] = "keep";
        }

        technical["step"] = "validate";
        using (HttpResponseMessage done = await PostAsync(browser, bench, technical))
        {
            Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        }

        // The page offers them to be held only; a request says what a page for somebody else would have said.
        string page = $"/laboratory/validation/{tube.Patient}/{tube.Request}";
        string before = FinalOf(tube);
        Dictionary<string, string> biological = new(StringComparer.Ordinal);
        foreach ((string name, string value) in await FieldsAsync(browser, page, "held-"))
        {
            biological["seen-" + name["held-".Length..]] = value;
        }

        Assert.NotEmpty(biological);
        biological["lab"] = tube.Laboratory.ToString(System.Globalization.CultureInfo.InvariantCulture);
        biological["step"] = "validate";
        using HttpResponseMessage answer = await PostAsync(browser, page, biological);

        output.WriteLine($"answered {(int)answer.StatusCode}");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(before, FinalOf(tube));
    }

    [Fact]
    public async Task The_pages_of_instruments_write_no_result_to_anybodys_tube()
    {
        KnownTube tube = site.Tubes[0];
        long[] before = [site.Count(Runs), site.Count(Aside)];
        string message = $"H|\\^&|||Automate\rP|1\rO|1|{tube.Number}\rR|1|^^^{tube.Analysis}|9.9|mmol/L\rL|1|N\r";
        foreach (Role role in (Role[])[Role.Administrator, Role.Biologist, Role.LaboratoryTechnician, Role.Nurse])
        {
            Insider thief = await site.WhoAsync(role);
            await thief.SignInAsync(site.Custodian);
            using HttpClient browser = thief.BrowseWeb();
            bool maySetUp = role is Role.Administrator or Role.Biologist;
            Dictionary<string, string> form = maySetUp
                ? await FieldsAsync(browser, "/laboratory/instruments/1", "")
                : new(StringComparer.Ordinal);
            form["message"] = message;
            form["step"] = "try";
            using HttpResponseMessage tried = await PostAsync(browser, "/laboratory/instruments/1", form);
            Assert.Equal(maySetUp ? HttpStatusCode.OK : HttpStatusCode.Forbidden, tried.StatusCode);

            // Nothing lies aside under a number that somebody made up.
            Dictionary<string, string> madeUp = new(StringComparer.Ordinal)
            {
                ["aside"] = OpaqueId.Format(OpaqueId.Draw()), ["tube"] = tube.Number, ["do"] = "take",
            };
            using HttpResponseMessage placed = await PostAsync(browser, "/laboratory/instruments/aside", madeUp);
            Assert.Contains(placed.StatusCode, (HttpStatusCode[])[HttpStatusCode.Conflict, HttpStatusCode.Forbidden]);
        }

        long[] after = [site.Count(Runs), site.Count(Aside)];
        output.WriteLine($"haul: {after[0] - before[0]} results written");
        Assert.Equal(before, after);
    }

    private string FinalOf(KnownTube tube) => site.Count(
        $"SELECT COUNT(*) FROM observation_task WHERE status = 5 AND request_id = {tube.Request.Value}")
        .ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The fields of a page's form as it would send them: values, chosen options, what is ticked.
    private static async Task<Dictionary<string, string>> FieldsAsync(HttpClient browser, string path, string beginning)
    {
        using IDocument page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(path));
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (IElement one in page.QuerySelectorAll("main form [name]"))
        {
            string name = one.GetAttribute("name")!;
            string type = one.GetAttribute("type") ?? "";
            if (name.StartsWith(beginning, StringComparison.Ordinal)
                && one.LocalName is not "button" && (type is not ("checkbox" or "radio") || one.HasAttribute("checked")))
            {
                fields[name] = one.LocalName switch
                {
                    "select" => (one.QuerySelector("option[selected]") ?? one.QuerySelector("option"))!
                        .GetAttribute("value") ?? "",
                    "textarea" => one.TextContent,
                    _ => one.GetAttribute("value") ?? "on",
                };
            }
        }

        return fields;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, Dictionary<string, string> fields) =>
        browser.PostAsync(path, new FormUrlEncodedContent(fields));
}
