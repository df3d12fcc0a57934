using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;

namespace Serment.IntegrationTests.Web.Charts;

public sealed class ResultPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Results_stand_side_by_side_and_say_who_has_seen_them(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, ChartPatient.Unit);
        string page = $"/patients/{patient}/results";
        Assert.Equal(200, (await physician.GetAsync(page)).Status);
        await SealAsync(bed, physician, patient, Potassium(4.1m, "2026-03-01T07:00:00+01:00"));
        await SealAsync(bed, physician, patient, Potassium(6.2m, "2026-03-02T07:00:00+01:00"));

        Answer shown = await physician.GetAsync(page);
        string row = shown.Page.QuerySelector("#cumulative")!.Closest("section")!
            .QuerySelector("tbody tr:not(.part)")!.TextContent;
        Assert.Contains("▲ 6,2", row, StringComparison.Ordinal);
        Assert.Contains("4,1", row, StringComparison.Ordinal);
        Assert.NotNull(shown.Page.QuerySelector("svg.curve .outside"));
        Assert.Equal(2, shown.Page.QuerySelectorAll("input[name='result']").Length);

        Assert.NotNull(shown.Page.QuerySelector(".print-by-button"));
        Assert.DoesNotContain("Imprimé", await DisclosuresAsync(physician, patient), StringComparison.Ordinal);
        Answer paper = await physician.GetAsync(page + "/print");
        Assert.NotNull(paper.Page.QuerySelector("button[data-print]"));
        Assert.Null(paper.Page.QuerySelector(".print-by-button"));
        Assert.Contains("Imprimé ou enregistré", await DisclosuresAsync(physician, patient), StringComparison.Ordinal);

        string seen = shown.ValueOf("result")!;
        Assert.Equal(302, (await physician.PostAsync($"{page}/seen", ChartPatient.Form(("result", seen)))).Status);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        Answer after = await nurse.GetAsync(page);
        Assert.Single(after.Page.QuerySelectorAll("input[name='result']"));
        Assert.Contains("Une Personne, le 02/03/2026", after.Text, StringComparison.Ordinal);
        Assert.Equal(
            409, (await nurse.PostAsync($"{page}/seen", ChartPatient.Form(("result", "nothing")))).Status);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_timeline_has_everything_and_the_search_shows_where(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        string chart = $"/patients/{patient}";
        await nurse.PostAsync(
            $"{chart}/background/problems/new",
            ChartPatient.Form(
                ("item-title", "Œdème aigu du poumon"), ("item-note", "Vu aux <b>urgences</b>"), ("step", "save")));
        await nurse.PostAsync(
            $"{chart}/background/allergies/new", ChartPatient.Form(("item-substance", "Latex"), ("step", "save")));

        Answer all = await nurse.GetAsync($"{chart}/timeline");
        Assert.Equal(2, all.Page.QuerySelectorAll("li.event").Length);
        Answer problems = await nurse.GetAsync($"{chart}/timeline?kind=Problem");
        Assert.Single(problems.Page.QuerySelectorAll("li.event"));

        Answer found = await nurse.PostAsync($"{chart}/search", ChartPatient.Form(("words", "oedeme urgences")));
        Assert.Equal(200, found.Status);
        Assert.Equal("Œdème", found.Page.QuerySelector("li.event mark")!.TextContent);
        Assert.Empty(found.Page.QuerySelectorAll("main b"));
        Answer none = await nurse.PostAsync($"{chart}/search", ChartPatient.Form(("words", "infarctus")));
        Assert.Empty(none.Page.QuerySelectorAll("li.event"));

        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Assert.Equal(403, (await reception.GetAsync($"{chart}/timeline")).Status);
        Assert.Equal(403, (await reception.GetAsync($"{chart}/results")).Status);
        Assert.Equal(403, (await reception.PostAsync($"{chart}/search", ChartPatient.Form(("words", "latex")))).Status);
        using Browser pharmacist = await bed.OpenAsync(Role.Pharmacist, ChartPatient.Unit);
        Assert.Equal(403, (await pharmacist.GetAsync($"{chart}/timeline")).Status);
    }

    private static async Task<string> DisclosuresAsync(Browser browser, string patient) =>
        (await browser.GetAsync($"/patients/{patient}/disclosures")).Page.QuerySelector("main")!.TextContent;

    private static async Task SealAsync(WebBed bed, Browser who, string patient, Observation result)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(bed.MainDatabase);
        await using RecordDoor door = new(bed.Custody.Connect(), main);
        Assert.True(PatientId.TryParse(patient, out PatientId id));
        EntriesSaved saved = await new SaveEntries(door).RunAsync(id, [new(result)], who.Token, CancellationToken.None);
        Assert.Single(saved.Versions);
    }

    private static Observation Potassium(decimal value, string at) => new()
    {
        Status = "final",
        Category = [Coded.Of(VitalResource.Category, "laboratory")],
        Code = Coded.Of(VitalSign.Loincs, "2823-3", "Potassium"),
        EffectiveDateTime = at,
        ValueQuantity = new() { Value = value, Unit = "mmol/L" },
        ReferenceRange = [new() { Low = new() { Value = 3.5m }, High = new() { Value = 5.1m } }],
    };
}
