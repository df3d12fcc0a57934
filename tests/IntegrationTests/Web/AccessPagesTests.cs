using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

/// <summary>The ways into a closed record, and what colleagues give each other, as pages.</summary>
public sealed class AccessPagesTests
{
    [Fact]
    public async Task A_verdict_of_unjustified_wants_a_reason()
    {
        await using WebBed bed = await WebBed.StartAsync();
        using Browser office = await bed.OpenAsync(Role.SecurityOfficer);
        Dictionary<string, string> verdict = new(StringComparer.Ordinal) { ["id"] = "1", ["verdict"] = "Unjustified" };

        Assert.Equal(422, (await office.PostAsync("/security/break-glass/review", verdict)).Status);
        verdict["remark"] = "Aucun soin en cours";
        Assert.Equal(409, (await office.PostAsync("/security/break-glass/review", verdict)).Status);
    }

    [Fact]
    public async Task A_stranger_and_nobody_get_the_same_page_with_three_ways()
    {
        await using WebBed bed = await WebBed.StartAsync();
        PatientId patient = await NewPatientAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician);

        Answer known = await physician.GetAsync($"/patients/{patient}");
        Answer nobody = await physician.GetAsync($"/patients/{PatientId.New()}");

        Assert.Equal(known.Status, nobody.Status);
        Assert.Equal(
            known.Page.QuerySelector("main")!.TextContent, nobody.Page.QuerySelector("main")!.TextContent);
        Assert.NotNull(known.Page.QuerySelector($"form[action='/patients/{patient}/ask']"));
        Assert.NotNull(known.Page.QuerySelector("[data-step-up='OffPattern']"));
        Assert.NotNull(known.Page.QuerySelector("[data-step-up='BreakGlass']"));
    }

    [Fact]
    public async Task A_pharmacist_is_offered_a_colleague_and_a_clerk_nothing()
    {
        await using WebBed bed = await WebBed.StartAsync();
        PatientId patient = await NewPatientAsync(bed);
        using Browser pharmacist = await bed.OpenAsync(Role.Pharmacist);
        using Browser clerk = await bed.OpenAsync(Role.BillingClerk);

        Answer offered = await pharmacist.GetAsync($"/patients/{patient}");
        Assert.Equal(404, offered.Status);
        Assert.NotNull(offered.Page.QuerySelector("[name='why']"));
        Assert.Null(offered.Page.QuerySelector("[data-step-up]"));
        Assert.Null((await clerk.GetAsync($"/patients/{patient}")).Page.QuerySelector("[name='why']"));
    }

    [Fact]
    public async Task Asking_keeps_what_was_typed_on_the_page_before()
    {
        await using WebBed bed = await WebBed.StartAsync();
        PatientId patient = await NewPatientAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["why"] = "Avis demandé", ["touch"] = "on", ["then"] = $"/patients/{patient}/care",
            ["kept-action"] = $"/patients/{patient}/care/give", ["kept:to"] = "unit:1", ["kept:until"] = "2026-03-09",
        };

        Answer asked = await physician.PostAsync($"/patients/{patient}/ask", form);

        Assert.Equal(200, asked.Status);
        Assert.Equal(
            $"/patients/{patient}/care/give", asked.Page.QuerySelector("#kept")?.GetAttribute("action"));
        Assert.Equal("unit:1", asked.Page.QuerySelector("#kept [name='to']")?.GetAttribute("value"));
        Assert.Equal("2026-03-09", asked.ValueOf("until"));
        string state = asked.Page.QuerySelector("[data-request]")!.GetAttribute("data-request")!;
        Assert.Equal("Waiting", (await physician.GetAsync(state)).Text);

        Answer elsewhere = await physician.PostAsync(
            $"/patients/{patient}/ask",
            new Dictionary<string, string>(form, StringComparer.Ordinal)
            {
                ["kept-action"] = "https://example.org/", ["then"] = "//example.org",
            });
        Assert.Equal("/", elsewhere.Page.QuerySelector("#kept")?.GetAttribute("action"));
        Assert.Equal("/", elsewhere.Page.QuerySelector("[data-request]")?.GetAttribute("data-then"));
        using Browser other = await bed.OpenAsync(Role.Physician);
        Assert.Equal(404, (await other.GetAsync(state)).Status);
    }

    [Fact]
    public async Task A_ward_without_a_key_and_another_ward_make_no_pack()
    {
        await using WebBed bed = await WebBed.StartAsync();
        int own = bed.Custody.Host.Core.People.UnitsOf(1)[0].Id;
        int other = bed.Custody.Host.Core.People.UnitsOf(1)[1].Id;
        using Browser nurse = await bed.OpenAsync(Role.Nurse, own);
        using Browser clerk = await bed.OpenAsync(Role.BillingClerk, own);

        foreach (int unit in (int[])[own, other])
        {
            Dictionary<string, string> form = new(StringComparer.Ordinal)
            {
                ["unit"] = unit.ToString(System.Globalization.CultureInfo.InvariantCulture), ["hours"] = "12",
            };
            Assert.Equal(422, (await nurse.PostAsync("/downtime", form)).Status);
            Assert.Equal(403, (await clerk.PostAsync("/downtime", form)).Status);
        }
    }

    [Fact]
    public async Task Giving_a_week_asks_for_a_touch_and_keeps_what_was_typed()
    {
        await using WebBed bed = await WebBed.StartAsync();
        int unit = bed.Custody.Host.Core.People.UnitsOf(1)[0].Id;
        using Browser taker = await bed.OpenAsync(Role.Nurse, unit);
        using Browser giver = await bed.OpenAsync(Role.Nurse, unit);
        Answer page = await giver.GetAsync("/standing-in");
        string colleague = page.Page.QuerySelectorAll("#taker option")
            .Select(one => one.GetAttribute("value")!).First(one => one.Length > 0);
        string day = page.ValueOf("until")!;
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["kind"] = "Replacement", ["taker"] = colleague, ["from"] = page.ValueOf("from")!, ["until"] = day,
        };

        Answer asked = await giver.PostAsync("/standing-in", form);

        Assert.Equal(200, asked.Status);
        Assert.Equal(
            colleague, asked.Page.QuerySelector("[data-step-up='GiveCover']")?.GetAttribute("data-patient"));
        Assert.Equal("/standing-in", asked.Page.QuerySelector("#kept")?.GetAttribute("action"));
        Assert.Equal(day, asked.Page.QuerySelector("#kept [name='until']")?.GetAttribute("value"));
        Assert.Empty((await giver.GetAsync("/standing-in")).Page.QuerySelectorAll("form[action='/standing-in/end']"));

        Assert.True(PatientId.TryParse(colleague, out PatientId subject));
        await bed.Custody.TouchAsync(giver.Token, StepUpKind.GiveCover, subject);
        Assert.Equal(302, (await giver.PostAsync("/standing-in", form)).Status);
        Assert.NotEmpty(
            (await giver.GetAsync("/standing-in")).Page.QuerySelectorAll("form[action='/standing-in/end']"));
    }

    private static async Task<PatientId> NewPatientAsync(WebBed bed) =>
        (await SealedPatients.SealNewAsync(bed.Custody.ConnectImport(), null, 1, Compartment.Identity))[0].Patient;
}
