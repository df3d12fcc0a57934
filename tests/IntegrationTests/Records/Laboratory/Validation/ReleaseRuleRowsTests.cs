using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Validation;

public sealed class ReleaseRuleRowsTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_written_or_proposed_by_one_person_releases_nothing(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        Worker she = bed.Biologist;
        ReleaseRule rule = Rule(bed);

        Assert.True(await bed.Rules.AddAsync(rule, she.Session.StaffId, bed.Now, Stop));
        Assert.False(await bed.Rules.AddAsync(rule, she.Session.StaffId, bed.Now, Stop));
        Assert.Empty(await bed.Rules.InForceAsync(bed.Site, bed.Unit, she.Token, Stop));
        Assert.False((await bed.Rules.ProposeAsync(rule, null, she.Token, Stop)).InEffect);
        Assert.Single((await bed.Rules.ApprovedAsync(bed.Technician.Token, Stop)).Waiting);
        Assert.Empty(await bed.Rules.InForceAsync(bed.Site, bed.Unit, she.Token, Stop));
        await Assert.ThrowsAsync<CustodyException>(
            () => bed.Rules.ProposeAsync(rule, null, bed.Technician.Token, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_rewrites_the_row_of_an_active_rule_makes_it_worthless(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        Worker she = bed.Biologist;
        ReleaseRule rule = Rule(bed);
        await bed.Rules.AddAsync(rule, she.Session.StaffId, bed.Now, Stop);
        await ApproveAsync(bed, rule);
        RequestRow request = await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician,
            new Dictionary<string, decimal>(StringComparer.Ordinal) { ["K"] = 4.1m });
        ValidationLine line = Assert.Single((await bed.ShowAsync(request, she)).Lines);

        AutomaticRelease release = await AutomaticRelease.OfAsync(
            bed.Rules, bed.Records.Main, bed.Site, bed.Unit, bed.Technician.Token, bed.Now, Stop);
        Determination? released = release.Release(line.Kept!.Made, line.Task, request.WardId, 1, bed.Now);
        Assert.Equal((DeterminationStatus.Final, rule.Mark), (released!.Status, released.Biological!.Rule));
        Assert.Null(released.Biological.By);

        await bed.ExecuteAsync("UPDATE laboratory_rule SET content = REPLACE(content, '\"high\":4.8', '\"high\":9')");
        Assert.Empty(await bed.Rules.InForceAsync(bed.Site, bed.Unit, she.Token, Stop));
        await bed.ExecuteAsync("UPDATE laboratory_rule SET content = REPLACE(content, '\"high\":9', '\"high\":4.8')");
        Assert.Single(await bed.Rules.InForceAsync(bed.Site, bed.Unit, she.Token, Stop));

        // One person, at once.
        Assert.True((await bed.Rules.EndAsync(bed.Unit, rule.Number, bed.Technician.Token, Stop)).InEffect);
        Assert.Empty(await bed.Rules.InForceAsync(bed.Site, bed.Unit, she.Token, Stop));
    }

    private static ReleaseRule Rule(ValidationBed bed) => new()
    {
        Site = bed.Site, LaboratoryId = bed.Unit, Number = 1, Version = 1, Name = "Potassium normal",
        Analyses = [new("K", "Potassium", 3.6m, 4.8m, "mmol/L")], FromYears = 18,
    };

    // As an approval does it; the ceremony has its own tests.
    private static Task ApproveAsync(ValidationBed bed, ReleaseRule rule) =>
        bed.Records.Custody.Host.Core.Writer.RunAsync(
            turn =>
            {
                bed.Records.Custody.Host.Core.ReleaseRules.Activate(
                    turn, bed.Site,
                    new(
                        ProposalKind.ActivateReleaseRule, Name: rule.Name, UnitIds: [bed.Unit], RuleNumber: rule.Number,
                        RuleVersion: rule.Version, RuleDigest: rule.Digest(), RuleText: rule.Sentences()),
                    bed.Biologist.Session.StaffId, new(99));
                return true;
            },
            Stop);
}
