using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Harness;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Laboratory.Specimens;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Web;

public sealed class SpecimenPagesTests
{
    private const string Name = "KERVELLA";
    private const string Reception = "/laboratory/reception";

    [Fact]
    public async Task A_tube_goes_from_the_bedside_over_reception_to_a_rack()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube hers, SeededTube another) = await SeedAsync(web);
        using Browser phlebotomist = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);
        using Browser technician = await web.OpenAsync(Role.LaboratoryTechnician, SpecimenBed.Laboratory);

        Answer wards = await phlebotomist.GetAsync("/laboratory/collections");
        Assert.DoesNotContain(Name, wards.Text, StringComparison.Ordinal);
        Assert.Contains(
            Name, (await phlebotomist.GetAsync("/laboratory/collections?ward=0")).Text, StringComparison.Ordinal);
        string page = $"/laboratory/collections/{hers.Patient}";
        Dictionary<string, string> form = PageForms.FieldsOf(await phlebotomist.GetAsync(page));
        (form["wristband"], form["tubes"]) = (another.RecordNumber, hers.Tube.Number);
        Answer stopped = await phlebotomist.PostAsync(page, form);
        Assert.Equal(409, stopped.Status);
        Assert.NotNull(stopped.Page.QuerySelector(".alarm-stop"));
        Assert.Equal(another.RecordNumber, stopped.ValueOf("wristband"));
        form["wristband"] = hers.RecordNumber;
        Assert.Equal(302, (await phlebotomist.PostAsync(page, form)).Status);

        Answer received = await technician.PostAsync(Reception, Scan(hers.Tube.Number));
        Assert.NotNull(received.Page.QuerySelector(".scan-result.green"));
        Assert.DoesNotContain(Name, received.Text, StringComparison.Ordinal);
        Assert.NotNull(
            (await technician.PostAsync(Reception, Scan(hers.Tube.Number))).Page.QuerySelector(".scan-result.orange"));
        Assert.NotNull(
            (await technician.PostAsync(Reception, Scan("1"))).Page.QuerySelector(".scan-result.red"));

        Answer rack = await technician.PostAsync("/laboratory/storage", Scan("A-12"));
        Assert.Equal("A-12", rack.ValueOf("rack"));
        Answer stored = await technician.PostAsync(
            "/laboratory/storage",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["scan"] = hers.Tube.Number, ["rack"] = "A-12", ["position"] = rack.ValueOf("position")!,
            });
        Assert.NotNull(stored.Page.QuerySelector(".scan-result.green"));
        Assert.Equal("2", stored.ValueOf("position"));
    }

    [Fact]
    public async Task Labels_of_a_collection_bear_the_name_and_those_of_the_bench_none()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube tube, _) = await SeedAsync(web);
        using Browser phlebotomist = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);
        using Browser technician = await web.OpenAsync(Role.LaboratoryTechnician, SpecimenBed.Laboratory);

        Answer zpl = await LabelsAsync("zpl");
        Assert.Contains(Name, zpl.Text, StringComparison.Ordinal);
        Assert.Contains(tube.Tube.Number, zpl.Text, StringComparison.Ordinal);
        foreach (string paper in (string[])["single", "sheet", "wristband"])
        {
            Answer pdf = await LabelsAsync(paper);
            Assert.Equal("application/pdf", pdf.Response.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith("%PDF-1.7", pdf.Text, StringComparison.Ordinal);
        }

        Answer bench = await technician.PostAsync(
            "/laboratory/labels/bench",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["scan"] = tube.Tube.Number, ["paper"] = "zpl" });
        Assert.Contains(tube.Tube.Number, bench.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, bench.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await technician.PostAsync("/laboratory/labels/collection", PageForms.Nothing)).Status);

        Task<Answer> LabelsAsync(string paper) => phlebotomist.PostAsync(
            "/laboratory/labels/collection",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["patient"] = tube.Patient.ToString(), ["paper"] = paper,
            });
    }

    [Fact]
    public async Task A_non_conformity_is_noted_and_listed_without_a_name()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube tube, _) = await SeedAsync(web);
        using Browser technician = await web.OpenAsync(Role.LaboratoryTechnician, SpecimenBed.Laboratory);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["scan"] = tube.Tube.Number, ["cause"] = "", ["remedy"] = nameof(SpecimenRemedy.Recollect),
            ["note"] = "<b>Tube pâle",
        };
        Answer wrong = await technician.PostAsync("/laboratory/non-conformities", form);
        Assert.Equal(422, wrong.Status);
        Assert.Equal("<b>Tube pâle", wrong.ValueOf("note"));
        form["cause"] = nameof(SpecimenCause.Haemolysed);
        Assert.Equal(302, (await technician.PostAsync("/laboratory/non-conformities", form)).Status);
        Answer list = await technician.GetAsync("/laboratory/non-conformities");
        Assert.Contains("Hémolysé", list.Page.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Name, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Tube pâle", list.Text, StringComparison.Ordinal);

        // The remark and who was informed are sealed: opened for one tube, by whoever works in the laboratory.
        Dictionary<string, string> asked = new(StringComparer.Ordinal) { ["number"] = tube.Tube.Number };
        Answer said = await technician.PostAsync("/laboratory/non-conformities/said", asked);
        Assert.Equal(200, said.Status);
        Assert.Contains("<b>Tube pâle", said.Page.QuerySelector("[aria-labelledby=said]")!.TextContent, StringComparison.Ordinal);
        using Browser phlebotomist = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);
        Assert.Equal(403, (await phlebotomist.PostAsync("/laboratory/non-conformities/said", asked)).Status);
    }

    [Theory]
    [InlineData(Role.Physician, Reception, 403)]
    [InlineData(Role.Physician, "/laboratory/storage", 403)]
    [InlineData(Role.LaboratoryTechnician, "/laboratory/collections", 403)]
    [InlineData(Role.Administrator, Reception, 403)]
    [InlineData(Role.SecurityOfficer, "/laboratory/non-conformities", 403)]
    [InlineData(Role.Phlebotomist, Reception, 200)]
    [InlineData(Role.Receptionist, Reception, 200)]
    [InlineData(Role.LaboratoryTechnician, "/laboratory/destruction", 200)]
    [InlineData(Role.Biologist, "/laboratory/sending", 200)]
    [InlineData(Role.Phlebotomist, "/laboratory/rounds", 200)]
    public async Task Each_role_reaches_what_its_work_needs(Role role, string path, int status)
    {
        await using WebBed web = await WebBed.StartAsync();
        await SeedAsync(web);
        using Browser browser = await web.OpenAsync(role, SpecimenBed.Laboratory);
        Assert.Equal(status, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Another_laboratorys_report_is_filed_by_the_number_of_the_tube_that_went_there()
    {
        const string Sending = "/laboratory/sending";
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube sent, SeededTube here) = await SeedAsync(web);
        using Browser technician = await web.OpenAsync(Role.LaboratoryTechnician, SpecimenBed.Laboratory);
        using Browser biologist = await web.OpenAsync(Role.Biologist, SpecimenBed.Laboratory);
        await technician.PostAsync(Reception, Scan(sent.Tube.Number));
        Assert.Equal(
            302,
            (await technician.PostAsync(
                Sending + "/book",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["outsideName"] = "Laboratoire Lointain" })).Status);
        Dictionary<string, string> parcel = PageForms.FieldsOf(await technician.GetAsync(Sending));
        parcel["to"] = "1";
        parcel["sentTubes"] = sent.Tube.Number;
        Assert.Equal(302, (await technician.PostAsync(Sending, parcel)).Status);
        byte[] pdf = SampleFiles.Pdf("Compte rendu");

        Answer wrong = await FileAsync(here.Tube.Number, pdf);
        Assert.Equal(422, wrong.Status);
        Assert.Equal(here.Tube.Number, wrong.ValueOf("reported"));
        Assert.Equal(422, (await FileAsync(sent.Tube.Number, "<svg/>"u8.ToArray())).Status);
        Assert.Equal(422, (await FileAsync(sent.Tube.Number, "Glucose 5"u8.ToArray())).Status);
        Assert.Equal(302, (await FileAsync(sent.Tube.Number, pdf)).Status);

        string order = $"/patients/{sent.Patient}/orders/{sent.Tube.Request}";
        Answer shown = await biologist.GetAsync(order);
        string link = shown.Page.QuerySelector("section[aria-labelledby=files] a")!.GetAttribute("href")!;
        Assert.Contains("Laboratoire Lointain", shown.Text, StringComparison.Ordinal);
        Answer file = await biologist.GetAsync(link + "/file");
        Assert.Equal(pdf, await file.Response.Content.ReadAsByteArrayAsync());
        Answer other = await biologist.GetAsync($"/patients/{here.Patient}/orders/{here.Tube.Request}");
        Assert.Null(other.Page.QuerySelector("section[aria-labelledby=files]"));

        Task<Answer> FileAsync(string number, byte[] content) => technician.UploadAsync(
            Sending + "/report", new Dictionary<string, string>(StringComparer.Ordinal) { ["reported"] = number },
            "cr.pdf", new ByteArrayContent(content));
    }

    private static Dictionary<string, string> Scan(string number) =>
        new(StringComparer.Ordinal) { ["scan"] = number };

    [Fact]
    public async Task At_the_bedside_a_number_that_is_not_hers_is_a_conflict_and_an_unknown_one_is_said_to_be_unknown()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube hers, SeededTube another) = await SeedAsync(web);
        using Browser phlebotomist = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);

        Assert.Equal((200, ""), await CheckAsync(hers.Tube.Number));
        (int status, string text) = await CheckAsync(another.Tube.Number);
        Assert.Equal(409, status);
        Assert.Contains("ARRÊTEZ", text, StringComparison.Ordinal);
        (status, text) = await CheckAsync("26");
        Assert.Equal(409, status);
        Assert.Contains("inconnu", text, StringComparison.Ordinal);

        async Task<(int, string)> CheckAsync(string tube)
        {
            Answer answer = await phlebotomist.PostAsync(
                $"/laboratory/collections/{hers.Patient}/check",
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["wristband"] = hers.RecordNumber, ["tubes"] = tube,
                });
            return (answer.Status, answer.Text);
        }
    }

    [Fact]
    public async Task A_round_keeps_what_was_typed_and_its_nurse_finds_it()
    {
        const string Rounds = "/laboratory/rounds";
        const string Collections = "/laboratory/collections";
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube tube, _) = await SeedAsync(web);
        using Browser desk = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);
        using Browser nurse = await web.OpenAsync(Role.Nurse);
        Assert.Null((await nurse.GetAsync(Collections)).Page.QuerySelector($"a[href='{Rounds}']"));

        string until = web.Custody.Clock.GetUtcNow().AddHours(6).ToString("HH:mm", CultureInfo.InvariantCulture);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["nurse"] = nurse.Person.ToString(), ["until"] = until,
        };
        Answer nobody = await desk.PostAsync(Rounds, form);
        Assert.Equal(422, nobody.Status);
        Assert.Equal(until, nobody.ValueOf("until"));
        Assert.NotNull(nobody.Page.QuerySelector($"#nurse option[selected][value='{nurse.Person}']"));
        form["patient"] = tube.Patient.ToString();
        Assert.Equal(302, (await desk.PostAsync(Rounds, form)).Status);

        Assert.NotNull((await nurse.GetAsync(Collections)).Page.QuerySelector($"a[href='{Rounds}']"));
        Answer hers = await nurse.GetAsync(Rounds);
        Assert.Null(hers.Page.QuerySelector("form[action$='/withdraw']"));
        Answer round = await nurse.GetAsync(hers.Page.QuerySelector($"a[href^='{Rounds}/']")!.GetAttribute("href")!);
        Assert.NotNull(round.Page.QuerySelector($"form[data-step-up=OffPattern][data-patient='{tube.Patient}']"));
    }

    [Fact]
    public async Task Whoever_belongs_to_no_laboratory_is_told_so_at_reception()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube tube, _) = await SeedAsync(web);
        using Browser reception = await web.OpenAsync(Role.Receptionist);

        Answer page = await reception.GetAsync(Reception);
        Assert.NotNull(page.Page.QuerySelector(".warning"));
        Assert.Null(page.Page.QuerySelector("#scan"));
        Answer scanned = await reception.PostAsync(Reception, Scan(tube.Tube.Number));
        Assert.Null(scanned.Page.QuerySelector(".scan-result"));
    }

    [Fact]
    public async Task A_tube_that_was_taken_before_its_order_gets_its_label()
    {
        await using WebBed web = await WebBed.StartAsync();
        (SeededTube tube, _) = await SeedAsync(web);
        using Browser phlebotomist = await web.OpenAsync(Role.Phlebotomist, SpecimenBed.Laboratory);
        string page = $"/laboratory/collections/{tube.Patient}";
        Dictionary<string, string> form = PageForms.FieldsOf(await phlebotomist.GetAsync(page));
        (form["wristband"], form["tubes"]) = (tube.RecordNumber, tube.Tube.Number);
        Assert.Equal(302, (await phlebotomist.PostAsync(page, form)).Status);

        Dictionary<string, string> labels = new(StringComparer.Ordinal)
        {
            ["patient"] = tube.Patient.ToString(), ["request"] = tube.Tube.Request.ToString(), ["paper"] = "zpl",
        };
        Answer zpl = await phlebotomist.PostAsync("/laboratory/labels/collection", labels);
        Assert.Contains(tube.Tube.Number, zpl.Text, StringComparison.Ordinal);
    }

    private static async Task<(SeededTube Hers, SeededTube Another)> SeedAsync(WebBed web)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(web.MainDatabase);
        await using RecordDoor import = new(web.Custody.ConnectImport(), main);
        Assert.True(await new Laboratories(import, main).SaveAsync(
            new() { Site = web.Custody.Site.Site, LaboratoryId = SpecimenBed.Laboratory, Name = "Laboratoire" },
            CancellationToken.None));
        LaboratoryCatalogue catalogue = await new Catalogues(main, web.Custody.Clock)
            .CurrentAsync(web.Custody.Site.Site, CancellationToken.None);
        SeededTube[] tubes = new SeededTube[2];
        for (int i = 0; i < tubes.Length; i++)
        {
            tubes[i] = await SpecimenBed.SeedAsync(
                import, web.Custody.Site, catalogue, web.Custody.Clock.GetUtcNow(), SpecimenState.Planned);
            await CareCalls.DeclareAsync(web.Custody, tubes[i].Patient, null, SpecimenBed.Laboratory);
        }

        return (tubes[0], tubes[1]);
    }
}
