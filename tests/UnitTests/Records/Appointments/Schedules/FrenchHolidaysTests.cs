using Serment.Records.Appointments.Schedules;

namespace Serment.UnitTests.Records.Appointments.Schedules;

public sealed class FrenchHolidaysTests
{
    [Theory]
    [InlineData(1818, 3, 22)]
    [InlineData(1961, 4, 2)]
    [InlineData(1992, 4, 19)]
    [InlineData(2000, 4, 23)]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2027, 3, 28)]
    [InlineData(2038, 4, 25)]
    [InlineData(2285, 3, 22)]
    public void Easter_falls_where_the_tables_have_it(int year, int month, int day) =>
        Assert.Equal(new DateOnly(year, month, day), FrenchHolidays.EasterSunday(year));

    [Fact]
    public void A_year_has_eleven_and_two_more_in_Alsace_and_Moselle()
    {
        Assert.Equal(11, FrenchHolidays.Of(2026, false).Count);
        Assert.Equal(13, FrenchHolidays.Of(2026, true).Count);
    }

    [Theory]
    [InlineData("2026-04-06", false, Holiday.EasterMonday)]
    [InlineData("2026-05-14", false, Holiday.Ascension)]
    [InlineData("2026-05-25", false, Holiday.WhitMonday)]
    [InlineData("2026-07-14", false, Holiday.NationalDay)]
    [InlineData("2026-04-03", true, Holiday.GoodFriday)]
    [InlineData("2026-12-26", true, Holiday.SecondChristmas)]
    [InlineData("2026-04-03", false, null)]
    [InlineData("2026-12-26", false, null)]
    [InlineData("2026-04-05", true, null)]
    public void A_day_is_a_holiday_or_none(string day, bool alsace, Holiday? expected) =>
        Assert.Equal(expected, FrenchHolidays.On(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), alsace));

    [Fact]
    public void Moving_holidays_keep_their_weekday()
    {
        for (int year = 1900; year < 2200; year++)
        {
            Assert.Equal(DayOfWeek.Sunday, FrenchHolidays.EasterSunday(year).DayOfWeek);
            Assert.All(
                FrenchHolidays.Of(year, true).Where(one => one.Holiday is Holiday.EasterMonday or Holiday.WhitMonday),
                one => Assert.Equal(DayOfWeek.Monday, one.Date.DayOfWeek));
        }
    }
}
