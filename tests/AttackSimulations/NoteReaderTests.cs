using System.Net;
using System.Text.RegularExpressions;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: what nurses and physicians write: to read it, to put words into it, to sign in another's name.
/// Means: a receptionist's, a pharmacist's and a colleague's account, every address and number of notes and care, form
/// fields of somebody else's page, scripts as text; then the power cut in mid-sentence.
/// </summary>
[Collection(nameof(Hospital))]
public sealed partial class NoteReaderTests(Hospital hospital, ITestOutputHelper output)
{
    private const string Secret = "ZQSECRET <script>alert(1)</script> <img src=x onerror=alert(2)>";

    [Fact]
    public async Task Reception_and_pharmacy_reach_no_note_by_address_number_or_field()
    {
        (PatientId patient, string entry, Dictionary<string, string> fields) = await WriteAsync(sign: true);
        int haul = 0;
        foreach (Role role in (Role[])[Role.Receptionist, Role.Pharmacist, Role.Administrator])
        {
            using HttpClient browser = (await hospital.WhoAsync(role)).BrowseWeb();
            string root = $"/patients/{patient}";
            foreach (string path in (string[])
                [$"{root}/notes", $"{root}/notes/{entry}", $"{root}/notes/{entry}/edit", $"{root}/notes/{entry}/amend",
                    $"{root}/notes/{entry}/take-back", $"{root}/notes/new?template=free", "/notes/drafts",
                    $"{root}/care-plan", "/due-care", "/due-care?unit=1", "/handover",
                    "/handover/1", $"{root}/notes/{entry}/stamp?holder={patient}",
                    $"{root}", $"{root}/identity"])
            {
                using HttpResponseMessage answer = await browser.GetAsync(path);
                haul += Tells(await answer.Content.ReadAsStringAsync());
            }

            foreach (string path in (string[])
                [$"{root}/notes/{entry}/edit", $"{root}/notes/{entry}/draft", $"{root}/notes/{entry}/take-back",
                    $"{root}/care-plan"])
            {
                using HttpResponseMessage answer = await browser.PostAsync(path, new FormUrlEncodedContent(fields));
                Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
                haul += Tells(await answer.Content.ReadAsStringAsync());
            }
        }

        output.WriteLine($"haul: {haul} notes of 1");
        Assert.Equal(0, haul);
    }

    [Fact]
    public async Task A_pharmacists_keys_do_not_open_a_note_whatever_the_web_server_asks()
    {
        (PatientId patient, string entry, _) = await WriteAsync(sign: true);
        Insider pharmacist = await hospital.WhoAsync(Role.Pharmacist);
        await using Serment.Database.DatabaseLocation main =
            Serment.Database.DatabaseLocation.Parse(Path.Combine(hospital.Running.Data, "main.db"));
        await using Serment.RecordAccess.RecordDoor door = new(hospital.Custodian, main);
        Assert.True(EntryId.TryParse(entry, out EntryId note));
        foreach (UnitDescription unit in pharmacist.Session.Units)
        {
            await hospital.ExpectAsync([patient], unit.UnitId);
        }

        await pharmacist.TouchAsync(hospital.Custodian, StepUpKind.OffPattern, patient);
        using Serment.RecordAccess.Opening.OpenResult opened = await door.OpenEntriesAsync(
            patient, [note], Serment.RecordAccess.CompartmentSet.All, new(pharmacist.Token, AccessPurpose.Care),
            CancellationToken.None);
        Assert.Equal(Outcome.Allowed, opened.Outcome);
        Assert.Empty(opened.Record!.Entries);
        Assert.Single(opened.Record.Unopened);
        output.WriteLine("haul: 0 notes of 1");
    }

    [Fact]
    public async Task Nobody_signs_saves_or_gives_up_somebody_elses_draft()
    {
        (PatientId patient, string entry, Dictionary<string, string> fields) = await WriteAsync(sign: false);
        Insider nurse = await hospital.WhoAsync(Role.Nurse);
        await hospital.ExpectAsync([patient], nurse.Session.Units[0].UnitId);
        using HttpClient browser = nurse.BrowseWeb();
        using HttpResponseMessage seen = await browser.GetAsync($"/patients/{patient}/notes");
        Assert.Equal(0, Tells(await seen.Content.ReadAsStringAsync()));
        fields["text0"] = "words put into another's mouth";
        fields["edit"] = "9";
        foreach (string step in (string[])["save", "review", "sign"])
        {
            fields["step"] = step;
            foreach (string version in (string[])["0", "1", "2"])
            {
                fields["version"] = version;
                using HttpResponseMessage answer = await browser.PostAsync(
                    $"/patients/{patient}/notes/{entry}/edit", new FormUrlEncodedContent(fields));
                Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
                Assert.Equal(0, Tells(await answer.Content.ReadAsStringAsync()));
            }
        }

        fields["version"] = "1";
        using HttpResponseMessage kept = await browser.PostAsync(
            $"/patients/{patient}/notes/{entry}/draft", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Gone, kept.StatusCode);
        Dictionary<string, string> giveUp = new(StringComparer.Ordinal)
        {
            ["seen"] = $"{patient}.{entry}.1",
            ["isDraft"] = "1",
            ["reason"] = "x",
        };
        using HttpResponseMessage given = await browser.PostAsync(
            $"/patients/{patient}/notes/{entry}/take-back", new FormUrlEncodedContent(giveUp));
        Assert.Equal(HttpStatusCode.NotFound, given.StatusCode);

        // And the author's draft is as it was.
        using HttpClient author = (await hospital.WhoAsync(Role.Physician)).BrowseWeb();
        string page = await author.GetStringAsync($"/patients/{patient}/notes/{entry}/edit");
        Assert.Equal(1, Tells(page));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        output.WriteLine("haul: 0 drafts of 1");
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_either_process_was_killed_in_mid_sentence()
    {
        await using Hospital own = new();
        await own.InitializeAsync();
        (PatientId patient, Insider physician) = await TreatAsync(own);
        foreach (bool killWeb in (bool[])[true, false])
        {
            using HttpClient browser = physician.BrowseWeb();
            (string entry, Dictionary<string, string> fields) = await BeginAsync(browser, patient);
            int acknowledged = await TypeUntilKilledAsync(own, browser, patient, entry, fields, killWeb);
            await RestartAsync(own, killWeb);
            using HttpClient again = physician.BrowseWeb();
            string page = await again.GetStringAsync($"/patients/{patient}/notes/{entry}/edit");
            int kept = int.Parse(
                Word().Match(page).Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(kept, acknowledged, acknowledged + 1);
            output.WriteLine($"acknowledged {acknowledged}, kept {kept}");
        }
    }

    private static async Task<int> TypeUntilKilledAsync(
        Hospital own, HttpClient browser, PatientId patient, string entry, Dictionary<string, string> fields,
        bool killWeb)
    {
        int acknowledged = 0;
        Task? killing = null;
        for (int word = 1; word < 200; word++)
        {
            fields["text0"] = $"mot n°{word}.";
            fields["edit"] = (word + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            fields["atOnce"] = "1";
            try
            {
                using HttpResponseMessage answer = await browser.PostAsync(
                    $"/patients/{patient}/notes/{entry}/draft", new FormUrlEncodedContent(fields));
                if (!answer.IsSuccessStatusCode)
                {
                    break;
                }

                acknowledged = word;
            }
            catch (HttpRequestException)
            {
                break;
            }

            killing ??= word == 10
                ? (killWeb ? own.Running.WebServer! : own.Running.Custodian!).KillAsync()
                : null;
        }

        await killing!;
        return acknowledged;
    }

    private static async Task RestartAsync(Hospital own, bool webWasKilled)
    {
        if (webWasKilled)
        {
            await own.Running.StartWebAsync();
        }
        else
        {
            await own.Running.StartCustodianAsync();
        }
    }

    private static int Tells(string page) => page.Contains("ZQSECRET", StringComparison.OrdinalIgnoreCase) ? 1 : 0;

    /// <summary>A patient whom a physician may treat now.</summary>
    private static async Task<(PatientId Patient, Insider Physician)> TreatAsync(Hospital at)
    {
        Insider physician = await at.WhoAsync(Role.Physician);
        PatientId patient = (await at.SealAsync(1, Compartment.Identity))[0].Patient;
        await at.ExpectAsync([patient], physician.Session.Units[0].UnitId);
        return (patient, physician);
    }

    private static async Task<(string Entry, Dictionary<string, string> Fields)> BeginAsync(
        HttpClient browser, PatientId patient)
    {
        string page = await browser.GetStringAsync($"/patients/{patient}/notes/new?template=free");
        Dictionary<string, string> fields = new(StringComparer.Ordinal) { ["text0"] = "" };
        foreach (Match input in Hidden().Matches(page))
        {
            fields[input.Groups["name"].Value] = WebUtility.HtmlDecode(input.Groups["value"].Value);
        }

        return (Draft().Match(page).Groups["entry"].Value, fields);
    }

    private async Task<(PatientId Patient, string Entry, Dictionary<string, string> Fields)> WriteAsync(bool sign)
    {
        (PatientId patient, Insider physician) = await TreatAsync(hospital);
        using HttpClient browser = physician.BrowseWeb();
        (string entry, Dictionary<string, string> fields) = await BeginAsync(browser, patient);
        fields["text0"] = Secret;
        fields["step"] = sign ? "sign" : "save";
        using HttpResponseMessage answer = await browser.PostAsync(
            $"/patients/{patient}/notes/{entry}/edit", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        string page = await browser.GetStringAsync($"/patients/{patient}/notes");
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        return (patient, entry, fields);
    }

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[a-zA-Z0-9]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex("data-note=\"(?<entry>[0-9a-z]{13})\"", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Draft();

    [GeneratedRegex("mot n(°|&#xB0;)(?<number>[0-9]+)\\.", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
