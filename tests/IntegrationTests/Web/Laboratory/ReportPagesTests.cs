using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Serment.Cli.Verification;
using Serment.Custodian.People;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Laboratory.Specimens;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Web.Laboratory;

/// <summary>A report from the list to the reader, by the pages: signed, corrected, signed again.</summary>
public sealed class ReportPagesTests
{
    private const string Due = "/laboratory/reports";
    private const int Unit = SpecimenBed.Laboratory;

    [Theory]
    [InlineData(DatabaseEngine.Sqlite)]
    [InlineData(DatabaseEngine.PostgreSql)]
    public async Task A_correction_makes_a_new_edition_and_the_reader_sees_both_values(DatabaseEngine engine)
    {
        await using WebBed web = await WebBed.StartAsync(engine);
        Seeded seeded = await SeedAsync(web);
        using Browser biologist = await web.OpenAsync(Role.Biologist, Unit);
        using Browser physician = await web.OpenAsync(Role.Physician, Unit);
        SoftwareAuthenticator passkey = await EnrolAsync(web, biologist);

        // Nothing is ticked beforehand.
        Answer due = await biologist.GetAsync(Due);
        AngleSharp.Dom.IElement box = Assert.Single(due.Page.QuerySelectorAll("input[name=report]"));
        Assert.False(box.HasAttribute("checked"));
        await SignAsync(biologist, passkey, box.GetAttribute("value")!);
        Assert.Empty((await biologist.GetAsync(Due)).Page.QuerySelectorAll("input[name=report]"));
        string results = $"/patients/{seeded.Patient}/results";
        string report = (await physician.GetAsync(results)).Page
            .QuerySelector($"a[href^='/patients/{seeded.Patient}/reports/']")!.GetAttribute("href")!;
        Answer first = await physician.GetAsync(report);
        Assert.Contains("complet", first.Page.QuerySelector("#edition-1")!.TextContent, StringComparison.Ordinal);
        Assert.Null(first.Page.QuerySelector("p.warning[role=note]"));

        // From the report to its order: a value that is none keeps what was typed, then it is corrected.
        string order = (await biologist.GetAsync(report)).Page
            .QuerySelector("a[href^='/laboratory/validation/']")!.GetAttribute("href")!;
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["step"] = $"correct:{seeded.Potassium}", ["lab"] = Unit.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["final-" + seeded.Potassium] = (await biologist.GetAsync(order)).ValueOf("final-" + seeded.Potassium)!,
            ["correct-" + seeded.Potassium] = "beaucoup", ["correct-reason-" + seeded.Potassium] = "tube hémolysé",
        };
        Answer wrong = await biologist.PostAsync(order, form);
        Assert.Equal(422, wrong.Status);
        Assert.Equal("tube hémolysé", wrong.ValueOf("correct-reason-" + seeded.Potassium));
        web.Custody.Clock.Advance(TimeSpan.FromMinutes(2));
        form["correct-" + seeded.Potassium] = "4,1";
        Assert.Equal(302, (await biologist.PostAsync(order, form)).Status);

        // The reader sees it at once, and that the report is overtaken.
        string corrected = (await physician.GetAsync(results)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("corrigé", corrected, StringComparison.Ordinal);
        Assert.Contains("4,1 mmol/L au lieu de 6,8 mmol/L. Motif : tube hémolysé", corrected, StringComparison.Ordinal);
        Assert.NotNull((await physician.GetAsync(report)).Page.QuerySelector("p.warning[role=note]"));

        Answer again = await biologist.GetAsync(Due);
        Assert.Contains(
            "nouvelle édition", again.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        await SignAsync(biologist, passkey, again.ValueOf("report")!);
        Answer second = await physician.GetAsync(report);
        string changed = second.Page.QuerySelector("section[aria-labelledby=edition-2]")!.TextContent;
        Assert.Contains("rectificatif", changed, StringComparison.Ordinal);
        foreach (string said in (string[])["6,8 mmol/L", "4,1 mmol/L", "tube hémolysé"])
        {
            Assert.Contains(said, changed, StringComparison.Ordinal);
        }

        Assert.Contains("remplacée", second.Page.QuerySelector("#edition-1")!.TextContent, StringComparison.Ordinal);
        byte[] one = await physician.DownloadAsync($"{report}/1/pdf");
        byte[] two = await physician.DownloadAsync($"{report}/2/pdf");
        Assert.NotEqual(one, two);
        Assert.All((byte[][])[one, two], pdf => Assert.Equal("%PDF-1.7"u8, pdf.AsSpan(0, 8)));
    }

    [Fact]
    public async Task What_is_handed_over_can_be_checked_without_Serment()
    {
        await using WebBed web = await WebBed.StartAsync();
        Seeded seeded = await SeedAsync(web);
        using Browser biologist = await web.OpenAsync(Role.Biologist, Unit);
        using Browser technician = await web.OpenAsync(Role.LaboratoryTechnician, Unit);
        Assert.Equal(404, (await biologist.GetAsync("/laboratory/certificate")).Status);
        SoftwareAuthenticator passkey = await EnrolAsync(web, biologist);
        await SignAsync(biologist, passkey, (await biologist.GetAsync(Due)).ValueOf("report")!);
        string report = (await biologist.GetAsync($"/patients/{seeded.Patient}/results")).Page
            .QuerySelector($"a[href^='/patients/{seeded.Patient}/reports/']")!.GetAttribute("href")!;

        using ZipArchive copy = new(new MemoryStream(await biologist.DownloadAsync($"{report}/1/copy")));
        X509Certificate2Collection certificates = [];
        certificates.ImportFromPem(Encoding.ASCII.GetString(await technician.DownloadAsync("/laboratory/certificate")));

        Assert.Equal(4, copy.Entries.Count);
        Assert.DoesNotContain(
            copy.Entries, one => one.Name.Contains("KERVELLA", StringComparison.OrdinalIgnoreCase));
        byte[] pdf = Read(copy, ".pdf");
        ReportCheck check = ReportCheck.Of(pdf, Read(copy, ".p7s"), certificates);
        Assert.Equal(ReportVerdict.Valid, check.Verdict);
        Assert.Equal(
            Encoding.ASCII.GetString(Read(copy, ".pem")),
            Encoding.ASCII.GetString(await technician.DownloadAsync("/laboratory/certificate")));
        pdf[^9] ^= 1;
        Assert.Equal(ReportVerdict.OtherDocument, ReportCheck.Of(pdf, Read(copy, ".p7s"), certificates).Verdict);
        Assert.Equal(403, (await technician.GetAsync($"{report}/1/copy")).Status);
    }

    private static byte[] Read(ZipArchive copy, string ending)
    {
        using Stream from = copy.Entries.Single(one => one.Name.EndsWith(ending, StringComparison.Ordinal)).Open();
        using MemoryStream to = new();
        from.CopyTo(to);
        return to.ToArray();
    }

    private static async Task<SoftwareAuthenticator> EnrolAsync(WebBed web, Browser who)
    {
        CustodyCore core = web.Custody.Host.Core;
        string secret = await core.Writer.RunAsync(
            turn => Enrolments.Create(turn, who.Person, null), CancellationToken.None);
        EnrolPasskey enrol = new EvidenceParts(core).Enrol;
        SoftwareAuthenticator passkey = new(core.Options.CustodianOrigin);
        CeremonyBegun begun = await enrol.BeginAsync(secret, null, one => one.Name, CancellationToken.None);
        await enrol.CompleteAsync(new(begun.CeremonyId, passkey.Create(begun.OptionsJson)), CancellationToken.None);
        passkey.Origin = core.Options.WebOrigins[0];
        return passkey;
    }

    private static async Task SignAsync(Browser biologist, SoftwareAuthenticator passkey, string key)
    {
        Answer begun = await biologist.PostJsonAsync(
            Due + "/sign/begin", new JsonObject { ["reports"] = new JsonArray(key) });
        Assert.True(begun.Status == 200, begun.Text);
        JsonNode asked = JsonNode.Parse(begun.Text)!;
        Answer done = await biologist.PostJsonAsync(
            Due + "/sign/complete",
            new JsonObject
            {
                ["id"] = asked["id"]!.DeepClone(),
                ["credential"] = JsonNode.Parse(passkey.Get(asked["options"]!.ToJsonString())),
                ["carry"] = asked["carry"]!.DeepClone(),
            });
        Assert.True(done.Status == 200, done.Text);
        Assert.Equal(1, JsonNode.Parse(done.Text)!["signed"]!.GetValue<int>());
    }

    private static async Task<Seeded> SeedAsync(WebBed web)
    {
        short site = web.Custody.Site.Site;
        DateTimeOffset now = web.Custody.Clock.GetUtcNow();
        await using DatabaseLocation main = DatabaseLocation.Parse(web.MainDatabase);
        await using RecordDoor import = new(web.Custody.ConnectImport(), main);
        await new Serment.Records.Laboratory.Orders.Laboratories(import, main).SaveAsync(
            new() { Site = site, LaboratoryId = Unit, Name = "Laboratoire des Essais" }, CancellationToken.None);
        LaboratoryCatalogue catalogue = await new Catalogues(main, web.Custody.Clock).CurrentAsync(site, CancellationToken.None);
        Analysis analysis = catalogue.Find("K")!;
        RequestRow request = new()
        {
            Patient = PatientId.New(), Request = EntryId.New(), Site = site, LaboratoryId = Unit, Number = "2600004217",
            Priority = OrderPriority.Routine, Status = RequestStatus.Completed, Person = new(LaboratorySex.Female, 16_000),
            OrderedAt = now.AddHours(-2), OrderedBy = new(7), PlannedAt = now, ChangedAt = now,
        };
        TaskRow task = new()
        {
            Patient = request.Patient, Task = EntryId.New(), Site = site, LaboratoryId = Unit, Request = request.Request,
            Specimen = EntryId.New(), Analysis = analysis.Code, Section = analysis.Section, Status = AnalysisStatus.Final,
            Priority = request.Priority, Person = request.Person, RegisteredAt = now.AddHours(-2), FinalAt = now,
            DueAt = now, ChangedAt = now,
        };
        Determination made = new()
        {
            Patient = task.Patient, Request = task.Request, Task = task.Task, Specimen = task.Specimen,
            TubeNumber = "26000042171", Analysis = analysis.Code, Loinc = analysis.Loinc, Label = analysis.Fr,
            CatalogueVersion = catalogue.Version, Number = 6.8m, Unit = analysis.Unit, Flag = ResultFlag.High,
            CollectedAt = now.AddHours(-1), ResultedAt = now, Status = DeterminationStatus.Final,
            Biological = new(now, new ActorId(9), "Dr Lange"),
        };
        Patient person = new() { Gender = "female", BirthDate = "1979-03-12" };
        IdentityResource.Write(
            new PatientIdentity { BirthName = "KERVELLA", FirstGivenName = "ANNE", Sex = Sex.Female }, person);
        EntryId entry = EntryId.New();
        using SealBatch batch = new(site);
        batch.BeginPatient(task.Patient, isNew: true);
        SealResource.Add(batch, EntryId.New(), 1, Compartment.Identity, person);
        SealResource.Add(batch, entry, 1, Compartment.Laboratory, ObservationResource.Of(made));
        SealResult sealedNow = await import.SealAsync(
            batch, null, CancellationToken.None,
            async (connection, transaction, _, stop) =>
            {
                await RequestRows.InsertAsync(connection, transaction, request, stop);
                await TaskRows.InsertAsync(connection, transaction, task, stop);
                await RunRows.InsertAsync(
                    connection, transaction,
                    new()
                    {
                        Patient = task.Patient, Entry = entry, Task = task.Task, Site = site, State = RunState.Kept,
                        ResultedAt = now,
                    },
                    stop);
            });
        Assert.Equal(SealOutcome.Saved, sealedNow.Outcome);
        await CareCalls.DeclareAsync(web.Custody, task.Patient, null, Unit);
        return new(task.Patient, task.Task);
    }

    private sealed record Seeded(PatientId Patient, EntryId Potassium);
}
