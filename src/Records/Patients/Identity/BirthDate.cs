using System.Globalization;

namespace Serment.Records.Patients.Identity;

/// <summary>Why a birth date was refused.</summary>
public enum BirthDateRefusal : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>There is nothing to read.</summary>
    Empty,

    /// <summary>The text is not a date in one of the accepted forms.</summary>
    Format,

    /// <summary>The year has two digits: the century would be a guess.</summary>
    TwoDigitYear,

    /// <summary>There is no such day in the calendar (31/02), or no year at all.</summary>
    ImpossibleDate,

    /// <summary>The date, or the date to use, lies after today.</summary>
    InFuture,

    /// <summary>The date lies before 1850.</summary>
    TooOld,

    /// <summary>Day and month of this year are unknown: for an infant the month is estimated (EXI PP 19).</summary>
    InfantMonthNeeded,
}

/// <summary>What is known of a birth date.</summary>
public enum BirthDatePrecision : byte
{
    /// <summary>Year, month and day.</summary>
    Day = 0,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>Year and day, but not the month.</summary>
    DayWithoutMonth,

    /// <summary>Only the year.</summary>
    Year,
}

/// <summary>
/// A birth date as far as it is known, with the date that identity rules put in its place (RNIV 1, EXI PP 19):
/// unknown day 01, unknown month 01, unknown day and month 31/12; an unknown year is chosen to fit the stated or
/// estimated age.
/// </summary>
public readonly record struct BirthDate
{
    /// <summary>Nobody alive was born before.</summary>
    public const int EarliestYear = 1850;

    private BirthDate(int year, int month, int day, bool isYearEstimated)
    {
        Year = (short)year;
        Month = (byte)month;
        Day = (byte)day;
        IsYearEstimated = isYearEstimated;
    }

    /// <summary>The year, stated or estimated.</summary>
    public short Year { get; }

    /// <summary>The month, 1 to 12; 0 when unknown.</summary>
    public byte Month { get; }

    /// <summary>The day, 1 to 31; 0 when unknown.</summary>
    public byte Day { get; }

    /// <summary>Whether the year was chosen to fit an age.</summary>
    public bool IsYearEstimated { get; }

    /// <summary>Whether this holds no date.</summary>
    public bool IsEmpty => Year == 0;

    /// <summary>What was stated.</summary>
    public BirthDatePrecision Precision => (Month, Day) switch
    {
        (0, 0) => BirthDatePrecision.Year,
        (0, _) => BirthDatePrecision.DayWithoutMonth,
        (_, 0) => BirthDatePrecision.Month,
        _ => BirthDatePrecision.Day,
    };

    /// <summary>The full date that is recorded, searched and sent (EXI PP 19).</summary>
    public DateOnly DateToUse => (Month, Day) switch
    {
        (0, 0) => new DateOnly(Year, 12, 31),
        (0, _) => new DateOnly(Year, 1, Day),
        (_, 0) => new DateOnly(Year, Month, 1),
        _ => new DateOnly(Year, Month, Day),
    };

    /// <summary>Makes a birth date; month and day are 0 when unknown.</summary>
    /// <param name="year">Four digits; it may be estimated.</param>
    /// <param name="month">0 to 12.</param>
    /// <param name="day">0 to 31.</param>
    /// <param name="isYearEstimated">Whether the year was chosen to fit an age.</param>
    /// <param name="today">The latest date that is accepted.</param>
    /// <param name="date">The date, when nothing was refused.</param>
    public static BirthDateRefusal TryCreate(
        int year, int month, int day, bool isYearEstimated, DateOnly today, out BirthDate date)
    {
        date = default;
        if (year is < 1 or > 9999 || month is < 0 or > 12 || day is < 0 or > 31)
        {
            return BirthDateRefusal.ImpossibleDate;
        }

        // With the month unknown any day up to 31 may be right, and the month to use, January, has them all.
        int longest = month == 0 ? 31 : DateTime.DaysInMonth(year, month);
        if (day > longest)
        {
            return BirthDateRefusal.ImpossibleDate;
        }

        if (year < EarliestYear)
        {
            return BirthDateRefusal.TooOld;
        }

        BirthDate made = new(year, month, day, isYearEstimated);
        if (made.DateToUse > today)
        {
            return made.Precision == BirthDatePrecision.Year && year == today.Year
                ? BirthDateRefusal.InfantMonthNeeded
                : BirthDateRefusal.InFuture;
        }

        date = made;
        return BirthDateRefusal.None;
    }

    /// <summary>
    /// The date for somebody whose birth date is unknown: 31 December of a year that fits the age (EXI PP 19). An
    /// infant under one year needs an estimated month: use <see cref="TryCreate"/>.
    /// </summary>
    public static BirthDateRefusal TryEstimate(int ageYears, DateOnly today, out BirthDate date)
    {
        // On 31 December of the year before, somebody of that age has not had this year's birthday yet.
        int year = today.Year - ageYears - (today is { Month: 12, Day: 31 } ? 0 : 1);
        return TryCreate(year, 0, 0, isYearEstimated: true, today, out date);
    }

    /// <summary>Today's age in whole years by the date to use.</summary>
    public int AgeYears(DateOnly today)
    {
        DateOnly born = DateToUse;
        int age = today.Year - born.Year;
        return today < born.AddYears(age) ? age - 1 : age;
    }

    /// <summary>
    /// What was stated, as <c>yyyy-MM-dd</c> with 00 for what is unknown and <c>~</c> before an estimated year.
    /// <see cref="BirthDateParser.TryParseStated"/> reads it back.
    /// </summary>
    public string ToStated() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsYearEstimated ? "~" : string.Empty)}{Year:D4}-{Month:D2}-{Day:D2}");

    /// <summary>
    /// What was stated, as it is written in France: <c>01/03/1961</c>, <c>03/1961</c>, <c>1961</c>, <c>vers 1961</c>.
    /// </summary>
    public string ToFrench() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsYearEstimated ? "vers " : "")}{(Day > 0 ? $"{Day:D2}/" : "")}{(Month > 0 ? $"{Month:D2}/" : "")}{Year:D4}");

    /// <summary>The date to use as <c>yyyy-MM-dd</c>.</summary>
    public override string ToString() =>
        IsEmpty ? string.Empty : DateToUse.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes the date to use as ten ASCII bytes, <c>yyyy-MM-dd</c>.</summary>
    internal void WriteDateToUse(Span<byte> destination)
    {
        DateOnly use = DateToUse;
        destination[0] = (byte)('0' + (use.Year / 1000));
        destination[1] = (byte)('0' + (use.Year / 100 % 10));
        destination[2] = (byte)('0' + (use.Year / 10 % 10));
        destination[3] = (byte)('0' + (use.Year % 10));
        destination[4] = (byte)'-';
        destination[5] = (byte)('0' + (use.Month / 10));
        destination[6] = (byte)('0' + (use.Month % 10));
        destination[7] = (byte)'-';
        destination[8] = (byte)('0' + (use.Day / 10));
        destination[9] = (byte)('0' + (use.Day % 10));
    }
}
