using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.IntegrationTests.Web;

/// <summary>Who may do what with prescriptions, tried by those who may not.</summary>
public sealed class MedicationRightsTests
{
    [Fact]
    public async Task Nurse_and_pharmacist_read_but_neither_writes_nor_signs_nor_stops()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        foreach (Role role in (Role[])[Role.Nurse, Role.Pharmacist])
        {
            using Browser reader = await bed.OpenAsync(role, 1);
            Answer seen = await reader.GetAsync(page);
            Assert.Equal(200, seen.Status);
            Assert.Contains("DOLIPRANE", MedicationPagesTests.TextOf(seen), StringComparison.Ordinal);
            Assert.Null(seen.Page.QuerySelector("form[action$='/line'], form[action$='/stop'], #sign"));
            foreach (string act in (string[])["/line", "/sign", "/stop", "/discard", "/renew", "/protocol"])
            {
                Assert.Equal(403, (await reader.PostAsync(page + act, MedicationPagesTests.Line())).Status);
            }
        }

        using Browser pharmacist = await bed.OpenAsync(Role.Pharmacist, 1);
        Answer plan = await pharmacist.GetAsync(page + "/plan");
        Assert.Null(plan.Page.QuerySelector(".dose-ends"));
        Assert.Equal(403, (await pharmacist.PostAsync(page + "/plan", PageForms.Nothing)).Status);
    }

    [Fact]
    public async Task Reception_reaches_no_page_and_no_paper()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string paper = (await physician.GetAsync(page)).Page.QuerySelector("a[href*='/paper/']")!.GetAttribute("href")!;
        using Browser reception = await bed.OpenAsync(Role.Receptionist);
        foreach (string path in (string[])[page, page + "/plan", paper, "/medications/round", "/medications/round/stamp"])
        {
            Answer refused = await reception.GetAsync(path);
            Assert.Equal(403, refused.Status);
            Assert.DoesNotContain("DOLIPRANE", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stranger_prints_nothing_without_the_touch_that_opens_the_chart()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        string paper = (await physician.GetAsync(page)).Page.QuerySelector("a[href*='/paper/']")!.GetAttribute("href")!;
        using Browser stranger = await bed.OpenAsync(Role.Physician);
        foreach (string path in (string[])[paper, page, page + "/plan"])
        {
            Answer asked = await stranger.GetAsync(path);
            Assert.NotNull(asked.Page.QuerySelector("[data-step-up='OffPattern']"));
            Assert.DoesNotContain("DOLIPRANE", asked.Text, StringComparison.Ordinal);
        }

        // Another patient's prescription is not printed under this one's address.
        string other = await MedicationPagesTests.TreatedAsync(bed, "GUILLOU");
        Answer crossed = await physician.GetAsync(paper.Replace(page, other, StringComparison.Ordinal));
        Assert.Equal(404, crossed.Status);
    }

    [Fact]
    public async Task A_form_cannot_move_a_line_to_another_patient()
    {
        await using WebBed bed = await WebBed.StartAsync();
        string page = await AdministrationPagesTests.PrescribedAsync(bed);
        string other = await MedicationPagesTests.TreatedAsync(bed, "GUILLOU");
        using Browser physician = await bed.OpenAsync(Role.Physician, 1);
        Answer signed = await physician.GetAsync(page);
        string entry = signed.Page.QuerySelector("form[action$='/stop'] input[name='entry']")!.GetAttribute("value")!;
        string group = signed.Page.QuerySelector("form[action$='/renew'] input[name='group']")!.GetAttribute("value")!;

        Dictionary<string, string> forged = MedicationPagesTests.Fields(
            ("entry", entry), ("stopReason", "NoEffect"), ("step", "change"), ("group", group));
        Assert.Equal(409, (await physician.PostAsync(other + "/stop", forged)).Status);
        Assert.Equal(409, (await physician.PostAsync(other + "/discard", forged)).Status);
        Assert.Equal(409, (await physician.PostAsync(other + "/line", forged)).Status);
        Assert.Equal(409, (await physician.PostAsync(other + "/renew", forged)).Status);

        // A draft that claims to rewrite or replace the other patient's line does neither.
        Dictionary<string, string> line = MedicationPagesTests.Line();
        line["draft"] = entry;
        Assert.Equal(422, (await physician.PostAsync(other + "/line", line)).Status);
        (line["draft"], line["replaces"]) = ("", entry.Split('.')[1]);
        Assert.Equal(302, (await physician.PostAsync(other + "/line", line)).Status);
        Dictionary<string, string> signing = MedicationPagesTests.SignFields(await physician.GetAsync(other));
        Assert.Equal(302, (await physician.PostAsync(other + "/sign", signing)).Status);
        Answer untouched = await physician.GetAsync(page);
        Assert.NotNull(untouched.Page.QuerySelector("section[aria-labelledby='in-force'] .drug-row"));

        // Somebody else's drafts are not signed by whoever finds them.
        await physician.PostAsync(page + "/line", MedicationPagesTests.Line());
        using Browser colleague = await bed.OpenAsync(Role.Physician, 1);
        Dictionary<string, string> theirs = MedicationPagesTests.SignFields(await physician.GetAsync(page));
        Assert.Equal(422, (await colleague.PostAsync(page + "/sign", theirs)).Status);
    }
}
