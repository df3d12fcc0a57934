using System.Net;
using System.Text.Json.Nodes;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to be two people, and with the second one to approve whatever the first proposes.
/// Means: the security officer's account; a colleague proposes in good faith one more passkey for a third person, and
/// the officer, who approves it, keeps the one-time address and enrols a passkey of their own.
/// </summary>
public sealed class ApproverTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task The_approver_who_keeps_the_link_does_not_become_the_newcomer()
    {
        List<SealedEntry> prey = await site.SealAsync(20, Compartment.Identity);
        Insider admin = await site.WhoAsync(Role.Administrator);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        await officer.SignInOnPagesAsync();
        ProposalMade made = await site.Custodian.AskAsync(
            MessageKind.Propose, admin.Token,
            new ProposalDraft(ProposalKind.EnrolStaff, Name: "Léna Vasseur", Role: Role.Physician, UnitIds: [1]),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None);
        (_, JsonObject approved) = await officer.TryApproveAsync(made.ProposalId);
        string link = approved["enrolmentUrl"]!.GetValue<string>();
        Haul haul = new(output, prey.Count);

        // Nothing of the code is in what the approver is shown or can list.
        string page = await (await officer.GetPageAsync($"/proposals/{made.ProposalId}")).Content.ReadAsStringAsync();
        Assert.DoesNotContain(made.EnrolmentCode!, approved.ToJsonString() + page, StringComparison.Ordinal);
        using Insider thief = new(site.Running);
        string?[] guesses = [null, "", "AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC", "DDDD-DDDD", "EEEE-EEEE"];
        foreach (string? guess in guesses)
        {
            (HttpStatusCode status, _) = await thief.TryEnrolAsync(link, guess);
            Assert.NotEqual(HttpStatusCode.OK, status);
        }

        // Five guesses and the address is dead, for the newcomer too: the office is told, and a new one is proposed.
        (_, JsonObject late) = await thief.TryEnrolAsync(link, made.EnrolmentCode);
        Assert.Equal("enrolment-guessed", late["code"]!.GetValue<string>());
        LogPage alerts = await site.Custodian.AskAsync(
            MessageKind.ReadLog, officer.Token, new LogQuery(AlertsOnly: true), Json.LogQuery, Json.LogPage,
            CancellationToken.None);
        Assert.Contains(
            alerts.Events, alert => string.Equals(alert.Detail, "EnrolmentCodeGuessed", StringComparison.Ordinal));
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task The_newcomer_who_holds_both_halves_comes_to_work()
    {
        Insider admin = await site.WhoAsync(Role.Administrator);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        await officer.SignInOnPagesAsync();
        ProposalMade made = await site.Custodian.AskAsync(
            MessageKind.Propose, admin.Token,
            new ProposalDraft(ProposalKind.EnrolStaff, Name: "Yann Le Bris", Role: Role.Nurse, UnitIds: [1]),
            Json.ProposalDraft, Json.ProposalMade, CancellationToken.None);
        (_, JsonObject approved) = await officer.TryApproveAsync(made.ProposalId);
        using Insider nurse = new(site.Running);

        (HttpStatusCode status, _) = await nurse.TryEnrolAsync(
            approved["enrolmentUrl"]!.GetValue<string>(), made.EnrolmentCode);
        await nurse.SignInAsync(site.Custodian);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Role.Nurse, nurse.Session.Role);
    }
}
