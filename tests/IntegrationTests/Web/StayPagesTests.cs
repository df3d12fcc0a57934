using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class StayPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_patient_is_admitted_moved_and_discharged_on_the_pages(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        (int ward, _) = await FurnishAsync(bed);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ward);
        string patient = await RegisterAsync(desk);

        Answer form = await desk.GetAsync($"/patients/{patient}/stays/move?kind=Admission");
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        Answer refused = await desk.PostAsync($"/patients/{patient}/stays/move", fields);
        Assert.Equal(422, refused.Status);
        Assert.Contains("Choisissez une unité", refused.Page.Body!.TextContent, StringComparison.Ordinal);
        fields["stay-place"] = ValueOf(form, "101-1");
        Answer admitted = await desk.PostAsync($"/patients/{patient}/stays/move", fields);
        Assert.Equal(302, admitted.Status);

        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(1));

        // The ward's nurse sees the name at once and moves the patient to the other bed.
        Answer board = await nurse.GetAsync($"/beds/{ward}");
        Assert.Contains("LE GALL", board.Page.Body!.TextContent, StringComparison.Ordinal);
        IElement mover = board.Page.QuerySelector(".bed.occupied form.bed-form")!;
        Dictionary<string, string> move = Hidden(mover);
        move["stay-place"] = mover.QuerySelector("option")!.GetAttribute("value")!;
        Assert.Equal(302, (await nurse.PostAsync($"/beds/{ward}", move)).Status);

        // Whoever still has the old board is told, and sees the new one.
        Answer late = await desk.PostAsync($"/beds/{ward}", move);
        Assert.Equal(409, late.Status);
        Assert.Contains("Une Personne vient de modifier ce séjour", late.Page.Body!.TextContent, StringComparison.Ordinal);

        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        Answer stays = await desk.GetAsync($"/patients/{patient}/stays");
        string leave = stays.Page.QuerySelectorAll("a.button.small")
            .First(one => one.TextContent is "Noter la sortie").GetAttribute("href")!;
        Dictionary<string, string> discharge = PageForms.FieldsOf(await desk.GetAsync(leave));
        discharge["stay-to"] = "Home";
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", discharge)).Status);
        board = await nurse.GetAsync($"/beds/{ward}");
        Assert.DoesNotContain("LE GALL", board.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, board.Page.QuerySelectorAll(".bed.clean").Length);
        IElement clean = board.Page.QuerySelector(".bed.clean form")!;
        Dictionary<string, string> state = Hidden(clean);
        state["state"] = "Free";
        Assert.Equal(302, (await nurse.PostAsync($"/beds/{ward}/state", state)).Status);
        Assert.Equal(409, (await nurse.PostAsync($"/beds/{ward}/state", state)).Status);
    }

    [Fact]
    public async Task A_bed_that_somebody_took_meanwhile_is_told_and_what_was_typed_stays()
    {
        await using WebBed bed = await WebBed.StartAsync();
        await FurnishAsync(bed);
        using Browser first = await bed.OpenAsync(Role.Receptionist);
        using Browser second = await bed.OpenAsync(Role.Receptionist);
        string ours = await RegisterAsync(first, "MADEC");
        string theirs = await RegisterAsync(second, "GUYOMARCH");
        Answer form = await first.GetAsync($"/patients/{ours}/stays/move?kind=Admission");
        Answer other = await second.GetAsync($"/patients/{theirs}/stays/move?kind=Admission");
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        fields["stay-place"] = ValueOf(form, "101-1");
        fields["stay-out"] = "2026-03-09";
        Dictionary<string, string> same = PageForms.FieldsOf(other);
        same["stay-place"] = fields["stay-place"];
        Assert.Equal(302, (await second.PostAsync($"/patients/{theirs}/stays/move", same)).Status);

        Answer told = await first.PostAsync($"/patients/{ours}/stays/move", fields);

        Assert.Equal(409, told.Status);
        Assert.Contains("Ce lit est pris", told.Page.QuerySelector(".error-summary")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2026-03-09", told.ValueOf("stay-out"));
        Dictionary<string, string> again = PageForms.FieldsOf(told);
        again["stay-place"] = ValueOf(told, "101-2");
        Assert.Equal(302, (await first.PostAsync($"/patients/{ours}/stays/move", again)).Status);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Emergencies_arrive_are_sorted_taken_and_passed_to_a_ward(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        (int ward, int emergency) = await FurnishAsync(bed);
        using Browser desk = await bed.OpenAsync(Role.Receptionist, emergency);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, emergency);
        using Browser physician = await bed.OpenAsync(Role.Physician, emergency);
        string patient = await RegisterAsync(desk);
        Dictionary<string, string> fields = PageForms.FieldsOf(
            await desk.GetAsync($"/patients/{patient}/stays/move?kind=Arrival"));
        fields["stay-place"] = $"{emergency}:";
        fields["stay-class"] = "Emergency";
        Answer arrived = await desk.PostAsync($"/patients/{patient}/stays/move", fields);
        Assert.Equal($"/emergency/{emergency}", arrived.Location);

        Answer board = await nurse.GetAsync($"/emergency/{emergency}");
        Dictionary<string, string> triage = Hidden(board.Page.QuerySelector("form[action$='/triage']")!);
        triage["stay-reason"] = "Douleur thoracique";
        Answer unsorted = await nurse.PostAsync($"/emergency/{emergency}/triage", triage);
        Assert.Equal(422, unsorted.Status);
        Assert.Contains("Douleur thoracique", unsorted.Page.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        triage["level"] = "Tri2";
        Assert.Equal(302, (await nurse.PostAsync($"/emergency/{emergency}/triage", triage)).Status);
        Assert.Equal(409, (await nurse.PostAsync($"/emergency/{emergency}/triage", triage)).Status);
        Assert.Equal(403, (await desk.PostAsync($"/emergency/{emergency}/triage", triage)).Status);

        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(200, (await nurse.GetAsync($"/emergency/{emergency}")).Status);
        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(9));
        board = await nurse.GetAsync($"/emergency/{emergency}");
        Assert.Empty(board.Page.QuerySelectorAll(".emergency li.overdue"));
        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(4));
        board = await nurse.GetAsync($"/emergency/{emergency}");
        Assert.Single(board.Page.QuerySelectorAll(".emergency li.overdue"));
        Assert.Contains("Douleur thoracique", board.Page.Body!.TextContent, StringComparison.Ordinal);

        using Browser doctor = await bed.OpenAsync(Role.Physician, emergency);
        board = await doctor.GetAsync($"/emergency/{emergency}");
        Dictionary<string, string> take = Hidden(board.Page.QuerySelector("form[action$='/take']")!);
        Assert.Equal(302, (await doctor.PostAsync($"/emergency/{emergency}/take", take)).Status);
        board = await doctor.GetAsync($"/emergency/{emergency}");
        Assert.Empty(board.Page.QuerySelectorAll(".emergency li.overdue"));

        // Decided, waiting for a bed: the ward expects her, and a decision can be changed and withdrawn.
        using Browser wardStaff = await bed.OpenAsync(Role.Nurse, ward);
        string orient = $"/emergency/{emergency}/orient";
        Dictionary<string, string> decision = Hidden(board.Page.QuerySelector("form[action$='/orient']")!);
        Assert.Equal(422, (await doctor.PostAsync(orient, decision)).Status);
        Assert.Equal(403, (await nurse.PostAsync(orient, decision)).Status);
        decision["orientation"] = "Admission:999";
        Assert.Equal(422, (await doctor.PostAsync(orient, decision)).Status);
        decision["orientation"] = $"Admission:{ward}";
        Assert.Equal(302, (await doctor.PostAsync(orient, decision)).Status);
        Assert.Equal(409, (await doctor.PostAsync(orient, decision)).Status);
        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(7));
        board = await doctor.GetAsync($"/emergency/{emergency}");
        Assert.Contains("7 min", board.Page.QuerySelector(".decided")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "LE GALL", (await wardStaff.GetAsync($"/beds/{ward}")).Page.QuerySelector(".bed.waiting")!.TextContent,
            StringComparison.Ordinal);
        Dictionary<string, string> withdrawn = Hidden(board.Page.QuerySelector("form[action$='/orient']")!);
        withdrawn["withdraw"] = "1";
        Assert.Equal(302, (await doctor.PostAsync(orient, withdrawn)).Status);
        Assert.Null((await wardStaff.GetAsync($"/beds/{ward}")).Page.QuerySelector(".bed.waiting"));
        board = await doctor.GetAsync($"/emergency/{emergency}");
        Assert.Null(board.Page.QuerySelector(".decided"));
        decision = Hidden(board.Page.QuerySelector("form[action$='/orient']")!);
        decision["orientation"] = $"Admission:{ward}";
        Assert.Equal(302, (await doctor.PostAsync(orient, decision)).Status);
        board = await doctor.GetAsync($"/emergency/{emergency}");

        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        string pass = board.Page.QuerySelectorAll(".emergency .actions a")
            .First(one => one.TextContent.StartsWith("Hospitaliser", StringComparison.Ordinal)).GetAttribute("href")!;
        Answer form = await doctor.GetAsync(pass);
        Dictionary<string, string> admission = PageForms.FieldsOf(form);
        admission["stay-place"] = ValueOf(form, "101-1");
        Assert.Equal(302, (await doctor.PostAsync($"/patients/{patient}/stays/move", admission)).Status);
        using Browser wardNurse = await bed.OpenAsync(Role.Nurse, ward);
        Answer stays = await wardNurse.GetAsync($"/patients/{patient}/stays");
        string history = stays.Page.QuerySelector("table")!.TextContent;
        Assert.Contains("Arrivée", history, StringComparison.Ordinal);
        Assert.Contains("A06", history, StringComparison.Ordinal);
        Assert.Contains("Douleur thoracique", stays.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(physician);
    }

    [Fact]
    public async Task A_unit_without_beds_is_neither_offered_nor_taken()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (int ward, int emergency) = await FurnishAsync(bed);
        using Browser admin = await bed.OpenAsync(Role.Administrator);
        Answer page = await admin.GetAsync($"/locations?unit={emergency}");
        Dictionary<string, string> row = Hidden(page.Page.QuerySelector("form.bed-row")!);
        row["do"] = "remove";
        Assert.Equal(302, (await admin.PostAsync("/locations/bed", row)).Status);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(desk);

        Answer form = await desk.GetAsync($"/patients/{patient}/stays/move?kind=Admission");
        Assert.Single(form.Page.QuerySelectorAll("#stay-place optgroup"));
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        fields["stay-place"] = $"{emergency}:";
        Assert.Equal(422, (await desk.PostAsync($"/patients/{patient}/stays/move", fields)).Status);
        fields["stay-place"] = $"{ward}:";
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", fields)).Status);
    }

    [Fact]
    public async Task A_death_is_confirmed_with_name_and_time_and_stands_on_the_chart_and_the_letter_knows_the_stay()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (int ward, _) = await FurnishAsync(bed);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        using Browser physician = await bed.OpenAsync(Role.Physician, ward);
        string patient = await RegisterAsync(desk);
        string move = $"/patients/{patient}/stays/move";
        Dictionary<string, string> fields = PageForms.FieldsOf(await desk.GetAsync(move + "?kind=Admission"));
        fields["stay-place"] = $"{ward}:";
        Assert.Equal(302, (await desk.PostAsync(move, fields)).Status);
        bed.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        Answer letter = await physician.GetAsync($"/patients/{patient}/documents/letters/new?template=discharge");
        Assert.Contains(
            "du 02/03/2026 au 02/03/2026", letter.Page.QuerySelector("#text")!.TextContent, StringComparison.Ordinal);

        Answer stays = await physician.GetAsync($"/patients/{patient}/stays");
        string death = stays.Page.QuerySelectorAll("a").Select(one => one.GetAttribute("href") ?? "")
            .First(one => one.Contains("kind=Death", StringComparison.Ordinal));
        Answer asked = await physician.PostAsync(move, PageForms.FieldsOf(await physician.GetAsync(death)));
        Assert.Equal(200, asked.Status);
        Assert.Contains("Décès de LE GALL ENORA, le 02/03/2026", asked.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(302, (await physician.PostAsync(move, PageForms.FieldsOf(asked))).Status);
        Answer chart = await physician.GetAsync($"/patients/{patient}/stays");
        Assert.Contains(
            "Décès le 02/03/2026", chart.Page.QuerySelector(".patient-banner")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_units_names_are_shown_only_when_asked_for_and_the_overview_opens_nobody()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (int ward, int emergency) = await FurnishAsync(bed);
        using Browser desk = await bed.OpenAsync(Role.Receptionist);
        string patient = await RegisterAsync(desk);
        Answer form = await desk.GetAsync($"/patients/{patient}/stays/move?kind=Admission");
        Dictionary<string, string> fields = PageForms.FieldsOf(form);
        fields["stay-place"] = ValueOf(form, "101-1");
        await desk.PostAsync($"/patients/{patient}/stays/move", fields);

        using Browser stranger = await bed.OpenAsync(Role.Nurse, emergency);
        Answer overview = await stranger.GetAsync("/beds");
        Assert.Contains("Médecine", overview.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("LE GALL", overview.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(patient, overview.Text, StringComparison.Ordinal);
        Answer hidden = await stranger.GetAsync($"/beds/{ward}");
        Assert.DoesNotContain("LE GALL", hidden.Page.Body!.TextContent, StringComparison.Ordinal);
        Answer asked = await stranger.GetAsync($"/beds/{ward}?names=true");
        Assert.Contains("LE GALL", asked.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            (await desk.GetAsync($"/beds/{ward}/stamp")).Text,
            hidden.Page.QuerySelector("[data-live]")!.GetAttribute("data-stamp"));
    }

    [Fact]
    public async Task Rooms_and_beds_are_the_administrators()
    {
        await using WebBed bed = await WebBed.StartAsync();
        (int ward, _) = await FurnishAsync(bed);
        using Browser admin = await bed.OpenAsync(Role.Administrator);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ward);
        Assert.Equal(403, (await nurse.GetAsync("/locations")).Status);
        Assert.Equal(403, (await admin.GetAsync($"/beds/{ward}")).Status);
        Answer page = await admin.GetAsync($"/locations?unit={ward}");
        Assert.Equal(2, page.Page.QuerySelectorAll("form.bed-row").Length);
        Dictionary<string, string> again = PageForms.FieldsOf(page);
        again["stay-room"] = "101";
        again["stay-beds"] = "3";
        Answer taken = await admin.PostAsync("/locations", again);
        Assert.Equal(422, taken.Status);
        Assert.Equal("101", taken.ValueOf("stay-room"));
        Dictionary<string, string> row = Hidden(page.Page.QuerySelector("form.bed-row")!);
        row["do"] = "remove";
        Assert.Equal(302, (await admin.PostAsync("/locations/bed", row)).Status);
        Assert.Equal(409, (await admin.PostAsync("/locations/bed", row)).Status);
        page = await admin.GetAsync($"/locations?unit={ward}");
        Assert.Single(page.Page.QuerySelectorAll("form.bed-row"));
    }

    /// <summary>A room of two beds in the ward and a box in the emergency department, made by the administrator.</summary>
    internal static async Task<(int Ward, int Emergency)> FurnishAsync(WebBed bed)
    {
        using Browser admin = await bed.OpenAsync(Role.Administrator);
        Answer page = await admin.GetAsync("/locations");
        int[] units = [UnitOf(page, "Médecine"), UnitOf(page, "Urgences")];
        foreach ((int unit, string room, string beds, string kind) in ((int, string, string, string)[])
            [(units[0], "101", "2", "Bed"), (units[1], "Box 1", "1", "Box")])
        {
            Dictionary<string, string> fields = PageForms.FieldsOf(await admin.GetAsync($"/locations?unit={unit}"));
            fields["stay-room"] = room;
            fields["stay-beds"] = beds;
            fields["stay-kind"] = kind;
            Assert.Equal(302, (await admin.PostAsync("/locations", fields)).Status);
        }

        return (units[0], units[1]);
    }

    internal static async Task<string> RegisterAsync(Browser desk, string name = "LE GALL")
    {
        Answer registered = await desk.PostAsync("/patients/new", PageForms.Person(name, "ENORA", "create-anyway"));
        Assert.Equal(302, registered.Status);
        return registered.Location!.Split('/')[2];
    }

    internal static string ValueOf(Answer form, string label) =>
        form.Page.QuerySelectorAll("#stay-place option")
            .First(one => one.TextContent.StartsWith(label, StringComparison.Ordinal)).GetAttribute("value")!;

    internal static Dictionary<string, string> Hidden(IElement form) =>
        form.QuerySelectorAll("input[name]")
            .Where(one => one.GetAttribute("type") is not ("radio" or "checkbox") || one.HasAttribute("checked"))
            .DistinctBy(one => one.GetAttribute("name"), StringComparer.Ordinal)
            .ToDictionary(
                one => one.GetAttribute("name")!, one => one.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static int UnitOf(Answer page, string name) => int.Parse(
        page.Page.QuerySelectorAll("#unit option").First(one => one.TextContent == name).GetAttribute("value")!,
        System.Globalization.CultureInfo.InvariantCulture);
}
