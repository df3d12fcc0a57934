using System.Text.Json.Nodes;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the laboratory's signature under a report that no biologist confirmed.
/// Means: a biologist's session, copied from the browser; touches that she made for something else; a colleague's passkey.
/// </summary>
[Collection(nameof(WorkingLaboratory))]
public sealed class StolenSignatureTests(WorkingLaboratory site, ITestOutputHelper output)
{
    [Fact]
    public async Task A_session_signs_nothing_without_the_touch_that_was_made_for_it()
    {
        Insider biologist = await site.WhoAsync(Role.Biologist);
        await biologist.SignInAsync(site.Custodian);
        Insider technician = await site.WhoAsync(Role.LaboratoryTechnician);
        using HttpClient stolen = biologist.BrowseWeb();
        SigningDesk thief = new(stolen);
        string[] due = await FinalAsync(stolen);
        Assert.True(due.Length > 2, "too few reports wait");
        long before = await SignedAsync();
        int haul = 0;

        // No credential, a colleague's passkey, and a touch that let the biologist into a record.
        Ceremony first = (await thief.BeginAsync(due[0]))!;
        haul += await thief.CompleteAsync(first.Id, "{}", first.Carry);
        Ceremony second = (await thief.BeginAsync(due[0]))!;
        JsonObject anybody = JsonNode.Parse(second.Options)!.AsObject();
        anybody.Remove("allowCredentials");
        haul += await thief.CompleteAsync(second.Id, technician.Touch(anybody.ToJsonString()), second.Carry);
        Ceremony third = (await thief.BeginAsync(due[0]))!;
        CeremonyBegun stepUp = await site.Custodian.AskAsync(
            MessageKind.BeginStepUp, biologist.Token, new(StepUpKind.OffPattern, site.Tubes[0].Patient, null),
            CustodyJson.Default.StepUpRequest, CustodyJson.Default.CeremonyBegun, CancellationToken.None);
        haul += await thief.CompleteAsync(third.Id, biologist.Touch(stepUp.OptionsJson), third.Carry);

        // A touch for one report, used for another one, for two, and for another ceremony.
        Ceremony own = (await thief.BeginAsync(due[0]))!;
        Ceremony other = (await thief.BeginAsync(due[1]))!;
        haul += await thief.CompleteAsync(own.Id, biologist.Touch(own.Options), other.Carry);
        Ceremony again = (await thief.BeginAsync(due[0]))!;
        Ceremony both = (await thief.BeginAsync(due[0], due[1]))!;
        haul += await thief.CompleteAsync(again.Id, biologist.Touch(again.Options), both.Carry);
        haul += await thief.CompleteAsync(both.Id, biologist.Touch(other.Options), both.Carry);

        output.WriteLine($"haul: {haul} reports signed");
        Assert.Equal(0, haul);
        Assert.Equal(before, await SignedAsync());

        // What the touch was made for is signed, once: the same answer signs nothing more.
        Ceremony rightful = (await thief.BeginAsync(due[2]))!;
        string touch = biologist.Touch(rightful.Options);
        Assert.Equal(1, await thief.CompleteAsync(rightful.Id, touch, rightful.Carry));
        Assert.Equal(0, await thief.CompleteAsync(rightful.Id, touch, rightful.Carry));
        Assert.Equal(before + 1, await SignedAsync());
        Assert.NotEmpty(await site.RefusalsOfAsync(biologist));
    }

    [Theory]
    [InlineData(Role.LaboratoryTechnician)]
    [InlineData(Role.Receptionist)]
    [InlineData(Role.Physician)]
    [InlineData(Role.Administrator)]
    public async Task Nobody_else_has_a_report_signed_by_an_own_touch(Role role)
    {
        Insider thief = await site.WhoAsync(role);
        await thief.SignInAsync(site.Custodian);
        using HttpClient browser = thief.BrowseWeb();
        long before = await SignedAsync();
        Assert.Null(await new SigningDesk(browser).BeginAsync(SigningDesk.KeyOf(site.Tubes[0])));

        // Nor by asking the custodian past the page.
        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => site.Custodian.AskAsync(
            MessageKind.BeginSignReports, thief.Token, new([new string('a', 64)]), CustodyJson.Default.ReportSigning,
            CustodyJson.Default.CeremonyBegun, CancellationToken.None));
        Assert.Equal(ResponseStatus.Forbidden, refused.Status);
        Assert.Equal(before, await SignedAsync());
    }

    private static async Task<string[]> FinalAsync(HttpClient browser)
    {
        string page = await browser.GetStringAsync("/laboratory/reports");
        using AngleSharp.Html.Dom.IHtmlDocument document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page);
        return [.. document.QuerySelectorAll("input[name=report]").Select(one => one.GetAttribute("value")!).Take(4)];
    }

    private async Task<long> SignedAsync()
    {
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        LogPage page = await site.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(Kind: LogEventKind.ReportSigned, Limit: LogQuery.MaxLimit),
            CustodyJson.Default.LogQuery, CustodyJson.Default.LogPage, CancellationToken.None);
        return page.Events.Count;
    }
}
