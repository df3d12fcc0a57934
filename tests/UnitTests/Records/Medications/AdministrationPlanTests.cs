using Serment.CustodyProtocol;
using Serment.Records.Medications;

namespace Serment.UnitTests.Records.Medications;

public sealed class AdministrationPlanTests
{
    private static readonly TimeZoneInfo Paris = EstablishmentTime.Zone;

    [Fact]
    public void Moments_begin_with_the_start_and_end_with_the_last_day() =>
        Assert.Equal(
            ["02 12:00", "02 22:00", "03 12:00", "03 22:00"],
            Times(Lines.Line(Lines.Step(DayMoments.Noon | DayMoments.Night, 2)), 1, 10));

    [Fact]
    public void Times_a_day_are_spread_over_the_day() =>
        Assert.Equal(
            ["02 08:00", "02 14:00", "02 20:00"],
            Times(Lines.Line(Lines.Step(days: 1) with { TimesADay = 3 }), 1, 10));

    [Fact]
    public void Hours_are_counted_from_the_start() =>
        Assert.Equal(
            ["02 07:30", "02 15:30", "02 23:30"],
            Times(Lines.Line(Lines.Step(days: 1) with { EveryHours = 8 }), 1, 10));

    [Fact]
    public void Steps_follow_each_other_and_some_go_together()
    {
        PrescriptionLine taper = Lines.Line(
            Lines.Step(DayMoments.Morning, 2) with { Quantity = 3 },
            Lines.Step(DayMoments.Evening, 1) with { IsTogether = true },
            Lines.Step(DayMoments.Morning, 1) with { Quantity = 2 });
        Assert.Equal(["02 08:00", "02 18:00", "03 08:00", "04 08:00"], Times(taper, 1, 10));
        Assert.Equal(3, taper.TotalDays);
    }

    [Fact]
    public void Only_the_named_days_count() =>
        Assert.Equal(
            ["02 08:00", "05 08:00"], // a Monday and a Thursday
            Times(Lines.Line(Lines.Step(DayMoments.Morning, 7) with { Days = WeekDays.Monday | WeekDays.Thursday }), 1, 20));

    [Fact]
    public void What_is_taken_when_needed_is_never_due() =>
        Assert.Empty(Times(Lines.Line(Lines.Step(days: 3) with { IsAsNeeded = true, MaxADay = 4 }), 1, 20));

    [Fact]
    public void A_free_text_is_never_due() =>
        Assert.Empty(Times(new() { Name = "Soins de bouche", Start = Lines.Start }, 1, 20));

    [Fact]
    public void Without_end_the_plan_is_cut_where_it_is_asked_to() =>
        Assert.Equal(9, Times(Lines.Line(Lines.Step(DayMoments.Morning)), 1, 11).Length);

    [Fact]
    public void The_clock_on_the_wall_rules_when_it_is_changed()
    {
        // 29 March 2026: 02:00 becomes 03:00; 25 October 2026: 03:00 becomes 02:00.
        PrescriptionLine morning = Lines.Line(Lines.Step(DayMoments.Morning));
        DateTimeOffset[] spring =
            [.. Plan(morning, At(2026, 3, 28), At(2026, 3, 31)).Select(dose => dose.Due.ToUniversalTime())];
        Assert.Equal([7, 6, 6], spring.Select(due => due.Hour));
        DateTimeOffset[] autumn =
            [.. Plan(morning, At(2026, 10, 24), At(2026, 10, 27)).Select(dose => dose.Due.ToUniversalTime())];
        Assert.Equal([6, 7, 7], autumn.Select(due => due.Hour));
    }

    [Fact]
    public void Hours_that_pass_rule_over_the_change()
    {
        PrescriptionLine six = Lines.Line(Lines.Step() with { EveryHours = 6 }) with
        {
            Start = new(2026, 3, 28, 18, 0, 0, DateTimeKind.Unspecified),
        };
        PlannedDose[] doses = [.. Plan(six, At(2026, 3, 28), At(2026, 3, 30))];
        Assert.Equal("28 18:00, 29 00:00, 29 07:00, 29 13:00, 29 19:00", string.Join(", ", doses.Select(Text)));
        Assert.All(doses.Zip(doses.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(6), pair.Second.Due - pair.First.Due));
    }

    [Fact]
    public void A_time_that_the_clock_skips_is_an_hour_later_and_one_that_comes_twice_is_the_first()
    {
        Assert.Equal(
            new DateTimeOffset(2026, 3, 29, 3, 30, 0, TimeSpan.FromHours(2)),
            AdministrationPlan.Moment(new(2026, 3, 29, 2, 30, 0, DateTimeKind.Unspecified), Paris));
        Assert.Equal(
            new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)),
            AdministrationPlan.Moment(new(2026, 10, 25, 2, 30, 0, DateTimeKind.Unspecified), Paris));
    }

    [Fact]
    public void Two_halves_of_a_span_give_what_the_whole_gives()
    {
        foreach (DoseStep step in (DoseStep[])
            [
                Lines.Step(DayMoments.Morning | DayMoments.Night), Lines.Step() with { EveryHours = 5 },
                Lines.Step() with { TimesADay = 6 },
            ])
        {
            PrescriptionLine line = Lines.Line(step);
            for (int hour = 0; hour < 48; hour++)
            {
                DateTimeOffset middle = At(2026, 3, 28).AddHours(hour);
                Assert.Equal(
                    Plan(line, At(2026, 3, 28), At(2026, 3, 31)).Select(one => one.Due),
                    Plan(line, At(2026, 3, 28), middle).Concat(Plan(line, middle, At(2026, 3, 31))).Select(one => one.Due));
            }
        }
    }

    private static IReadOnlyList<PlannedDose> Plan(PrescriptionLine line, DateTimeOffset from, DateTimeOffset until) =>
        AdministrationPlan.Of(new(1), line, from, until, Paris);

    private static string[] Times(PrescriptionLine line, int fromDay, int untilDay) =>
        [.. Plan(line, At(2026, 3, fromDay), At(2026, 3, untilDay)).Select(Text)];

    private static string Text(PlannedDose dose) =>
        dose.Due.ToString("dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(int year, int month, int day) =>
        AdministrationPlan.Moment(new(year, month, day, 0, 0, 0, DateTimeKind.Unspecified), Paris);
}
