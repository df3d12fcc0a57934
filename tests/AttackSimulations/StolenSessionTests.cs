using System.Net;
using System.Text.Json.Nodes;
using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: to go on as somebody else.
/// Means: a copied session cookie, used after its owner has left; somebody's enrolment link, found in a mailbox.
/// </summary>
public sealed class StolenSessionTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task A_token_is_dead_after_sign_out_also_across_a_restart()
    {
        await using Occupied own = new();
        await own.InitializeAsync();
        List<SealedEntry> prey = await own.SealAsync(1, Compartment.Identity);
        Insider receptionist = await own.WhoAsync(Role.Receptionist);
        SessionToken stolen = receptionist.Token;
        SessionToken kept = await receptionist.SignInAsync(own.Custodian);
        await own.Custodian.AskAsync(
            MessageKind.SignOut, stolen, Nothing.Instance, Json.Nothing, Json.Nothing, CancellationToken.None);

        Haul haul = new(output, 1);
        await AssertDeadAsync(own, stolen, prey, haul);
        await own.Running.Custodian!.KillAsync();
        await own.Running.StartCustodianAsync();
        await AssertDeadAsync(own, stolen, prey, haul);
        haul.AssertAtMost(0);

        // The sign-out ended that session, not its owner's others.
        using OpenResponse card = await SealedPatients.OpenAsync(own.Connect(), kept, AccessPurpose.Card, prey);
        Assert.True(card.HasKey(0));
    }

    [Fact]
    public async Task A_token_is_dead_after_revocation()
    {
        List<SealedEntry> prey = await site.SealAsync(1, Compartment.Identity);
        Insider nurse = await site.WhoAsync(Role.Nurse);
        SessionToken stolen = await nurse.SignInAsync(site.Custodian);
        Insider officer = await site.WhoAsync(Role.SecurityOfficer);
        await site.Custodian.AskAsync(
            MessageKind.RevokeSession, officer.Token, new(nurse.Session.SessionId), Json.SessionRevocation,
                Json.Nothing,
            CancellationToken.None);

        Haul haul = new(output, 1);
        await AssertDeadAsync(site, stolen, prey, haul);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Every_token_of_a_suspended_person_is_dead_at_once()
    {
        List<SealedEntry> prey = await site.SealAsync(1, Compartment.Identity);
        Insider clerk = await site.WhoAsync(Role.BillingClerk);
        Insider admin = await site.WhoAsync(Role.Administrator);
        ProposalMade made = await site.Custodian.AskAsync(
            MessageKind.Propose, admin.Token, new(ProposalKind.SuspendStaff, clerk.Session.StaffId),
                Json.ProposalDraft,
            Json.ProposalMade, CancellationToken.None);
        Assert.True(made.InEffect);

        Haul haul = new(output, 1);
        await AssertDeadAsync(site, clerk.Token, prey, haul);
        haul.AssertAtMost(0);
        await Assert.ThrowsAsync<CustodyException>(() => clerk.SignInAsync(site.Custodian));
    }

    [Theory]
    [InlineData(21, 1)]
    [InlineData(15, 48)]
    public async Task A_token_is_dead_when_idle_or_old_whatever_the_wall_clock_says(int stepMinutes, int steps)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 1, Compartment.Identity);
        (SessionToken stolen, _) = await bed.SignInAsync(Role.Receptionist);
        CustodianClient web = bed.Connect();
        for (int i = 0; i < steps; i++)
        {
            bed.Clock.Advance(TimeSpan.FromMinutes(stepMinutes));
            if (i < steps - 1)
            {
                await web.AskAsync(
                    MessageKind.DescribeSession, stolen, Nothing.Instance, Json.Nothing, Json.SessionDescription,
                    CancellationToken.None);
            }
        }

        bed.Clock.SetBack(TimeSpan.FromHours(13));
        CustodyException ended = await Assert.ThrowsAsync<CustodyException>(
            () => SealedPatients.OpenAsync(web, stolen, AccessPurpose.Card, prey));
        Assert.Equal(ResponseStatus.NotSignedIn, ended.Status);
        new Haul(output, 1).AssertAtMost(0);
    }

    [Fact]
    public async Task An_enrolment_link_serves_once()
    {
        string link = site.Running.Who("Pharmacist").EnrolUrl;
        using Insider rightful = new(site.Running);
        await rightful.EnrolAsync(link);
        using Insider thief = new(site.Running);

        (HttpStatusCode status, JsonObject answer) = await thief.TryEnrolAsync(link);

        Assert.Equal((HttpStatusCode.Conflict, "enrolment-used"), (status, answer["code"]!.GetValue<string>()));
        new Haul(output, 0).AssertAtMost(0);
    }

    [Fact]
    public async Task Fifty_thieves_at_once_enrol_one_passkey_by_one_link()
    {
        string link = site.Running.Who("Biologist", "LABO").EnrolUrl;
        Insider[] thieves = [.. Enumerable.Range(0, 50).Select(_ => new Insider(site.Running))];

        (HttpStatusCode Status, JsonObject)[] answers = await Task.WhenAll(thieves.Select(one => one.TryEnrolAsync(
            link)));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Array.ForEach(thieves, one => one.Dispose());
    }

    [Fact]
    public async Task A_page_sessions_cookie_is_nothing_to_the_protocol_and_the_other_way_round()
    {
        Insider officer = await site.WhoAsync(Role.SecurityOfficer, "LABO");
        using HttpClient pages = new(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new(site.Running.CustodianPages),
        };
        pages.DefaultRequestHeaders.Add("Cookie", "serment-custodian=" + officer.Token.ToCookie());

        using HttpResponseMessage answer = await pages.GetAsync("/proposals");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static async Task AssertDeadAsync(Occupied where, SessionToken stolen, List<SealedEntry> prey, Haul haul)
    {
        CustodianClient connection = where.Connect();
        foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
        {
            try
            {
                using OpenResponse opened = await SealedPatients.OpenAsync(connection, stolen, purpose, prey);
                haul.Take(opened, prey);
                Assert.Fail("a dead session was answered");
            }
            catch (CustodyException ended)
            {
                Assert.Equal(ResponseStatus.NotSignedIn, ended.Status);
            }
        }
    }
}
