using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Validation;

namespace Serment.UnitTests.Records.Laboratory.Validation;

public sealed class ReleaseRuleTests
{
    private static readonly ReleaseRule Rule = new()
    {
        Site = 1, LaboratoryId = 4, Number = 2, Version = 3, Name = "Ionogramme",
        Analyses = [new("K", "Potassium", 3.6m, 4.8m, "mmol/L")], FromYears = 18, UntilYears = 90,
    };

    private static readonly RuleCase Good = new(
        new()
        {
            Patient = new(1), Request = new(2), Task = new(3), Specimen = new(4), TubeNumber = "T", Analysis = "K",
            Loinc = "2823-3", Label = "Potassium", CatalogueVersion = 1, Number = 4.1m, Unit = "mmol/L",
            Flag = ResultFlag.Normal, ResultedAt = DateTimeOffset.UnixEpoch, Status = DeterminationStatus.Technical,
        },
        new(LaboratorySex.Male, 16_802), IsFromWard: true, OrderPriority.Routine);

    [Fact]
    public void A_plain_normal_result_is_released() => Assert.Null(Rule.Check(Good));

    public static TheoryData<RuleRefusal> Refusals => [.. Enum.GetValues<RuleRefusal>()];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Each_reason_alone_holds_a_result_back(RuleRefusal refusal)
    {
        (ReleaseRule rule, RuleCase asked) = refusal switch
        {
            RuleRefusal.OtherAnalysis => (Rule, With(Good.Made with { Analysis = "NA" })),
            RuleRefusal.Sensitive => (Rule, Good with { IsSensitive = true }),
            RuleRefusal.NoPlainNumber => (Rule, With(Good.Made with { Comparator = Comparator.Less })),
            RuleRefusal.Critical => (Rule with { IsWithinRange = false }, With(
                Good.Made with { Flag = ResultFlag.CriticalHigh })),
            RuleRefusal.Implausible => (Rule, With(Good.Made with { IsImplausible = true })),
            RuleRefusal.InstrumentFlag => (Rule, With(Good.Made with { InstrumentFlags = ["H"] })),
            RuleRefusal.Delta => (Rule, With(
                Good.Made with { Delta = new(2, DateTimeOffset.UnixEpoch, IsExceeded: true) })),
            RuleRefusal.SecondRun => (Rule, Good with { Runs = 2 }),
            RuleRefusal.Held => (Rule, Good with { Hold = AnalysisHold.Held }),
            RuleRefusal.Control => (Rule, Good with { IsControlBlocked = true }),
            RuleRefusal.Age => (Rule, Good with { Person = BenchPerson.Unknown }),
            RuleRefusal.Origin => (Rule with { Origin = RuleOrigin.Outside }, Good),
            RuleRefusal.Urgent => (Rule with { SkipsUrgent = true }, Good with { Priority = OrderPriority.Urgent }),
            RuleRefusal.OutsideRange => (Rule, With(Good.Made with { Flag = ResultFlag.None })),
            RuleRefusal.Uncertain => (Rule with { IsWithinRange = false }, With(Good.Made with { IsUncertain = true })),
            RuleRefusal.Remark => (Rule, With(Good.Made with { Remarks = [new("Tube peu rempli", IsInternal: true)] })),
            RuleRefusal.OutsideLimits => (Rule, With(Good.Made with { Unit = "mg/L" })),
            _ => (Rule with { NeedsPrevious = true }, Good),
        };

        Assert.Equal(refusal, rule.Check(asked));
    }

    [Fact]
    public void What_is_stored_reads_back_with_the_same_digest()
    {
        ReleaseRule? read = ReleaseRule.Parse(Rule.ToContent());

        Assert.Equal(Rule.Digest(), read!.Digest());
        Assert.Equal(Rule.Sentences(), read.Sentences());
        Assert.Null(ReleaseRule.Parse("""{"site":1,"everything":true}"""));
    }

    [Fact]
    public void A_rule_counts_only_with_the_content_and_the_words_that_were_approved()
    {
        WrittenRule written = new(Rule, 2, 3, new(9), DateTimeOffset.UnixEpoch);
        ActiveReleaseRule approved = new(
            4, 2, 3, Rule.Name, Rule.Digest(), Rule.Sentences(), "A", "B", DateTimeOffset.UnixEpoch);

        Assert.Single(ReleaseRuleRows.InForce([written], [approved], 4));
        Assert.Empty(ReleaseRuleRows.InForce([written], [approved], 5));
        Assert.Empty(ReleaseRuleRows.InForce([written], [], 4));
        Assert.Empty(ReleaseRuleRows.InForce([written], [approved with { Text = "Rien du tout." }], 4));
        Assert.Empty(ReleaseRuleRows.InForce(
            [written with { Rule = Rule with { IsWithinRange = false } }], [approved], 4));
    }

    [Fact]
    public void Codes_that_begin_a_comment_become_their_texts()
    {
        LibraryComment[] library = [new("HEM", "Hémolyse."), new("CTRL", "Contrôlé."), new("OFF", "Non.", IsActive: false)];

        Assert.Equal(("Hémolyse. Contrôlé. À revoir", "HEM"), CommentLibrary.Expand(" hem, CTRL. À revoir ", library));
        Assert.Equal(("OFF", null), CommentLibrary.Expand("OFF", library));
        Assert.Equal(("", null), CommentLibrary.Expand("  ", library));
    }

    private static RuleCase With(Determination made) => Good with { Made = made };
}
