using Serment.Records.Appointments.Schedules;

namespace Serment.UnitTests.Records.Appointments.Schedules;

public sealed class OpeningRulesTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    private static readonly Schedule Doctor = new(1, ScheduleKind.Practitioner, "Dr A", null, 0, 1, 15, true, 1)
    {
        Hours = [new(1, new(480, 720)), new(1, new(840, 1080))],
    };

    [Fact]
    public void Opens_at_the_weekdays_hours_and_on_no_other_day()
    {
        Assert.Equal([new(480, 720), new(840, 1080)], OpeningRules.On(Doctor, Monday, false));
        Assert.Empty(OpeningRules.On(Doctor, Monday.AddDays(1), false));
        Assert.Empty(OpeningRules.On(Doctor with { IsActive = false }, Monday, false));
    }

    [Fact]
    public void A_holiday_closes_and_extra_hours_open_it_again()
    {
        Assert.Empty(OpeningRules.On(Doctor, Monday, true));
        Schedule extra = Doctor with { Exceptions = [new(1, 1, Monday, Monday, true, new(540, 600))] };
        Assert.Equal([new(540, 600)], OpeningRules.On(extra, Monday, true));
        Assert.Equal([new(480, 720), new(840, 1080)], OpeningRules.On(extra, Monday, false));
    }

    [Fact]
    public void A_closing_cuts_hours_and_counts_both_its_days()
    {
        Schedule away = Doctor with { Exceptions = [new(1, 1, Monday.AddDays(-3), Monday, false, new(600, 900))] };
        Assert.Equal([new(480, 600), new(900, 1080)], OpeningRules.On(away, Monday, false));
        Assert.Equal(2, OpeningRules.On(away, Monday.AddDays(7), false).Count);
    }

    [Theory]
    [InlineData("08:30-12:00 14:00-18:00", "08:30-12:00 14:00-18:00")]
    [InlineData("14h-18h30, 8h30-12", "08:30-12:00 14:00-18:30")]
    [InlineData("", "")]
    [InlineData("22:00-24:00", "22:00-24:00")]
    public void Hours_are_read_as_they_are_typed(string typed, string written) =>
        Assert.Equal(written, HoursText.Write(HoursText.Parse(typed)!));

    [Theory]
    [InlineData("12:00-08:30")]
    [InlineData("8-12 11-14")]
    [InlineData("08:32-12:00")]
    [InlineData("25:00-26:00")]
    [InlineData("08:00")]
    [InlineData("8-9 10-11 12-13 14-15 16-17 18-19 20-21")]
    public void What_is_no_hours_is_refused(string typed) => Assert.Null(HoursText.Parse(typed));
}
