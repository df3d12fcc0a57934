using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class AdministrationPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_nurse_finds_who_is_due_gives_and_the_second_is_told(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string page = await PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Answer round = await nurse.GetAsync("/medications/round");
        IElement row = Assert.Single(round.Page.QuerySelectorAll("li.row"));
        Assert.DoesNotContain("DOLIPRANE", round.Text, StringComparison.Ordinal);
        Answer plan = await nurse.GetAsync(row.QuerySelector("a[data-stop][href*='/plan']")!.GetAttribute("href")!);
        Dictionary<string, string> given = DoseFields(plan);
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", given)).Status);

        using Browser second = await bed.OpenAsync(Role.Nurse, 1);
        Answer told = await second.PostAsync(page + "/plan", given);
        Assert.Equal(422, told.Status);
        Assert.Contains("Un collègue a déjà tracé", MedicationPagesTests.TextOf(told), StringComparison.Ordinal);
        Assert.Single(told.Page.QuerySelectorAll(".dose-slot .badge.good"));
        Assert.Empty((await nurse.GetAsync("/medications/round")).Page.QuerySelectorAll("li.row"));
    }

    [Fact]
    public async Task A_dose_is_put_off_refused_noted_late_or_missed()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        bed.Custody.Clock.Advance(TimeSpan.FromHours(12));
        using Browser night = await bed.OpenAsync(Role.Nurse, 1);
        Answer plan = await night.GetAsync(page + "/plan");
        Assert.NotEmpty(plan.Page.QuerySelectorAll(".dose-slot.missed"));
        string day = plan.Page.QuerySelector("input[name='day']")!.GetAttribute("value")!;

        Dictionary<string, string> noted = DoseFields(plan);
        (noted["outcome"], noted["at"], noted["atDay"]) = ("NotGiven", "19:00", day);
        Assert.Equal(422, (await night.PostAsync(page + "/plan", noted)).Status); // why not?
        foreach (string outcome in (string[])["Refused", "Postponed"])
        {
            Dictionary<string, string> unsaid = new(noted, StringComparer.Ordinal) { ["outcome"] = outcome };
            Answer why = await night.PostAsync(page + "/plan", unsaid);
            Assert.Equal(422, why.Status);
            Assert.Contains("Donnez un motif", MedicationPagesTests.TextOf(why), StringComparison.Ordinal);
        }

        noted["notGivenWhy"] = "Fasting";
        noted["comment"] = "<img src=x onerror=alert(1)>";
        Assert.Equal(302, (await night.PostAsync(page + "/plan", noted)).Status);
        Answer after = await night.GetAsync(page + "/plan");
        Assert.Contains("noté après coup", MedicationPagesTests.TextOf(after), StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dose_long_before_its_time_is_noted_only_after_a_yes()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Answer plan = await nurse.GetAsync(page + "/plan");
        Dictionary<string, string> evening = FieldsOf(plan.Page.QuerySelectorAll(".dose-ends > form")[^1]);
        Answer asked = await nurse.PostAsync(page + "/plan", evening);
        Assert.Equal(422, asked.Status);
        Assert.Contains("En avance de", MedicationPagesTests.TextOf(asked), StringComparison.Ordinal);
        Dictionary<string, string> sure = FieldsOf(asked.Page.QuerySelector(".dose-ends > form.sure")!);
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", sure)).Status);
        Assert.Equal("", plan.Page.QuerySelector("select[name='outcome'] option")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Nobody_notes_a_dose_that_is_not_in_the_plan()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Dictionary<string, string> dose = DoseFields(await nurse.GetAsync(page + "/plan"));
        Dictionary<string, string> other = new(dose, StringComparer.Ordinal) { ["due"] = "1772445600123" };
        Assert.Equal(422, (await nurse.PostAsync(page + "/plan", other)).Status);
        other = new(dose, StringComparer.Ordinal) { ["due"] = "" };
        Assert.Equal(422, (await nurse.PostAsync(page + "/plan", other)).Status);
        other = new(dose, StringComparer.Ordinal) { ["line"] = "0000000000000001" };
        Assert.Equal(400, (await nurse.PostAsync(page + "/plan", other)).Status);
        other = new(dose, StringComparer.Ordinal) { ["at"] = "23:59" };
        Assert.Equal(422, (await nurse.PostAsync(page + "/plan", other)).Status);
        Assert.Equal(200, (await nurse.GetAsync(page + "/plan?days=7")).Status);
    }

    /// <summary>A patient of unit 1 with paracetamol due this evening; gives the address of her medications.</summary>
    internal static async Task<string> PrescribedAsync(WebBed bed)
    {
        string page = await MedicationPagesTests.TreatedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Dictionary<string, string> line = MedicationPagesTests.Line();
        line["startTime"] = "08:00";
        Answer drafted = await physician.PostAsync(page + "/line", line);
        Assert.Equal(302, drafted.Status);
        Answer signed = await physician.PostAsync(
            page + "/sign", MedicationPagesTests.SignFields(await physician.GetAsync(page)));
        Assert.Equal(302, signed.Status);
        return page;
    }

    /// <summary>The first dose's button "given".</summary>
    internal static Dictionary<string, string> DoseFields(Answer plan)
    {
        return FieldsOf(plan.Page.QuerySelector(".dose-ends > form")!);
    }

    private static Dictionary<string, string> FieldsOf(IElement form)
    {
        Dictionary<string, string> fields = form.QuerySelectorAll("input[name]").ToDictionary(
            input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "", StringComparer.Ordinal);
        fields["outcome"] = "Given";
        return fields;
    }
}
