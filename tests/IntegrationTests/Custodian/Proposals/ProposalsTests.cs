using System.Collections.Frozen;
using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian.Evidence;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Proposals;

public sealed class ProposalsTests
{
    private static readonly ProposalDraft NewNurse =
        new(ProposalKind.EnrolStaff, Name: "Camille Beaufort", Role: Role.Nurse, UnitIds: [1]);

    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Enrols_nobody_before_a_second_person_approves(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);
        Assert.False(made.InEffect);
        Assert.DoesNotContain(bench.People.StaffOf(EvidenceBench.Site), one => one.Name == "Camille Beaufort");

        ProposalDecided decided = await DecideAsync(bench, sofia, "Sofia", made.ProposalId);

        Assert.Equal(ProposalState.Approved, decided.State);
        Assert.StartsWith(EvidenceBench.CustodianOrigin + "/enrol#", decided.EnrolmentUrl, StringComparison.Ordinal);
        StaffMember camille =
            Assert.Single(bench.People.StaffOf(EvidenceBench.Site), one => one.Name == "Camille Beaufort");
        Assert.Equal(StaffState.Invited, camille.State);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.Proposed));
        bench.Invitations["Camille"] = new(
            camille.Id, 1, camille.Name, camille.Role, decided.EnrolmentUrl!.Split('#')[1]);
        await RefusesAsync("enrolment-code-missing", () => bench.EnrolAsync("Camille"));
        await bench.EnrolAsync("Camille", $" {made.EnrolmentCode!.ToLowerInvariant().Replace('-', ' ')} ");
        (_, SessionFacts session) = await bench.SignInAsync("Camille");
        Assert.Equal(Role.Nurse, session.Role);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Voids_an_address_whose_code_is_guessed_at(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        await bench.EnrolAsync("Paul");
        ActorId paul = bench.Invitations["Paul"].Staff;
        ProposalMade made = await bench.Proposals.ProposeAsync(
            ada, new(ProposalKind.AddPasskey, paul), CancellationToken.None);
        ProposalDecided decided = await DecideAsync(bench, sofia, "Sofia", made.ProposalId);
        bench.Invitations["Paul"] = bench.Invitations["Paul"] with { Secret = decided.EnrolmentUrl!.Split('#')[1] };
        string[] wrong = [.. "01234".Select(c => new string(c, 8)).Where(code => code != made.EnrolmentCode)];

        foreach (string guess in wrong.Take(Enrolments.MaxWrongCodes))
        {
            await RefusesAsync("enrolment-code-wrong", () => bench.EnrolAsync("Paul", guess));
        }

        await RefusesAsync("enrolment-guessed", () => bench.EnrolAsync("Paul", made.EnrolmentCode));
        Assert.Single(bench.People.Find(paul)!.Passkeys);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.Alert));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Approves_no_enrolment_that_has_no_code(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);
        await bench.Writer.RunAsync(
            turn => turn.Execute("UPDATE proposal SET code_mac = NULL"), CancellationToken.None);

        await RefusesAsync("made-without-code", () => DecideAsync(bench, sofia, "Sofia", made.ProposalId));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_the_proposers_own_approval(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, _) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);

        await RefusesAsync("own-proposal", () => DecideAsync(bench, ada, "Ada", made.ProposalId));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_an_approval_about_oneself(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(
            ada, new(ProposalKind.AddPasskey, sofia.Staff), CancellationToken.None);

        await RefusesAsync("about-yourself", () => DecideAsync(bench, sofia, "Sofia", made.ProposalId));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_decision_twice(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);
        await DecideAsync(bench, sofia, "Sofia", made.ProposalId, approve: false);

        await RefusesAsync("already-decided", () => DecideAsync(bench, sofia, "Sofia", made.ProposalId));
        Assert.DoesNotContain(bench.People.StaffOf(EvidenceBench.Site), one => one.Name == "Camille Beaufort");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Expires_after_seven_days(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, _) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);
        bench.Clock.Advance(TimeSpan.FromDays(MakeProposals.LifeDays));
        (_, SessionFacts sofia) = await bench.SignInAsync("Sofia", SessionAudience.Pages);

        await RefusesAsync("already-decided", () => DecideAsync(bench, sofia, "Sofia", made.ProposalId));
        ProposalSummary listed = Assert.Single(
            (await bench.Proposals.ListAsync(sofia, CancellationToken.None)).Proposals);
        Assert.Equal(ProposalState.Expired, listed.State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_what_is_no_longer_what_was_shown(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ActorId paul = bench.Invitations["Paul"].Staff;
        ProposalMade role = await bench.Proposals.ProposeAsync(
            ada, new(ProposalKind.ChangeRole, paul, Role: Role.Biologist), CancellationToken.None);
        ProposalMade units = await bench.Proposals.ProposeAsync(
            ada, new(ProposalKind.ChangeUnits, paul, UnitIds: [1, 2]), CancellationToken.None);
        byte[] shown = await DigestAsync(bench, sofia, role.ProposalId);
        await DecideAsync(bench, sofia, "Sofia", units.ProposalId);

        await RefusesAsync(
            "changed-meanwhile", () => DecideAsync(bench, sofia, "Sofia", role.ProposalId, digest: shown));
        Assert.Equal(Role.Physician, bench.People.Find(paul)!.Role);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_a_touch_made_on_the_web_servers_page(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);

        await RefusesAsync(
            "evidence-refused",
            () => DecideAsync(
                bench, sofia, "Sofia", made.ProposalId, forgery: new() { Origin = EvidenceBench.WebOrigin }));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Suspends_at_once_and_ends_every_session(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts sofia) = await GovernorsAsync(bench);
        await bench.EnrolAsync("Paul");
        (SessionToken token, SessionFacts paul) = await bench.SignInAsync("Paul");

        ProposalMade made = await bench.Proposals.ProposeAsync(
            sofia, new(ProposalKind.SuspendStaff, paul.Staff), CancellationToken.None);

        Assert.True(made.InEffect);
        Assert.Null(bench.Sessions.Find(token, bench.Writer.Now));
        await RefusesAsync("evidence-refused", () => bench.SignInAsync("Paul"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Suspends_a_few_a_day_alone_and_more_with_a_second_person(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        List<ActorId> staff = [.. Enumerable.Range(0, MakeProposals.MaxAloneADay + 1).Select(_ => ActorId.New())];
        await bench.Writer.RunAsync(
            turn =>
            {
                foreach (ActorId one in staff)
                {
                    PeopleRows.Insert(
                        turn, new(one, EvidenceBench.Site, "Une Personne", Role.Nurse, StaffState.Active,
                            FrozenSet<int>.Empty, []));
                    bench.People.FollowStaff(turn, one);
                }

                return true;
            },
            CancellationToken.None);
        List<ProposalMade> made = [];
        foreach (ActorId one in staff)
        {
            made.Add(await bench.Proposals.ProposeAsync(
                sofia, new(ProposalKind.SuspendStaff, one), CancellationToken.None));
        }

        Assert.All(made[..^1], one => Assert.True(one.InEffect));
        Assert.False(made[^1].InEffect);
        Assert.Equal(StaffState.Active, bench.People.Find(staff[^1])!.State);
        await DecideAsync(bench, ada, "Ada", made[^1].ProposalId);
        Assert.Equal(StaffState.Suspended, bench.People.Find(staff[^1])!.State);
        bench.Clock.Advance(TimeSpan.FromHours(25));
        Assert.True((await bench.Proposals.ProposeAsync(
            ada, new(ProposalKind.SuspendStaff, bench.Invitations["Nina"].Staff), CancellationToken.None)).InEffect);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Keeps_two_people_who_can_approve(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);

        await RefusesAsync(
            "last-two-who-approve",
            () => bench.Proposals.ProposeAsync(
                ada, new(ProposalKind.SuspendStaff, sofia.Staff), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Refuses_proposals_of_whoever_is_not_in_charge(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (_, SessionFacts sofia) = await GovernorsAsync(bench);
        await bench.EnrolAsync("Paul");
        (_, SessionFacts paul) = await bench.SignInAsync("Paul");

        await RefusesAsync("role", () => bench.Proposals.ProposeAsync(paul, NewNurse, CancellationToken.None));
        await RefusesAsync("role", () => bench.Proposals.ProposeAsync(sofia, NewNurse, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Is_taken_back_by_its_author_alone(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, NewNurse, CancellationToken.None);

        await RefusesAsync(
            "not-yours", () => bench.Proposals.WithdrawAsync(sofia, made.ProposalId, CancellationToken.None));
        await bench.Proposals.WithdrawAsync(ada, made.ProposalId, CancellationToken.None);
        await RefusesAsync("already-decided", () => DecideAsync(bench, sofia, "Sofia", made.ProposalId));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Changes_a_budget_and_creates_a_unit(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts ada, SessionFacts sofia) = await GovernorsAsync(bench);
        foreach (ProposalDraft draft in new ProposalDraft[]
        {
            new(ProposalKind.ChangeBudget, Role: Role.Nurse, Meter: MeterKind.OffPattern, WindowHours: 24, Limit: 30),
            new(ProposalKind.CreateUnit, Name: "Cardiologie", Code: "CARD"),
        })
        {
            ProposalMade made = await bench.Proposals.ProposeAsync(ada, draft, CancellationToken.None);
            await DecideAsync(bench, sofia, "Sofia", made.ProposalId);
        }

        Assert.Contains(bench.People.UnitsOf(EvidenceBench.Site), unit => unit.Code == "CARD");
        Assert.NotNull(await bench.Writer.RunAsync(
            turn => turn.Scalar("SELECT 1 FROM budget WHERE limit_count = 30"), CancellationToken.None));
    }

    private static async Task<(SessionFacts Ada, SessionFacts Sofia)> GovernorsAsync(EvidenceBench bench)
    {
        await bench.EnrolAsync("Ada");
        await bench.EnrolAsync("Sofia");
        (_, SessionFacts ada) = await bench.SignInAsync("Ada");
        (_, SessionFacts sofia) = await bench.SignInAsync("Sofia", SessionAudience.Pages);
        return (ada, sofia);
    }

    private static async Task<byte[]> DigestAsync(EvidenceBench bench, SessionFacts who, ProposalId proposal) =>
        (await bench.DecideProposal.ViewAsync(who, proposal, CancellationToken.None))!.Effect.Digest();

    private static async Task<ProposalDecided> DecideAsync(
        EvidenceBench bench, SessionFacts who, string firstName, ProposalId proposal, bool approve = true,
        byte[]? digest = null, Forgery? forgery = null)
    {
        bench.Authenticator.Origin = EvidenceBench.CustodianOrigin;
        CeremonyBegun begun = await bench.DecideProposal.BeginAsync(
            who, proposal, approve, digest ?? await DigestAsync(bench, who, proposal), CancellationToken.None);
        string answer = bench.Authenticator.Get(begun.OptionsJson, forgery, bench.HandleOf(firstName));
        return await bench.DecideProposal.CompleteAsync(who, new(begun.CeremonyId, answer), CancellationToken.None);
    }

    private static async Task RefusesAsync(string code, Func<Task> deed)
    {
        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(deed);
        Assert.Equal(code, refusal.Problem.Code);
    }
}
