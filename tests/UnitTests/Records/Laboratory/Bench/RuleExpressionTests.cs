using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench.Rules;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class RuleExpressionTests
{
    private static readonly HashSet<string> Known = new(["TSH", "K", "IDR", "HBSAG", "LCR-BACT"], StringComparer.Ordinal);

    private static readonly RuleValues Values = new(
        new Dictionary<string, decimal>(StringComparer.Ordinal) { ["TSH"] = 7.2m, ["K"] = 5.0m },
        new Dictionary<string, string>(StringComparer.Ordinal) { ["HBSAG"] = "POS" },
        new Dictionary<string, decimal>(StringComparer.Ordinal) { ["TSH"] = 2m },
        new Dictionary<string, ResultFlag>(StringComparer.Ordinal) { ["TSH"] = ResultFlag.High },
        new(LaboratorySex.Female, (int)(43 * BenchPerson.DaysOfYear)));

    [Theory]
    [InlineData("TSH > 4", true)]
    [InlineData("tsh > 4,5", true)]
    [InlineData("TSH <= 4.0", false)]
    [InlineData("TSH > 4 et age >= 18", true)]
    [InlineData("TSH > 4 and age < 18", false)]
    [InlineData("TSH < 4 ou K = 5", true)]
    [InlineData("non (TSH < 4 ou K < 3)", true)]
    [InlineData("précédent TSH <= 4 et drapeau TSH = H", true)]
    [InlineData("flag TSH <> H", false)]
    [InlineData("sexe = F", true)]
    [InlineData("sex = M", false)]
    [InlineData("HBSAG = pos", true)]
    [InlineData("IDR > 1", false)]
    [InlineData("IDR <> 1", false)]
    public void Holds_as_it_reads(string condition, bool holds)
    {
        RuleExpression? read = RuleExpression.Parse(condition, Known.Contains, out RuleProblem? problem);

        Assert.Null(problem);
        Assert.Equal(holds, read!.Holds(Values));
    }

    [Theory]
    [InlineData("< 0,01", "TSH < 0,01", true)]
    [InlineData("< 0,01", "TSH < 0,4", true)]
    [InlineData("< 0,01", "TSH < 0,005", false)]
    [InlineData("< 0,01", "TSH > 0,001", false)]
    [InlineData("< 0,01", "TSH <> 0,01", true)]
    [InlineData("< 0,01", "TSH = 0,01", false)]
    [InlineData("<= 0,01", "TSH < 0,01", false)]
    [InlineData("<= 0,01", "TSH <= 0,01", true)]
    [InlineData("> 100", "TSH > 100", true)]
    [InlineData("> 100", "TSH >= 101", false)]
    [InlineData(">= 100", "TSH > 100", false)]
    [InlineData(">= 100", "TSH > 99", true)]
    [InlineData("> 100", "TSH < 200", false)]
    public void A_bounded_value_satisfies_what_every_number_within_the_bound_does(string value, string condition, bool holds)
    {
        RuleValues values = RuleExample.Parse($"TSH = {value}", out int wrong)!;

        Assert.Equal(0, wrong);
        Assert.Equal(holds, RuleExpression.Parse(condition, Known.Contains, out _)!.Holds(values));
    }

    [Theory]
    [InlineData("", "ends", 1)]
    [InlineData("TSX > 4", "unknownCode", 1)]
    [InlineData("TSH", "wordSign", 4)]
    [InlineData("age > ", "number", 7)]
    [InlineData("TSH > 4 et", "ends", 11)]
    [InlineData("(TSH > 4", "bracket", 9)]
    [InlineData("TSH > 4 K > 2", "unexpected", 9)]
    [InlineData("HBSAG > POS", "wordSign", 7)]
    [InlineData("K > 1; drop", "unexpected", 6)]
    public void Says_where_and_why_it_cannot_be_read(string condition, string key, int at)
    {
        Assert.Null(RuleExpression.Parse(condition, Known.Contains, out RuleProblem? problem));

        Assert.Equal((key, at), (problem!.Key, problem.At));
    }

    [Fact]
    public void Refuses_what_is_too_long_or_too_deep()
    {
        Assert.Null(RuleExpression.Parse(new string('K', 401), Known.Contains, out RuleProblem? tooLong));
        Assert.Equal("tooLong", tooLong!.Key);
        string deep = new string('(', 20) + "K > 1" + new string(')', 20);
        Assert.Null(RuleExpression.Parse(deep, Known.Contains, out RuleProblem? tooDeep));
        Assert.Equal("tooDeep", tooDeep!.Key);
    }
}
