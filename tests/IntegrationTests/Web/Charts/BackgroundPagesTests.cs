using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web.Charts;

public sealed class BackgroundPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_added_is_listed_corrected_and_keeps_its_versions(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        string page = $"/patients/{patient}/background";

        Answer added = await nurse.PostAsync(
            $"{page}/problems/new",
            ChartPatient.Form(
                ("item-title", "Hypertension essentielle"), ("item-title-code", "I10"), ("item-state", "active"),
                ("item-main", "on"), ("item-since", "05/2019"), ("step", "save")));
        Assert.Equal((302, page), (added.Status, added.Location));
        Answer list = await nurse.GetAsync(page);
        IElement row = list.Page.QuerySelector("#problems-list .item-row")!;
        Assert.Contains("Hypertension essentielle (I10)", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("05/2019", row.TextContent, StringComparison.Ordinal);

        string item = row.QuerySelector("a")!.GetAttribute("href")!;
        Dictionary<string, string> fields = PageForms.FieldsOf(await nurse.GetAsync(item));
        Assert.Equal("I10", fields["item-title-code"]);
        fields["item-state"] = "resolved";
        fields["item-until"] = "2024";
        fields["step"] = "save";
        Assert.Equal(302, (await nurse.PostAsync(item, fields)).Status);

        Answer history = await nurse.GetAsync($"{item}/history");
        Assert.Equal(2, history.Page.QuerySelectorAll("main article").Length);
        Assert.Contains(
            "2024", history.Page.QuerySelector(".differs")!.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Une Personne", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_entered_in_error_counts_no_more_and_stays_readable()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        string page = $"/patients/{patient}/background";
        await nurse.PostAsync($"{page}/allergies/new", Allergy("Arachide"));
        Answer list = await nurse.GetAsync(page);
        Assert.Contains("Arachide", list.Page.QuerySelector(".patient-banner")!.TextContent, StringComparison.Ordinal);

        string item = list.Page.QuerySelector("#allergies-list .item-row a")!.GetAttribute("href")!;
        Dictionary<string, string> fields = PageForms.FieldsOf(await nurse.GetAsync(item));
        fields["step"] = "error";
        Assert.Equal(302, (await nurse.PostAsync(item, fields)).Status);

        Answer after = await nurse.GetAsync(page);
        Assert.DoesNotContain(
            "Arachide", after.Page.QuerySelector(".patient-banner")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Arachide", after.Page.QuerySelector("#allergies-list .struck")!.TextContent);
        Assert.NotNull(after.Page.QuerySelector("form[action$='/no-allergy']"));
    }

    [Fact]
    public async Task No_known_allergy_is_a_statement_that_the_first_allergy_takes_back()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        string page = $"/patients/{patient}/background";
        Assert.Contains("question non posée", Banner(await nurse.GetAsync(page)), StringComparison.Ordinal);

        Assert.Equal(302, (await nurse.PostAsync($"{page}/no-allergy", PageForms.Nothing)).Status);
        Assert.Contains("Aucune allergie connue", Banner(await nurse.GetAsync(page)), StringComparison.Ordinal);
        Assert.Equal(409, (await nurse.PostAsync($"{page}/no-allergy", PageForms.Nothing)).Status);

        await nurse.PostAsync($"{page}/allergies/new", Allergy("Latex"));
        Answer known = await nurse.GetAsync(page);
        Assert.Contains("Allergies : Latex", Banner(known), StringComparison.Ordinal);
        Assert.Contains(
            "Inactif", known.Page.QuerySelector("#allergies-list .over")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_correctors_is_told_and_loses_nothing()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser first = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        using Browser second = await bed.OpenAsync(Role.Physician, ChartPatient.Unit);
        string page = $"/patients/{patient}/background";
        await first.PostAsync($"{page}/allergies/new", Allergy("Latex"));
        string item = (await first.GetAsync(page)).Page.QuerySelector("#allergies-list .item-row a")!
            .GetAttribute("href")!;
        Dictionary<string, string> ours = PageForms.FieldsOf(await first.GetAsync(item));
        Dictionary<string, string> theirs = PageForms.FieldsOf(await second.GetAsync(item));
        (theirs["item-reaction"], theirs["item-severity"], theirs["step"]) = ("Choc", "severe", "save");
        Assert.Equal(302, (await second.PostAsync(item, theirs)).Status);

        (ours["item-reaction"], ours["step"]) = ("Urticaire", "save");
        Answer told = await first.PostAsync(item, ours);
        Assert.Equal(409, told.Status);
        Assert.Equal("Urticaire", told.ValueOf("item-reaction"));
        string differing = string.Join('|', told.Page.QuerySelectorAll(".differs").Select(one => one.TextContent));
        Assert.Contains("Choc", differing, StringComparison.Ordinal);
        Assert.Contains("Sévère", differing, StringComparison.Ordinal);

        Dictionary<string, string> again = PageForms.FieldsOf(told);
        again["step"] = "save";
        Assert.Equal(302, (await first.PostAsync(item, again)).Status);
        Assert.Contains("Urticaire", (await first.GetAsync(page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_fields_are_marked_and_everything_typed_comes_back_as_text()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        Answer refused = await nurse.PostAsync(
            $"/patients/{patient}/background/vaccinations/new",
            ChartPatient.Form(
                ("item-vaccine", "<img src=x onerror=alert(1)>"), ("item-on", "31/02/2020"), ("item-dose", "zéro"),
                ("item-site", "nowhere"), ("step", "save")));

        Assert.Equal(422, refused.Status);
        Assert.Equal(3, refused.Page.QuerySelectorAll(".error-summary li").Length);
        Assert.Equal("<img src=x onerror=alert(1)>", refused.ValueOf("item-vaccine"));
        Assert.Empty(refused.Page.QuerySelectorAll("img"));
    }

    [Fact]
    public async Task An_alert_is_chosen_and_a_day_before_the_birth_is_refused()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        string alerts = $"/patients/{patient}/background/alerts/new";
        Dictionary<string, string> untouched = PageForms.FieldsOf(await nurse.GetAsync(alerts));
        untouched["step"] = "save";
        Assert.Equal(422, (await nurse.PostAsync(alerts, untouched)).Status);

        string history = $"/patients/{patient}/background/history/new";
        Dictionary<string, string> early = ChartPatient.Form(
            ("item-title", "Appendicectomie"), ("item-history", "surgical"), ("item-since", "1979"), ("step", "save"));
        Answer refused = await nurse.PostAsync(history, early);
        Assert.Equal(422, refused.Status);
        Assert.Contains("après la naissance", refused.Page.Body!.TextContent, StringComparison.Ordinal);
        early["item-history"] = "family";
        Assert.Equal(302, (await nurse.PostAsync(history, early)).Status);
    }

    [Fact]
    public async Task Reception_reaches_none_of_it_and_reads_none_of_it()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string patient = await ChartPatient.ExpectAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        await nurse.PostAsync($"/patients/{patient}/background/allergies/new", Allergy("Latex"));
        using Browser reception = await bed.OpenAsync(Role.Receptionist);

        Assert.Equal(403, (await reception.GetAsync($"/patients/{patient}/background")).Status);
        Assert.Equal(403, (await reception.PostAsync("/codes/diagnoses", ChartPatient.Form(("name", "diab")))).Status);
        Answer chart = await reception.GetAsync($"/patients/{patient}");
        Assert.Equal(200, chart.Status);
        Assert.DoesNotContain("Latex", chart.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("llergie", chart.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_are_suggested_best_first()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse, ChartPatient.Unit);
        Answer found = await nurse.PostAsync("/codes/diagnoses", ChartPatient.Form(("name", "hypertension essent")));
        Assert.StartsWith("[{\"name\":\"Hypertension essentielle", found.Text, StringComparison.Ordinal);
        Assert.Contains("I10", found.Text, StringComparison.Ordinal);
        Assert.Contains(
            "J07BB02", (await nurse.PostAsync("/codes/vaccines", ChartPatient.Form(("name", "gripp")))).Text,
            StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Allergy(string substance) =>
        ChartPatient.Form(("item-substance", substance), ("item-certainty", "confirmed"), ("step", "save"));

    private static string Banner(Answer answer) => answer.Page.QuerySelector(".patient-banner")!.TextContent;
}
