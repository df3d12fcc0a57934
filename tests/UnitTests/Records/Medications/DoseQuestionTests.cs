using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class DoseQuestionTests
{
    private static readonly EntryId Line = new(11);

    [Theory]
    [InlineData(5, 59, 2)]
    [InlineData(6, 0, null)]
    [InlineData(9, 0, null)]
    public void A_dose_long_before_its_time_is_asked_about(int hour, int minute, int? hours)
    {
        DoseQuestion? asked = DoseQuestion.Of(
            Written(Lines.Step(DayMoments.Morning)), Given(At(hour, minute), At(8)), []);
        Assert.Equal(hours, asked?.Number);
    }

    [Fact]
    public void A_dose_that_is_not_given_is_never_asked_about() =>
        Assert.Null(DoseQuestion.Of(
            Written(Lines.Step(DayMoments.Morning)),
            Given(At(3), At(8)) with { Outcome = DoseOutcome.Refused }, []));

    [Fact]
    public void As_needed_the_interval_and_the_most_in_a_day_are_asked_about()
    {
        ChartLine line = Written(Lines.Step() with { IsAsNeeded = true, EveryHours = 6, MaxADay = 2 });
        GivenDose now = Given(At(12), null);
        Assert.Null(DoseQuestion.Of(line, now, []));
        Assert.Null(DoseQuestion.Of(line, now, [Given(At(6), null)]));
        Assert.Equal(new(DoseQuestionKind.TooSoon, 5), DoseQuestion.Of(line, now, [Given(At(7), null)]));
        Assert.Equal(
            new(DoseQuestionKind.AtMost, 2), DoseQuestion.Of(line, now, [Given(At(1), null), Given(At(6), null)]));
        Assert.Null(DoseQuestion.Of(line, now, [Given(At(7), null) with { Outcome = DoseOutcome.Refused }]));
        Assert.Null(DoseQuestion.Of(line, now, [Given(At(7), null) with { Line = new(12) }]));
    }

    private static GivenDose Given(DateTimeOffset at, DateTimeOffset? planned) =>
        new(Line, planned, DoseOutcome.Given, at, 1, "tablet", NotGivenReason.None, null, null, "DOLIPRANE");

    private static ChartLine Written(DoseStep step) =>
        new(new(new(new(7), Line, 2), new MedicationRequest(), 0, new(3)), Lines.Line(step));

    private static DateTimeOffset At(int hour, int minute = 0) =>
        new(2026, 3, 2, hour, minute, 0, TimeSpan.FromHours(1));
}
