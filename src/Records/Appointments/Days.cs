using System.Globalization;

namespace Serment.Records.Appointments;

/// <summary>Local days as the worklists hold them: yyyymmdd.</summary>
public static class Days
{
    private const int DayFactor = 100;
    private const int YearFactor = 10_000;
    private const int DaysOfWeek = 7;

    /// <summary>The number of a day.</summary>
    public static int ToNumber(DateOnly day) => (day.Year * YearFactor) + (day.Month * DayFactor) + day.Day;

    /// <summary>The day of a number that <see cref="ToNumber"/> made.</summary>
    public static DateOnly FromNumber(int number) =>
        new(number / YearFactor, number / DayFactor % DayFactor, number % DayFactor);

    /// <summary>1 for Monday to 7 for Sunday, as in ISO 8601.</summary>
    public static int Weekday(DateOnly day) => ((int)day.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek + 1;

    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(1 - Weekday(day));

    /// <summary>The moment of a local minute, with the offset that the zone has then.</summary>
    public static DateTimeOffset Moment(DateOnly day, int minuteOfDay, TimeZoneInfo zone)
    {
        DateTime local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minuteOfDay);

        // In the hour that summer time leaves out the clock shows one more.
        return zone.IsInvalidTime(local)
            ? new(local.AddHours(1), zone.GetUtcOffset(local.AddHours(1)))
            : new(local, zone.GetUtcOffset(local));
    }

    /// <summary>A day from its first moment to the next one's.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Whole(DateOnly day, TimeZoneInfo zone) =>
        (Moment(day, 0, zone), Moment(day.AddDays(1), 0, zone));

    /// <summary>A day as FHIR and addresses write it.</summary>
    public static string ToText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads <see cref="ToText"/>.</summary>
    public static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;
}
