using FsCheck;
using FsCheck.Fluent;
using Serment.Records.Patients.Identity;
using Xunit;

namespace Serment.UnitTests.Records.Patients.Identity;

public sealed class BirthDateTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(1960, 5, 17, "1960-05-17", BirthDatePrecision.Day)]
    [InlineData(1960, 5, 0, "1960-05-01", BirthDatePrecision.Month)]
    [InlineData(1960, 0, 17, "1960-01-17", BirthDatePrecision.DayWithoutMonth)]
    [InlineData(1960, 0, 0, "1960-12-31", BirthDatePrecision.Year)]
    [InlineData(2024, 2, 29, "2024-02-29", BirthDatePrecision.Day)]
    public void Unknown_parts_are_replaced_as_EXI_PP_19_says(
        int year, int month, int day, string use, BirthDatePrecision precision)
    {
        Assert.Equal(BirthDateRefusal.None, BirthDate.TryCreate(year, month, day, false, Today, out BirthDate date));

        Assert.Equal(use, date.ToString());
        Assert.Equal(precision, date.Precision);
        Assert.Equal($"{year:D4}-{month:D2}-{day:D2}", date.ToStated());
    }

    [Fact]
    public void An_unknown_date_becomes_the_last_day_of_a_year_that_fits_the_age()
    {
        Assert.Equal(BirthDateRefusal.None, BirthDate.TryEstimate(70, Today, out BirthDate date));

        Assert.Equal("1955-12-31", date.ToString());
        Assert.Equal("~1955-00-00", date.ToStated());
        Assert.Equal(70, date.AgeYears(Today));
        Assert.True(date.IsYearEstimated);
    }

    [Fact]
    public void An_infant_needs_an_estimated_month() =>
        Assert.Equal(BirthDateRefusal.InfantMonthNeeded, BirthDate.TryCreate(2026, 0, 0, false, Today, out _));

    [Theory]
    [InlineData("17/05/1960", "1960-05-17")]
    [InlineData(" 7/5/1960 ", "1960-05-07")]
    [InlineData("17.05.1960", "1960-05-17")]
    [InlineData("17-05-1960", "1960-05-17")]
    [InlineData("17 05 1960", "1960-05-17")]
    [InlineData("17051960", "1960-05-17")]
    [InlineData("00/05/1960", "1960-05-00")]
    [InlineData("05/1960", "1960-05-00")]
    [InlineData("00/00/1960", "1960-00-00")]
    [InlineData("1960", "1960-00-00")]
    [InlineData("29/02/2024", "2024-02-29")]
    public void Reads_french_dates(string text, string stated)
    {
        Assert.Equal(BirthDateRefusal.None, BirthDateParser.TryParseFrench(text, Today, out BirthDate date));
        Assert.Equal(stated, date.ToStated());
    }

    [Theory]
    [InlineData("", BirthDateRefusal.Empty)]
    [InlineData("  ", BirthDateRefusal.Empty)]
    [InlineData("17/05/60", BirthDateRefusal.TwoDigitYear)]
    [InlineData("170560", BirthDateRefusal.TwoDigitYear)]
    [InlineData("31/02/1975", BirthDateRefusal.ImpossibleDate)]
    [InlineData("29/02/2019", BirthDateRefusal.ImpossibleDate)]
    [InlineData("45/13/2018", BirthDateRefusal.ImpossibleDate)]
    [InlineData("31/04/1988", BirthDateRefusal.ImpossibleDate)]
    [InlineData("00/00/0000", BirthDateRefusal.ImpossibleDate)]
    [InlineData("23/11/2026", BirthDateRefusal.InFuture)]
    [InlineData("01/01/2027", BirthDateRefusal.InFuture)]
    [InlineData("31/12/1849", BirthDateRefusal.TooOld)]
    [InlineData("17 mai 1960", BirthDateRefusal.Format)]
    [InlineData("17//1960", BirthDateRefusal.Format)]
    [InlineData("1/2/3/1960", BirthDateRefusal.Format)]
    [InlineData("17/05/", BirthDateRefusal.Format)]
    [InlineData("/05/1960", BirthDateRefusal.Format)]
    [InlineData("1960/05/17", BirthDateRefusal.Format)]
    [InlineData("99999999999999999999", BirthDateRefusal.Format)]
    [InlineData("-", BirthDateRefusal.Format)]
    public void Refuses_with_the_reason(string text, BirthDateRefusal reason)
    {
        Assert.Equal(reason, BirthDateParser.TryParseFrench(text, Today, out BirthDate date));
        Assert.True(date.IsEmpty);
    }

    [Theory]
    [InlineData("1960-05-17", "1960-05-17")]
    [InlineData("1960-05", "1960-05-00")]
    [InlineData("1960", "1960-00-00")]
    public void Reads_iso_dates(string text, string stated)
    {
        Assert.Equal(BirthDateRefusal.None, BirthDateParser.TryParseIso(text, Today, out BirthDate date));
        Assert.Equal(stated, date.ToStated());
    }

    [Theory]
    [InlineData("1960-5-17")]
    [InlineData("17-05-1960")]
    [InlineData("~1960")]
    [InlineData("1960-05-17T00:00")]
    public void Refuses_what_is_not_iso(string text) =>
        Assert.Equal(BirthDateRefusal.Format, BirthDateParser.TryParseIso(text, Today, out _));

    [Theory]
    [InlineData("19600517", BirthDateRefusal.None, "1960-05-17")]
    [InlineData("196005", BirthDateRefusal.None, "1960-05-00")]
    [InlineData("1960", BirthDateRefusal.None, "1960-00-00")]
    [InlineData("", BirthDateRefusal.Empty, "")]
    [InlineData("19600532", BirthDateRefusal.ImpossibleDate, "")]
    [InlineData("1960-05-", BirthDateRefusal.Format, "")]
    [InlineData("60517", BirthDateRefusal.Format, "")]
    public void Reads_hl7_dates(string text, BirthDateRefusal refusal, string stated)
    {
        Assert.Equal(refusal, BirthDateParser.TryParseHl7(text, Today, out BirthDate date));
        Assert.Equal(stated, date.IsEmpty ? "" : date.ToStated());
    }

    [Theory]
    [InlineData(2008, 11, 22, 18)]
    [InlineData(2008, 11, 23, 17)]
    [InlineData(2024, 2, 29, 2)]
    public void Counts_age_in_whole_years(int year, int month, int day, int age)
    {
        BirthDate.TryCreate(year, month, day, false, Today, out BirthDate date);

        Assert.Equal(age, date.AgeYears(Today));
    }

    [Fact]
    public void What_is_stated_reads_back_the_same() =>
        Prop.ForAll(
            Gen.Choose(1850, 2025).ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(0, 31).ToArbitrary(),
            (year, month, day) =>
                BirthDate.TryCreate(year, month, day, day % 2 == 0, Today, out BirthDate date) != BirthDateRefusal.None
                || (BirthDateParser.TryParseStated(date.ToStated(), Today, out BirthDate again) == BirthDateRefusal.None
                    && again == date)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_real_day_is_accepted_in_both_orders()
    {
        for (DateOnly day = new(1999, 12, 25); day <= new DateOnly(2001, 1, 5); day = day.AddDays(1))
        {
            string french = day.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);

            Assert.Equal(BirthDateRefusal.None, BirthDateParser.TryParseFrench(french, Today, out BirthDate date));
            Assert.Equal(day, date.DateToUse);
        }
    }
}
