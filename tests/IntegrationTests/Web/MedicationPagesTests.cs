using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class MedicationPagesTests
{
    private const string Doliprane = "60234100";
    private const string Dafalgan = "DAFALGAN";

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_physician_writes_signs_prints_and_stops_a_line(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string page = await TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Assert.Equal(302, (await physician.PostAsync(page + "/line", Line())).Status);

        Answer draft = await physician.GetAsync(page);
        string written = draft.Page.QuerySelector("#sign")!.Closest("section")!.TextContent;
        Assert.Contains("DOLIPRANE 1000 mg, comprimé", written, StringComparison.Ordinal);
        Assert.Contains("1 comprimé matin et soir pendant 5 jours", written, StringComparison.Ordinal);
        Assert.Null(draft.Page.QuerySelector("a[href*='/paper/']"));

        Dictionary<string, string> signing = SignFields(draft);
        Assert.Equal(302, (await physician.PostAsync(page + "/sign", signing)).Status);
        Answer signed = await physician.GetAsync(page);
        Assert.Null(signed.Page.QuerySelector("#sign"));
        string paper = signed.Page.QuerySelector("a[href*='/paper/']")!.GetAttribute("href")!;
        Answer printed = await physician.GetAsync(paper);
        Assert.Equal("application/pdf", printed.Response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("%PDF-1.7", printed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("GOFF", printed.Text, StringComparison.Ordinal);
        Answer log = await physician.GetAsync(page.Replace("medications", "disclosures", StringComparison.Ordinal));
        Assert.Contains("Imprimé ou enregistré", TextOf(log), StringComparison.Ordinal);

        // The same form once more: what it showed is no longer there.
        Assert.Equal(422, (await physician.PostAsync(page + "/sign", signing)).Status);

        string entry = signed.Page.QuerySelector("form[action$='/stop'] input[name='entry']")!.GetAttribute("value")!;
        async Task<int> StopAsync(string reason) => (await physician.PostAsync(
            page + "/stop", Fields(("entry", entry), ("stopReason", reason), ("comment", "prurit")))).Status;
        Assert.Equal(422, await StopAsync("Renewed"));
        Assert.Equal(302, await StopAsync("AdverseEffect"));
        Assert.Contains("Effet indésirable – prurit", TextOf(await physician.GetAsync(page)), StringComparison.Ordinal);
        Assert.Equal(409, await StopAsync("NoEffect"));
    }

    [Fact]
    public async Task A_warning_without_an_answer_stands_in_the_way_and_an_answer_is_kept()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        await physician.PostAsync(page + "/line", Line());
        await physician.PostAsync(page + "/line", Line("intraveineuse"));
        Answer draft = await physician.GetAsync(page);
        Assert.Equal(3, draft.Page.QuerySelectorAll(".drug-warning").Length); // twice the same substance, one route

        Dictionary<string, string> signing = SignFields(draft);
        Answer refused = await physician.PostAsync(page + "/sign", signing);
        Assert.Equal(422, refused.Status);
        foreach (IElement select in draft.Page.QuerySelectorAll("select[form='sign']"))
        {
            signing[select.GetAttribute("name")!] = "Watched";
            signing[select.GetAttribute("name") + "-comment"] = "<script>alert(1)</script>";
        }

        // An answer to another warning than the one shown is none.
        string key = draft.Page.QuerySelector("input[name$='-key']")!.GetAttribute("name")!;
        Dictionary<string, string> forged = new(signing, StringComparer.Ordinal) { [key] = "Route.orale" };
        Assert.Equal(422, (await physician.PostAsync(page + "/sign", forged)).Status);

        Assert.Equal(302, (await physician.PostAsync(page + "/sign", signing)).Status);
        Answer signed = await physician.GetAsync(page);
        Assert.Contains("&lt;script&gt;", signed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", signed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_takes_the_place_of_the_line_in_force()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        await physician.PostAsync(page + "/line", Line());
        await physician.PostAsync(page + "/sign", SignFields(await physician.GetAsync(page)));
        Answer signed = await physician.GetAsync(page);
        string entry = signed.Page.QuerySelector("form[action$='/stop'] input[name='entry']")!.GetAttribute("value")!;
        Answer form = await physician.PostAsync(page + "/line", Fields(("step", "change"), ("entry", entry)));
        Dictionary<string, string> changed = PageForms.FieldsOf(form);
        (changed["s-0-quantity"], changed["step"]) = ("2", "save");
        Assert.Equal(302, (await physician.PostAsync(page + "/line", changed)).Status);
        Answer draft = await physician.GetAsync(page);
        Assert.Empty(draft.Page.QuerySelectorAll(".drug-warning"));
        Assert.Equal(302, (await physician.PostAsync(page + "/sign", SignFields(draft))).Status);

        Answer after = await physician.GetAsync(page);
        IElement inForce = Assert.Single(after.Page.QuerySelectorAll("section[aria-labelledby='in-force'] .drug-row"));
        Assert.Contains("2 comprimés matin et soir", inForce.TextContent, StringComparison.Ordinal);

        // Renewing the first prescription brings nothing back that was changed; the second one, its line.
        string group = after.Page.QuerySelector("form[action$='/renew'] input[name='group']")!.GetAttribute("value")!;
        Assert.Equal(302, (await physician.PostAsync(page + "/renew", Fields(("group", group)))).Status);
        Assert.NotNull((await physician.GetAsync(page)).Page.QuerySelector("#sign"));
    }

    [Fact]
    public async Task The_place_is_preset_to_that_of_the_stay_and_to_none_for_somebody_who_is_not_here()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await TreatedAsync(bed);
        (int ward, int emergency) = await StayPagesTests.FurnishAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, ward, emergency);
        await physician.PostAsync(page + "/line", Line());
        Answer draft = await physician.GetAsync(page);
        Assert.Empty(draft.Page.QuerySelectorAll("#place option[selected]"));
        Dictionary<string, string> signing = SignFields(draft);
        signing["place"] = "";
        Answer refused = await physician.PostAsync(page + "/sign", signing);
        Assert.Equal(422, refused.Status);
        Assert.Contains("Choisissez l’unité", TextOf(refused), StringComparison.Ordinal);

        string patient = page.Split('/')[2];
        using Browser desk = await bed.OpenAsync(Role.Receptionist, emergency);
        Dictionary<string, string> arrival = PageForms.FieldsOf(
            await desk.GetAsync($"/patients/{patient}/stays/move?kind=Arrival"));
        (arrival["stay-place"], arrival["stay-class"]) = ($"{emergency}:", "Emergency");
        Assert.Equal(302, (await desk.PostAsync($"/patients/{patient}/stays/move", arrival)).Status);
        draft = await physician.GetAsync(page);
        Assert.Equal(
            emergency.ToString(System.Globalization.CultureInfo.InvariantCulture),
            draft.Page.QuerySelector("#place option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Protocols_hold_lines_and_no_free_text()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        await physician.PostAsync(page + "/line", Line());
        await physician.PostAsync(
            page + "/line",
            Fields(
                ("step", "save"), ("free", "1"), ("freeText", "Soins de bouche"), ("startDay", "2026-03-02"),
                ("startTime", "23:00")));
        Assert.Equal(302, (await physician.PostAsync(
            page + "/protocol", Fields(("step", "keep"), ("protocolName", "Antalgie"), ("protocolFor", "house")))).Status);
        using Browser colleague = await bed.OpenAsync(Role.Physician, 1);
        Answer seen = await colleague.GetAsync(page);
        string protocol = seen.Page.QuerySelector("#protocol option")!.GetAttribute("value")!;
        Assert.Contains("(1)", seen.Page.QuerySelector("#protocol option")!.TextContent, StringComparison.Ordinal);
        Dictionary<string, string> chosen = Fields(("step", "apply"), ("protocol", protocol), ("to", page));
        Assert.Equal(302, (await colleague.PostAsync(page + "/protocol", chosen)).Status);
        Answer drafted = await colleague.GetAsync(page);
        Assert.Single(drafted.Page.QuerySelectorAll("section[aria-labelledby='draft'] .drug-row"));
        Assert.Equal(409, (await colleague.PostAsync("/medications/protocols/remove", chosen)).Status);
        Assert.Equal(302, (await physician.PostAsync("/medications/protocols/remove", chosen)).Status);
    }

    [Fact]
    public async Task What_is_wrong_in_a_line_is_named_and_nothing_typed_is_lost()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Dictionary<string, string> line = Line();
        (line["s-0-times"], line["s-0-quantity"], line["route"], line["startDay"]) = ("9", "beaucoup", "", "2020-01-01");
        Answer refused = await physician.PostAsync(page + "/line", line);
        Assert.Equal(422, refused.Status);
        Assert.Equal("beaucoup", refused.ValueOf("s-0-quantity"));
        Assert.True(refused.Page.QuerySelectorAll(".error-summary li").Length >= 4);

        Answer found = await physician.PostAsync(page + "/line", Fields(("step", "drug"), ("drugName", Dafalgan)));
        Assert.True(found.Page.QuerySelectorAll(".drug-hit").Length > 3);
    }

    /// <summary>A patient expected today in unit 1; gives the address of her medications.</summary>
    internal static async Task<string> TreatedAsync(WebBed bed, string name = "LE GOFF")
    {
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        Answer created = await reception.PostAsync("/patients/new", PageForms.Person(name, "ANAÏS", "create"));
        string patient = created.Location!.Split('/')[2].Split('?')[0];
        Answer expected = await reception.PostAsync(
            $"/patients/{patient}/expect", Fields(("unit", "1"), ("day", "2026-03-02"), ("time", "09:30")));
        Assert.Equal(302, expected.Status);
        return $"/patients/{patient}/medications";
    }

    /// <summary>A line of paracetamol, one tablet morning and evening for five days.</summary>
    internal static Dictionary<string, string> Line(string route = "orale") => Fields(
        ("step", "save"), ("drug", Doliprane), ("drugName", "DOLIPRANE"), ("route", route), ("startDay", "2026-03-02"),
        ("startTime", "23:30"), ("steps", "1"), ("s-0-quantity", "1"), ("s-0-unit", "tablet"), ("s-0-morning", "1"),
        ("s-0-evening", "1"), ("s-0-days", "5"));

    /// <summary>The signing form as the page shows it, to be given in unit 1.</summary>
    internal static Dictionary<string, string> SignFields(Answer page)
    {
        Dictionary<string, string> fields = Fields(("place", "1"));
        foreach (IElement input in page.Page.QuerySelectorAll("#sign input[name], input[form='sign']"))
        {
            fields[input.GetAttribute("name")!] = input.GetAttribute("value") ?? "";
        }

        return fields;
    }

    internal static string TextOf(Answer answer) => answer.Page.QuerySelector("main")!.TextContent;

    internal static Dictionary<string, string> Fields(params IReadOnlyList<(string Name, string Value)> fields) =>
        fields.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
}
