using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Web;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: what physicians and nurses wrote of a patient.
/// Means: the account of somebody who has the patient in care for the administration: every address of the web server,
/// with the patient's number and that of every entry in every place of the address, and every form, with those numbers
/// in every field that forms have. Who runs the house or watches over it tries the same.
/// </summary>
public sealed class ClinicalContentTests(WebOccupied site, ITestOutputHelper output) : IClassFixture<WebOccupied>
{
    private const string Mark = "zqsecret";
    private const int MostEntriesTried = 16;

    // Each with a mark of its own, in the elements where such a resource has words.
    private static readonly (string Type, string Elements)[] Clinical =
    [
        ("Condition", """ "code":{"text":"@"},"note":[{"text":"@"}],"clinicalStatus":{"coding":[{"code":"active"}]} """),
        ("AllergyIntolerance", """ "code":{"text":"@"},"note":[{"text":"@"}],"reaction":[{"description":"@"}] """),
        ("Immunization", """ "status":"completed","vaccineCode":{"text":"@"},"occurrenceDateTime":"2026-01-02" """),
        ("Observation", """ "status":"final","code":{"text":"@"},"valueString":"@","note":[{"text":"@"}] """),
        ("Composition",
            """ "status":"final","title":"@","section":[{"title":"@","text":{"status":"generated","div":"<div>@</div>"}}] """),
        ("MedicationRequest", """ "status":"active","intent":"order","medicationCodeableConcept":{"text":"@"} """),
        ("MedicationAdministration", """ "status":"completed","medicationCodeableConcept":{"text":"@"} """),
        ("CarePlan", """ "status":"active","intent":"plan","title":"@","description":"@" """),
        ("Task", """ "status":"requested","intent":"order","description":"@","code":{"text":"@"} """),
        ("Communication", """ "status":"completed","payload":[{"contentString":"@"}] """),
        ("Flag", """ "status":"active","code":{"text":"@"} """),
        ("DocumentReference",
            """ "status":"current","description":"@","type":{"text":"@"},"content":[{"attachment":{"title":"@"}}] """),
        ("DiagnosticReport", """ "status":"final","code":{"text":"@"},"conclusion":"@" """),
        ("ServiceRequest", """ "status":"active","intent":"order","code":{"text":"@"} """),
    ];

    // They would end the session or take the passkey away; what they show is nobody's record.
    private static readonly string[] NotTried =
        ["/sign-out", "/account/passkeys/revoke", "/sign-in", "/sign-in/begin", "/sign-in/complete", "/language"];

    [Fact]
    public async Task No_address_and_no_form_shows_it_to_those_whose_keys_do_not_open_it()
    {
        (PatientId patient, EntryId[] entries) = await PlantAsync();
        List<(string Method, string Pattern)> endpoints = await EndpointsAsync();

        // Somebody who may read it does: otherwise the marks were not where pages look for them.
        Insider physician = await InCareAsync(Role.Physician, patient);
        int shown = (await TryAllAsync(physician, endpoints, patient, entries)).Count;
        output.WriteLine($"marks that a physician in care is shown: {shown} of {Clinical.Length}");
        Assert.InRange(shown, 1, Clinical.Length);

        int haul = 0;
        foreach (Role role in (Role[])[Role.Receptionist, Role.BillingClerk, Role.Administrator, Role.SecurityOfficer])
        {
            Insider insider = await InCareAsync(role, patient);
            HashSet<string> taken = await TryAllAsync(insider, endpoints, patient, entries);
            output.WriteLine($"{role}: {string.Join(", ", taken)}");
            haul += taken.Count;
        }

        output.WriteLine($"haul: {haul} of {Clinical.Length} entries of one patient");
        Assert.Equal(0, haul);
    }

    private async Task<Insider> InCareAsync(Role role, PatientId patient)
    {
        Insider insider = await site.WhoAsync(role);
        if (insider.Session.Units.Count > 0)
        {
            await site.ExpectAsync([patient], insider.Session.Units[0].UnitId);
        }

        return insider;
    }

    private async Task<HashSet<string>> TryAllAsync(
        Insider insider, List<(string Method, string Pattern)> endpoints, PatientId patient, EntryId[] entries)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        using HttpClient browser = insider.BrowseWeb();
        int unit = insider.Session.Units.Count > 0 ? insider.Session.Units[0].UnitId : 1;

        // Opened first, as a rightful user would: the day's work goes on from there.
        using (HttpResponseMessage chart = await browser.GetAsync($"/patients/{patient}"))
        {
            Note(await chart.Content.ReadAsStringAsync(), seen);
        }

        foreach ((string method, string pattern) in endpoints)
        {
            bool namesEntry = pattern.Count(c => c == '{') > 1;
            foreach (EntryId entry in namesEntry ? entries.Take(MostEntriesTried) : entries.Take(1))
            {
                string path = PathOf(pattern, patient, entry, unit);
                using HttpResponseMessage answer = method == "GET"
                    ? await browser.GetAsync(path)
                    : await browser.PostAsync(path, FormOf(patient, entry, unit));
                Assert.True((int)answer.StatusCode < 500, $"{method} {pattern} was answered {(int)answer.StatusCode}");
                Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
                Note(await answer.Content.ReadAsStringAsync(), seen);
            }
        }

        return seen;
    }

    private static void Note(string page, HashSet<string> seen)
    {
        for (int i = 0; i < Clinical.Length; i++)
        {
            if (page.Contains(MarkOf(i), StringComparison.OrdinalIgnoreCase))
            {
                seen.Add(Clinical[i].Type);
            }
        }
    }

    private static string MarkOf(int i) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{i:00}");

    private static string PathOf(string pattern, PatientId patient, EntryId entry, int unit)
    {
        StringBuilder path = new();
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path.Append('/').Append(part.StartsWith('{') ? ValueOf(part, patient, entry, unit) : part);
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    private static string ValueOf(string part, PatientId patient, EntryId entry, int unit) => part.Trim('{', '}') switch
    {
        "id" or "patient" => patient.ToString(),
        "unit" or "unit:int" => unit.ToString(CultureInfo.InvariantCulture),
        "version" or "version:int" => "1",
        _ => entry.ToString(),
    };

    private static FormUrlEncodedContent FormOf(PatientId patient, EntryId entry, int unit)
    {
        string version = $"{patient}.{entry}.1";
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["version"] = "1", ["seen"] = version, ["entryVersion"] = version, ["query"] = Mark, ["text"] = Mark,
            ["q"] = Mark, ["unit"] = unit.ToString(CultureInfo.InvariantCulture), ["step"] = "show",
            ["by"] = "number", ["kind"] = "RecordNumber", ["identifier"] = "1",
        };
        foreach (string name in (string[])["id", "patient", "patientId", "survivor"])
        {
            fields[name] = patient.ToString();
        }

        foreach (string name in (string[])["entry", "entryId", "note", "document", "line", "task", "stay", "appointment"])
        {
            fields[name] = entry.ToString();
        }

        return new(fields);
    }

    private async Task<(PatientId Patient, EntryId[] Entries)> PlantAsync()
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(Path.Combine(site.Running.Data, "main.db"));
        await using RecordDoor door = new(site.ConnectClient("import"), main);
        using SealBatch batch = new((await door.SiteOfCodeAsync("CLINIQUE", CancellationToken.None))!.Value);
        PatientId patient = batch.NewPatientId();
        batch.BeginPatient(patient, isNew: true);
        Add(batch, Compartment.Identity, "Patient", """ "name":[{"use":"official","family":"PERSONNE"}],"gender":"female" """);
        EntryId[] entries =
        [
            .. Clinical.Select((one, i) => Add(
                batch, one.Type is "DiagnosticReport" or "ServiceRequest" ? Compartment.Laboratory : Compartment.Clinical,
                one.Type,
                $"\"subject\":{{\"reference\":\"Patient/{patient}\"}},\"patient\":{{\"reference\":\"Patient/{patient}\"}},"
                    + one.Elements.Replace("@", MarkOf(i), StringComparison.Ordinal))),
        ];
        SealResult result = await door.SealAsync(batch, null, CancellationToken.None);
        Assert.Equal(SealOutcome.Saved, result.Outcome);
        return (patient, entries);
    }

    private static EntryId Add(SealBatch batch, Compartment compartment, string type, string elements)
    {
        EntryId entry = batch.NewEntryId();
        batch.Add(
            entry, 1, compartment, ResourceType.Of(type),
            Encoding.UTF8.GetBytes($"{{\"resourceType\":\"{type}\",{elements.Trim()}}}"));
        return entry;
    }

    private static async Task<List<(string Method, string Pattern)>> EndpointsAsync()
    {
        await using WebApplication app = WebHost.Build(new()
        {
            Urls = ["http://127.0.0.1:0"],
            MainDatabase = "unused.sqlite",
            Custodian = new() { SocketPath = "unused.sock" },
            CustodianOrigin = "http://localhost:1",
            LogToConsole = false,
        });
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()
                .Where(endpoint => !NotTried.Contains("/" + endpoint.RoutePattern.RawText!.Trim('/')))
                .Select(endpoint => (
                    endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], endpoint.RoutePattern.RawText!))
                .OrderBy(one => one.Item2, StringComparer.Ordinal),
        ];
    }
}

/// <summary>An occupied custodian with the web server beside it.</summary>
public sealed class WebOccupied : Occupied
{
    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Running.StartWebAsync();
    }
}
