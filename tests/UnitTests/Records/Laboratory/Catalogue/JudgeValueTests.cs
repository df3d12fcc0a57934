using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Catalogue;

public sealed class JudgeValueTests
{
    private static readonly BenchPerson Man = new(LaboratorySex.Male, 14610);
    private static readonly BenchPerson Woman = new(LaboratorySex.Female, 14610);
    private static readonly DateTimeOffset Then = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("3.4", ResultFlag.Low)]
    [InlineData("3.5", ResultFlag.Normal)]
    [InlineData("5.1", ResultFlag.Normal)]
    [InlineData("5.2", ResultFlag.High)]
    [InlineData("2.8", ResultFlag.Low)]
    [InlineData("2.7", ResultFlag.CriticalLow)]
    [InlineData("6.2", ResultFlag.High)]
    [InlineData("6.3", ResultFlag.CriticalHigh)]
    public void Limits_themselves_are_within(string value, ResultFlag expected) =>
        Assert.Equal(expected, Judge("K", value, Man).Flag);

    [Theory]
    [InlineData("12.5", LaboratorySex.Male, ResultFlag.Low)]
    [InlineData("12.5", LaboratorySex.Female, ResultFlag.Normal)]
    public void Goes_by_sex(string value, LaboratorySex sex, ResultFlag expected) =>
        Assert.Equal(expected, Judge("HGB", value, Man with { Sex = sex }).Flag);

    [Theory]
    [InlineData(3, "20", ResultFlag.Normal)]
    [InlineData(7, "12.6", ResultFlag.Normal)]
    [InlineData(6, "12.6", ResultFlag.Low)]
    [InlineData(28, "12.6", ResultFlag.Normal)]
    [InlineData(6574, "12.6", ResultFlag.Low)]
    public void Goes_by_age_in_days_from_the_first_to_before_the_last(int days, string value, ResultFlag expected) =>
        Assert.Equal(expected, Judge("HGB", value, new BenchPerson(LaboratorySex.Male, days)).Flag);

    [Fact]
    public void Goes_by_pregnancy_where_the_order_says_so()
    {
        Assert.Equal(ResultFlag.Low, Judge("HGB", "11.5", Woman).Flag);
        Judgement judgement = Judge("HGB", "11.5", Woman, isPregnant: true);
        Assert.Equal(ResultFlag.Normal, judgement.Flag);
        Assert.True(judgement.Range!.IsPregnant);
    }

    [Fact]
    public void Goes_by_method()
    {
        Assert.Equal(ResultFlag.High, Judge("CREA", "110", Man).Flag);
        Assert.Equal(ResultFlag.Normal, Judge("CREA", "110", Man, method: "jaffé").Flag);
    }

    [Fact]
    public void Flags_what_cannot_be()
    {
        Judgement judgement = Judge("K", "52", Man);

        Assert.True(judgement.IsImplausible);
        Assert.Equal(Attention.Critical, judgement.Attention);
        Assert.True(Judge("VGM", "200", Man).IsImplausible);
        Assert.Equal(Attention.Look, Judge("VGM", "200", Man).Attention);
    }

    [Fact]
    public void Tells_a_delta_with_the_date_of_the_last_result()
    {
        Judgement judgement = Judge("HGB", "9.8", Woman, previous: new PreviousValue(13.1m, Then, TimeSpan.FromDays(2)));

        Assert.Equal(new DeltaNote(13.1m, Then, IsExceeded: true), judgement.Delta);
        Assert.Equal(Attention.Look, judgement.Attention);
    }

    [Theory]
    [InlineData("12.2", 2, false)]
    [InlineData("11.2", 2, false)]
    [InlineData("11.0", 2, true)]
    public void A_delta_must_exceed_every_limit_that_is_given(string value, int days, bool isExceeded) =>
        Assert.Equal(
            isExceeded,
            Judge("HGB", value, Woman, previous: new PreviousValue(13.1m, Then, TimeSpan.FromDays(days))).Delta!.IsExceeded);

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    [InlineData(-1, false)]
    public void Compares_with_no_older_nor_later_result(int days, bool isCompared) =>
        Assert.Equal(
            isCompared,
            Judge("HGB", "9.8", Woman, previous: new PreviousValue(13.1m, Then, TimeSpan.FromDays(days))).Delta is not null);

    [Fact]
    public void Says_only_what_is_sure_where_the_sex_is_not_known()
    {
        BenchPerson somebody = Man with { Sex = LaboratorySex.Unknown };

        Assert.Equal(ResultFlag.Low, Judge("HGB", "11", somebody).Flag);
        Assert.Equal(ResultFlag.Normal, Judge("HGB", "14", somebody).Flag);
        Judgement open = Judge("HGB", "12.5", somebody);
        Assert.Equal(ResultFlag.None, open.Flag);
        Assert.Null(open.Range);
        Assert.Equal(Attention.Look, open.Attention);
    }

    [Fact]
    public void Calls_a_critical_value_of_somebody_of_whom_nothing_is_known() =>
        Assert.Equal(Attention.Critical, Judge("K", "7.1", BenchPerson.Unknown).Attention);

    [Theory]
    [InlineData("CRP", "0.3", Comparator.Less, ResultFlag.Normal)]
    [InlineData("CRP", "10", Comparator.Less, ResultFlag.None)]
    [InlineData("K", "3.5", Comparator.Less, ResultFlag.Low)]
    [InlineData("K", "3.5", Comparator.AtMost, ResultFlag.None)]
    [InlineData("K", "2.8", Comparator.Less, ResultFlag.CriticalLow)]
    [InlineData("K", "6.2", Comparator.More, ResultFlag.CriticalHigh)]
    [InlineData("DFG", "90", Comparator.More, ResultFlag.Normal)]
    public void Says_only_what_is_sure_of_a_bounded_value(
        string code, string value, Comparator comparator, ResultFlag expected) =>
        Assert.Equal(expected, Judge(code, value, Man, comparator: comparator).Flag);

    [Fact]
    public void Holds_nothing_implausible_that_is_below_what_can_be_measured()
    {
        Assert.False(Judge("HGB", "1", Man, comparator: Comparator.Less).IsImplausible);
        Assert.True(Judge("HGB", "1", Man).IsImplausible);
    }

    [Fact]
    public void Judges_an_answer_by_what_the_catalogue_expects()
    {
        Analysis dat = ShippedCatalogue.Catalogue.Find("TDA")!;

        Assert.Equal(ResultFlag.Normal, JudgeValue.OfAnswer(dat, "NEG").Flag);
        Assert.Equal(Attention.Look, JudgeValue.OfAnswer(dat, "POS").Attention);
        Assert.Equal(ResultFlag.None, JudgeValue.OfAnswer(dat, "???").Flag);
    }

    [Theory]
    [InlineData(27, 27)]
    [InlineData(29, 28)]
    [InlineData(31, 30)]
    [InlineData(400, 395)]
    public void Holds_nobody_of_a_month_for_a_newborn(int days, int expected)
    {
        DateOnly born = new(2026, 1, 1);
        Assert.Equal(expected, BenchPerson.AgeOn(born, born.AddDays(days)));
    }

    private static Judgement Judge(
        string code, string value, BenchPerson person, bool isPregnant = false, string? method = null,
        PreviousValue? previous = null, Comparator comparator = Comparator.None) =>
        JudgeValue.Of(
            ShippedCatalogue.Catalogue.Find(code)!,
            decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
            person, isPregnant, method, previous, comparator);
}
