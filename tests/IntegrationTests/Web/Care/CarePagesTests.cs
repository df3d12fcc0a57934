using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Web.Notes;

namespace Serment.IntegrationTests.Web.Care;

public sealed class CarePagesTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_planned_care_is_due_done_once_and_due_again(DatabaseEngine engine)
    {
        await using NoteBed bed = await NoteBed.StartAsync(engine);
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        string care = $"/patients/{bed.Patient}/care-plan";
        Assert.Equal(200, (await nurse.GetAsync(care)).Status);
        Answer planned = await nurse.PostAsync(care, Plan("Changement de position", "3"));
        Assert.Equal(302, planned.Status);

        // The unit's list has it, late; two see it and both press "done".
        bed.Web.Custody.Clock.Advance(TimeSpan.FromMinutes(200));
        using Browser first = await bed.OpenAsync(Role.Nurse);
        using Browser second = await bed.OpenAsync(Role.Nurse);
        Answer list = await first.GetAsync("/due-care");
        Assert.Contains("Changement de position", list.Page.QuerySelector("ol.rows")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("En retard", list.Page.QuerySelector("ol.rows")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("LE GOFF", list.Text, StringComparison.Ordinal);
        Dictionary<string, string> done = HiddenOf(list);
        string path = list.Page.QuerySelector("ol.rows form")!.GetAttribute("action")!;
        await second.GetAsync("/due-care");
        Assert.Equal(302, (await first.PostAsync(path, done)).Status);
        Answer told = await second.PostAsync(path, done);
        Assert.Equal(409, told.Status);
        Assert.Contains("déjà enregistré", told.Page.QuerySelector("[role='alert']")!.TextContent,
            StringComparison.Ordinal);

        // Done at 12:20 local what was due at 08:00: that of 11:00 is named as missed, the next is due at 14:00.
        Answer plan = await first.GetAsync(care);
        Assert.Equal(2, plan.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Sans réponse", plan.Page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("14:00", plan.Page.QuerySelector(".care-line")!.TextContent, StringComparison.Ordinal);

        string stop = plan.Page.QuerySelector(".care-line a.quiet")!.GetAttribute("href")!;
        Answer why = await first.GetAsync(stop);
        Dictionary<string, string> reason = NoteBed.FieldsOf(why);
        string stopping = why.Page.QuerySelector("form.form")!.GetAttribute("action")!;
        Assert.Equal(422, (await first.PostAsync(stopping, reason)).Status);
        reason["reason"] = "Patient levé";
        Assert.Equal(302, (await first.PostAsync(stopping, reason)).Status);
        Assert.Null((await first.GetAsync("/due-care")).Page.QuerySelector("ol.rows li"));
        Assert.Contains("Patient levé", (await first.GetAsync(care)).Page.QuerySelector("main")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_fields_are_marked_and_what_was_typed_comes_back()
    {
        await using NoteBed bed = await NoteBed.StartAsync();
        using Browser nurse = await bed.OpenAsync(Role.Nurse);
        string care = $"/patients/{bed.Patient}/care-plan";
        await nurse.GetAsync(care);
        Dictionary<string, string> wrong = Plan("<img src=x onerror=alert(1)>", "500");
        Answer refused = await nurse.PostAsync(care, wrong);
        Assert.Equal(422, refused.Status);
        Assert.Equal("true", refused.Page.QuerySelector("#every")!.GetAttribute("aria-invalid"));
        Assert.Equal(wrong["careTitle"], refused.ValueOf("careTitle"));
        wrong["every"] = "5";
        Assert.Equal(302, (await nurse.PostAsync(care, wrong)).Status);
        Assert.Empty((await nurse.GetAsync(care)).Page.QuerySelectorAll("img"));
    }

    private static Dictionary<string, string> Plan(string title, string every) => new(StringComparer.Ordinal)
    {
        ["careTitle"] = title,
        ["rhythm"] = "Hours",
        ["every"] = every,
        ["day"] = "2026-03-02",
        ["time"] = "08:00",
        ["unit"] = "1",
    };

    private static Dictionary<string, string> HiddenOf(Answer list) =>
        list.Page.QuerySelectorAll("ol.rows form")[0].QuerySelectorAll("input[name]")
            .ToDictionary(
                input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "",
                StringComparer.Ordinal);
}
