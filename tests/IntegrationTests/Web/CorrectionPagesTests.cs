using AngleSharp.Dom;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

public sealed class CorrectionPagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_wrong_note_is_corrected_then_taken_back_and_the_dose_is_due_again(DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        using Browser second = await bed.OpenAsync(Role.Nurse, 1);
        Assert.Equal(302, (await nurse.PostAsync(
            page + "/plan", AdministrationPagesTests.DoseFields(await nurse.GetAsync(page + "/plan")))).Status);
        Assert.Empty((await nurse.GetAsync("/medications/round")).Page.QuerySelectorAll("li.row"));
        string record = RecordOf(await nurse.GetAsync(page + "/plan"));
        Answer shown = await nurse.GetAsync(record);
        Dictionary<string, string> amend = FieldsOf(shown, "amend");
        Dictionary<string, string> withdraw = FieldsOf(await second.GetAsync(record), "withdraw");

        Assert.Equal(422, (await nurse.PostAsync(record, amend)).Status); // no reason, and nothing changed
        amend["amendWhy"] = "WrongDose";
        Assert.Equal(422, (await nurse.PostAsync(record, amend)).Status);
        (amend["quantity"], amend["comment"]) = ("2", "<script>alert(1)</script>");
        Assert.Equal(302, (await nurse.PostAsync(record, amend)).Status);
        Answer plan = await nurse.GetAsync(page + "/plan");
        Assert.Contains("2 comprimés", MedicationPagesTests.TextOf(plan), StringComparison.Ordinal);
        Assert.Contains("Dose erronée", MedicationPagesTests.TextOf(plan), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", plan.Text, StringComparison.Ordinal);

        // A colleague who still has the first version before her eyes is told, and what she typed stays.
        withdraw["withdrawWhy"] = "ByMistake";
        withdraw["withdrawComment"] = "pas donné";
        Answer told = await second.PostAsync(record, withdraw);
        Assert.Equal(409, told.Status);
        Assert.Contains("a corrigé cette trace", MedicationPagesTests.TextOf(told), StringComparison.Ordinal);
        Assert.Equal("pas donné", told.ValueOf("withdrawComment"));
        withdraw["seen"] = FieldsOf(told, "withdraw")["seen"];
        Assert.Equal(302, (await second.PostAsync(record, withdraw)).Status);

        // Due again: on the round and in the plan, where the note stays readable.
        Assert.Single((await nurse.GetAsync("/medications/round")).Page.QuerySelectorAll("li.row"));
        plan = await nurse.GetAsync(page + "/plan");
        Assert.Contains("pas donné", plan.Page.QuerySelector(".dose-slot .in-error")!.TextContent, StringComparison.Ordinal);
        Answer versions = await nurse.GetAsync(record);
        Assert.Equal(3, versions.Page.QuerySelectorAll("section[aria-labelledby='versions'] li").Length);
        Assert.Null(versions.Page.QuerySelector("#withdraw"));
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", AdministrationPagesTests.DoseFields(plan))).Status);
        Assert.Empty((await nurse.GetAsync("/medications/round")).Page.QuerySelectorAll("li.row"));
        Assert.Equal(409, (await second.PostAsync(record, withdraw)).Status);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_dose_put_off_is_due_later_and_its_note_is_taken_back_before_the_later_one_only(
        DatabaseEngine engine)
    {
        await using WebBed bed = await WebBed.StartAsync(engine);
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        Dictionary<string, string> dose =
            AdministrationPagesTests.DoseFields(await nurse.GetAsync(page + "/plan"));
        Dictionary<string, string> put = new(dose, StringComparer.Ordinal)
        {
            ["outcome"] = "Postponed", ["laterDay"] = "2026-03-02", ["later"] = "10:30",
            ["comment"] = "au bloc",
        };
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", put)).Status);
        Answer round = await nurse.GetAsync("/medications/round");
        Assert.Contains("10:30", Assert.Single(round.Page.QuerySelectorAll("li.row")).TextContent, StringComparison.Ordinal);
        Answer plan = await nurse.GetAsync(page + "/plan");
        string record = RecordOf(plan);
        Assert.Equal(3, plan.Page.QuerySelectorAll(".dose-time").Length); // and this evening

        // Taken back: the dose is due at its first time, the later one is gone. Then put off again and given.
        Dictionary<string, string> withdraw = FieldsOf(await nurse.GetAsync(record), "withdraw");
        withdraw["withdrawWhy"] = "ByMistake";
        Assert.Equal(302, (await nurse.PostAsync(record, withdraw)).Status);
        round = await nurse.GetAsync("/medications/round");
        Assert.Contains("08:00", Assert.Single(round.Page.QuerySelectorAll("li.row")).TextContent, StringComparison.Ordinal);
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", put)).Status);
        Assert.Contains(
            "10:30",
            Assert.Single((await nurse.GetAsync("/medications/round")).Page.QuerySelectorAll("li.row")).TextContent,
            StringComparison.Ordinal);
        plan = await nurse.GetAsync(page + "/plan");
        record = plan.Page.QuerySelectorAll("a[href*='/medications/plan/']").Select(one => one.GetAttribute("href")!)
            .First(one => !string.Equals(one, record, StringComparison.Ordinal));
        Dictionary<string, string> early = AdministrationPagesTests.DoseFields(plan);
        early["sure"] = "Early";
        Assert.Equal(302, (await nurse.PostAsync(page + "/plan", early)).Status);
        withdraw = FieldsOf(await nurse.GetAsync(record), "withdraw");
        withdraw["withdrawWhy"] = "ByMistake";
        Answer told = await nurse.PostAsync(record, withdraw);
        Assert.Equal(409, told.Status);
        Assert.Contains("prise reportée est déjà tracée", MedicationPagesTests.TextOf(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_gives_drugs_corrects_and_only_what_is_in_this_record()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        using Browser nurse = await bed.OpenAsync(Role.Nurse, 1);
        await nurse.PostAsync(
            page + "/plan", AdministrationPagesTests.DoseFields(await nurse.GetAsync(page + "/plan")));
        string record = RecordOf(await nurse.GetAsync(page + "/plan"));
        Dictionary<string, string> withdraw = FieldsOf(await nurse.GetAsync(record), "withdraw");
        withdraw["withdrawWhy"] = "ByMistake";
        foreach (Role role in (Role[])[Role.Receptionist, Role.Pharmacist, Role.Biologist])
        {
            using Browser other = await bed.OpenAsync(role, 1);
            Assert.Equal(403, (await other.PostAsync(record, withdraw)).Status);
        }

        string elsewhere = await MedicationPagesTests.TreatedAsync(bed, "MADEC");
        string entry = record[(record.LastIndexOf('/') + 1)..];
        Assert.Equal(404, (await nurse.PostAsync($"{elsewhere}/plan/{entry}", withdraw)).Status);
        Assert.Equal(404, (await nurse.GetAsync($"{elsewhere}/plan/{entry}")).Status);
        withdraw["withdrawWhy"] = "WrongTime"; // a reason of the other form
        Assert.Equal(422, (await nurse.PostAsync(record, withdraw)).Status);
    }

    private static string RecordOf(Answer plan) =>
        plan.Page.QuerySelector("a[href*='/medications/plan/']")!.GetAttribute("href")!;

    private static Dictionary<string, string> FieldsOf(Answer answer, string form) =>
        answer.Page.QuerySelector($"form[aria-labelledby='{form}']")!.QuerySelectorAll("input[name], select[name]")
            .ToDictionary(
                one => one.GetAttribute("name")!,
                one => one is AngleSharp.Html.Dom.IHtmlSelectElement select
                    ? select.Value ?? ""
                    : one.GetAttribute("value") ?? "",
                StringComparer.Ordinal);
}
