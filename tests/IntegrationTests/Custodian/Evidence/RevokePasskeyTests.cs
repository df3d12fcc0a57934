using Serment.Custodian.Evidence;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.Simulation.Authenticators;

namespace Serment.IntegrationTests.Custodian.Evidence;

public sealed class RevokePasskeyTests
{
    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Its_owner_takes_a_stolen_one_away_and_works_on_with_the_other(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        SoftwareAuthenticator second = await AddPasskeyAsync(bench, "Paul");
        (SessionToken before, SessionFacts paul) = await bench.SignInAsync("Paul");
        PasskeyList held = bench.Passkeys.List(paul, null);
        Assert.Equal(2, held.Passkeys.Count);
        Assert.NotNull(RevokePasskey.NewOf(bench.People.Find(paul.Staff)!, bench.Writer.Now));

        await bench.Passkeys.RunAsync(paul, new(paul.Staff, held.Passkeys[0].Passkey), CancellationToken.None);

        // Every session ended with it, and the thief's copy begins none; the other passkey does.
        Assert.Null(bench.Sessions.Find(before, bench.Writer.Now));
        await RefusesAsync("evidence-refused", () => bench.SignInAsync("Paul"));
        (_, SessionFacts again) = await SignInAsync(bench, second, "Paul");
        Assert.Single(bench.Passkeys.List(again, null).Passkeys);
        Assert.Equal(1, await bench.CountAsync(LogEventKind.PasskeyRevoked));

        await using EvidenceBench restarted = await bench.RestartAsync();
        Assert.Single(restarted.People.Find(paul.Staff)!.Passkeys);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Somebody_in_charge_takes_the_last_one_away_and_the_person_must_enrol_again(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        await bench.EnrolAsync("Sofia");
        (_, SessionFacts sofia) = await bench.SignInAsync("Sofia");
        ActorId paul = bench.Invitations["Paul"].Staff;

        await bench.Passkeys.RunAsync(
            sofia, new(paul, bench.Passkeys.List(sofia, paul).Passkeys[0].Passkey), CancellationToken.None);

        Assert.Equal(StaffState.Invited, bench.People.Find(paul)!.State);
        await RefusesAsync("evidence-refused", () => bench.SignInAsync("Paul"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nobody_else_sees_or_takes_one_away(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Paul");
        await bench.EnrolAsync("Nina");
        (_, SessionFacts paul) = await bench.SignInAsync("Paul");
        (_, SessionFacts nina) = await bench.SignInAsync("Nina");
        string passkey = bench.Passkeys.List(paul, null).Passkeys[0].Passkey;

        Assert.Throws<CustodyRefusal>(() => bench.Passkeys.List(nina, paul.Staff));
        await RefusesAsync(
            "unknown-staff", () => bench.Passkeys.RunAsync(nina, new(paul.Staff, passkey), CancellationToken.None));
        await RefusesAsync(
            "unknown-staff",
            () => bench.Passkeys.RunAsync(
                nina with { Role = Role.Administrator, Site = 2 }, new(paul.Staff, passkey), CancellationToken.None));
        Assert.Single(bench.People.Find(paul.Staff)!.Passkeys);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_people_who_can_approve_remain(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Ada");
        await bench.EnrolAsync("Sofia");
        (_, SessionFacts ada) = await bench.SignInAsync("Ada");
        ActorId sofia = bench.Invitations["Sofia"].Staff;

        await RefusesAsync(
            "last-two-who-approve",
            () => bench.Passkeys.RunAsync(
                ada, new(sofia, bench.Passkeys.List(ada, sofia).Passkeys[0].Passkey), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task One_person_takes_away_five_of_others_a_day(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        await bench.EnrolAsync("Ada");
        await bench.EnrolAsync("Paul");
        for (int i = 0; i < RevokePasskey.MaxOfOthersADay; i++)
        {
            await AddPasskeyAsync(bench, "Paul");
        }

        (_, SessionFacts ada) = await bench.SignInAsync("Ada");
        ActorId paul = bench.Invitations["Paul"].Staff;
        IReadOnlyList<PasskeyDescription> held = bench.Passkeys.List(ada, paul).Passkeys;
        foreach (PasskeyDescription one in held.Take(RevokePasskey.MaxOfOthersADay))
        {
            await bench.Passkeys.RunAsync(ada, new(paul, one.Passkey), CancellationToken.None);
        }

        await RefusesAsync(
            "too-many-today",
            () => bench.Passkeys.RunAsync(ada, new(paul, held[^1].Passkey), CancellationToken.None));
        bench.Clock.Advance(TimeSpan.FromHours(25));
        await bench.Passkeys.RunAsync(ada, new(paul, held[^1].Passkey), CancellationToken.None);
        Assert.Empty(bench.People.Find(paul)!.Passkeys);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_is_reinstated_comes_back_without_the_old_ones(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        foreach (string name in new[] { "Ada", "Sofia", "Paul" })
        {
            await bench.EnrolAsync(name);
        }

        (_, SessionFacts ada) = await bench.SignInAsync("Ada");
        ActorId paul = bench.Invitations["Paul"].Staff;
        await bench.Proposals.ProposeAsync(ada, new(ProposalKind.SuspendStaff, paul), CancellationToken.None);
        (ProposalMade made, string url) = await ProposeAndApproveAsync(
            bench, ada, new(ProposalKind.ReinstateStaff, paul));

        Assert.Equal(StaffState.Invited, bench.People.Find(paul)!.State);
        Assert.Empty(bench.People.Find(paul)!.Passkeys);
        await RefusesAsync("evidence-refused", () => bench.SignInAsync("Paul"));
        SoftwareAuthenticator fresh = await EnrolAsync(bench, url, made.EnrolmentCode);
        (_, SessionFacts session) = await SignInAsync(bench, fresh, "Paul");
        Assert.Equal(paul, session.Staff);
    }

    private static async Task<SoftwareAuthenticator> AddPasskeyAsync(EvidenceBench bench, string firstName)
    {
        foreach (string name in new[] { "Ada", "Sofia" }.Where(
            name => bench.People.Find(bench.Invitations[name].Staff)!.Passkeys.Count == 0))
        {
            await bench.EnrolAsync(name);
        }

        (_, SessionFacts ada) = await bench.SignInAsync("Ada");
        (ProposalMade made, string url) = await ProposeAndApproveAsync(
            bench, ada, new(ProposalKind.AddPasskey, bench.Invitations[firstName].Staff));
        return await EnrolAsync(bench, url, made.EnrolmentCode);
    }

    private static async Task<(ProposalMade Made, string EnrolmentUrl)> ProposeAndApproveAsync(
        EvidenceBench bench, SessionFacts ada, ProposalDraft draft)
    {
        ProposalMade made = await bench.Proposals.ProposeAsync(ada, draft, CancellationToken.None);
        (_, SessionFacts sofia) = await bench.SignInAsync("Sofia", SessionAudience.Pages);
        ProposalView view = (await bench.DecideProposal.ViewAsync(sofia, made.ProposalId, CancellationToken.None))!;
        CeremonyBegun begun = await bench.DecideProposal.BeginAsync(
            sofia, made.ProposalId, approve: true, view.Effect.Digest(), CancellationToken.None);
        ProposalDecided decided = await bench.DecideProposal.CompleteAsync(
            sofia, new(begun.CeremonyId, bench.Authenticator.Get(
                begun.OptionsJson, userHandle: bench.HandleOf("Sofia"))),
            CancellationToken.None);
        return (made, decided.EnrolmentUrl!);
    }

    private static async Task<SoftwareAuthenticator> EnrolAsync(EvidenceBench bench, string url, string? code)
    {
        SoftwareAuthenticator authenticator = new(EvidenceBench.CustodianOrigin);
        CeremonyBegun begun = await bench.EnrolPasskey.BeginAsync(
            url.Split('#')[1], code, one => one.Name, CancellationToken.None);
        await bench.EnrolPasskey.CompleteAsync(
            new(begun.CeremonyId, authenticator.Create(begun.OptionsJson)), CancellationToken.None);
        return authenticator;
    }

    private static async Task<(SessionToken Token, SessionFacts Facts)> SignInAsync(
        EvidenceBench bench, SoftwareAuthenticator authenticator, string firstName)
    {
        authenticator.Origin = EvidenceBench.WebOrigin;
        CeremonyBegun begun = await bench.SignIn.BeginAsync(SessionAudience.Web);
        string answer = authenticator.Get(begun.OptionsJson, userHandle: bench.HandleOf(firstName));
        (SessionToken token, _, _) = await bench.SignIn.CompleteAsync(
            new(begun.CeremonyId, answer), SessionAudience.Web, CancellationToken.None);
        return (token, bench.Sessions.Find(token, SessionAudience.Web, bench.Writer.Now)!);
    }

    private static async Task RefusesAsync(string code, Func<Task> deed)
    {
        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(deed);
        Assert.Equal(code, refusal.Problem.Code);
    }
}
