using Serment.Custodian.Evidence;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.IntegrationTests.Custodian.Evidence;

namespace Serment.IntegrationTests.Custodian.Proposals;

public sealed class ReleaseRulesTests
{
    public static TheoryData<string> Engines => TestDatabase.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_people_switch_a_rule_on_and_one_switches_it_off(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts bianca, SessionFacts theo, SessionFacts sofia) = await EnterAsync(bench);
        int unit = Assert.Single(bianca.Units);

        ProposalMade made = await bench.Proposals.ProposeAsync(bianca, Rule(unit, 1), CancellationToken.None);

        Assert.False(made.InEffect);
        ReleaseRuleList waiting = await ListAsync(bench, theo);
        Assert.Empty(waiting.Active);
        Assert.Equal(("Bianca Titre", 1), (Assert.Single(waiting.Waiting).ProposedBy, waiting.Waiting[0].Version));

        await ApproveAsync(bench, sofia, made.ProposalId);

        ActiveReleaseRule rule = Assert.Single((await ListAsync(bench, theo)).Active);
        Assert.Equal((unit, 3, 1), (rule.UnitId, rule.Number, rule.Version));
        Assert.Equal(("Bianca Titre", "Sofia Gardien"), (rule.ProposedBy, rule.ApprovedBy));
        Assert.Equal(Rule(unit, 1).RuleDigest, rule.Digest);

        // A technician alone, at once.
        ProposalMade ended = await bench.Proposals.ProposeAsync(
            theo, new(ProposalKind.EndReleaseRule, UnitIds: [unit], RuleNumber: 3), CancellationToken.None);
        Assert.True(ended.InEffect);
        Assert.Empty((await ListAsync(bench, theo)).Active);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_new_version_takes_the_place_of_the_old_one_also_after_a_restart(string engine)
    {
        await using EvidenceBench first = await EvidenceBench.CreateAsync(engine);
        (SessionFacts bianca, _, SessionFacts sofia) = await EnterAsync(first);
        int unit = Assert.Single(bianca.Units);
        foreach (int version in (int[])[1, 2])
        {
            first.Clock.Advance(TimeSpan.FromMinutes(1));
            ProposalMade made = await first.Proposals.ProposeAsync(
                bianca, Rule(unit, version), CancellationToken.None);
            await ApproveAsync(first, sofia, made.ProposalId);
        }

        Assert.Equal(2, Assert.Single((await ListAsync(first, bianca)).Active).Version);

        await using EvidenceBench second = await first.RestartAsync();
        Assert.Equal(2, Assert.Single((await ListAsync(second, bianca)).Active).Version);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task No_rule_without_a_biologist_of_that_laboratory(string engine)
    {
        await using EvidenceBench bench = await EvidenceBench.CreateAsync(engine);
        (SessionFacts bianca, SessionFacts theo, SessionFacts sofia) = await EnterAsync(bench);
        int unit = Assert.Single(bianca.Units);
        int other = bench.People.UnitsOf(EvidenceBench.Site).First(one => one.Id != unit).Id;

        await RefusesAsync("role", bench, theo, Rule(unit, 1));
        await RefusesAsync("role", bench, sofia, Rule(unit, 1));
        await RefusesAsync("not-your-unit", bench, bianca, Rule(other, 1));
        await RefusesAsync("rule", bench, bianca, Rule(unit, 1) with { RuleDigest = [1] });
        await RefusesAsync("rule", bench, bianca, Rule(unit, 0));
        await RefusesAsync("rule", bench, bianca, Rule(unit, 1) with { RuleText = " \u0000" });
    }

    private static ProposalDraft Rule(int unit, int version) => new(
        ProposalKind.ActivateReleaseRule, Name: "Ionogramme normal", UnitIds: [unit], RuleNumber: 3,
        RuleVersion: version, RuleDigest: [.. Enumerable.Repeat((byte)version, 32)], RuleText: "Na de 136 à 145 mmol/L.");

    private static async Task<(SessionFacts Bianca, SessionFacts Theo, SessionFacts Sofia)> EnterAsync(
        EvidenceBench bench)
    {
        foreach (string name in (string[])["Bianca", "Théo", "Sofia"])
        {
            await bench.EnrolAsync(name);
        }

        (_, SessionFacts bianca) = await bench.SignInAsync("Bianca");
        (_, SessionFacts theo) = await bench.SignInAsync("Théo");
        (_, SessionFacts sofia) = await bench.SignInAsync("Sofia", SessionAudience.Pages);
        return (bianca, theo, sofia);
    }

    private static Task<ReleaseRuleList> ListAsync(EvidenceBench bench, SessionFacts who) =>
        bench.Proposals.ListRulesAsync(who, bench.ReleaseRules, CancellationToken.None);

    private static async Task ApproveAsync(EvidenceBench bench, SessionFacts who, ProposalId proposal)
    {
        bench.Authenticator.Origin = EvidenceBench.CustodianOrigin;
        byte[] shown = (await bench.DecideProposal.ViewAsync(who, proposal, CancellationToken.None))!.Effect.Digest();
        CeremonyBegun begun = await bench.DecideProposal.BeginAsync(
            who, proposal, true, shown, CancellationToken.None);
        await bench.DecideProposal.CompleteAsync(
            who, new(begun.CeremonyId, bench.Authenticator.Get(begun.OptionsJson, null, bench.HandleOf("Sofia"))),
            CancellationToken.None);
    }

    private static async Task RefusesAsync(string code, EvidenceBench bench, SessionFacts who, ProposalDraft draft)
    {
        CustodyRefusal refusal = await Assert.ThrowsAsync<CustodyRefusal>(
            () => bench.Proposals.ProposeAsync(who, draft, CancellationToken.None));
        Assert.Equal(code, refusal.Problem.Code);
    }
}
