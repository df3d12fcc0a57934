namespace Serment.Interop.Legacy.Resources;

/// <summary>
/// Dates and times as the row mapper leaves them, <c>yyyy-MM-dd</c> and <c>yyyy-MM-ddTHH:mm:ss</c>, read without the
/// general parsers: each row has half a dozen.
/// </summary>
internal static class LocalTimes
{
    /// <summary>Characters of a whole date.</summary>
    public const int DateChars = 10;

    private const int TimeChars = 19;

    [ThreadStatic]
    private static Day lastDay;

    /// <summary>Reads a whole date or a time; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTime local)
    {
        local = default;
        if (text.Length is not (DateChars or TimeChars)
            || text[4] != '-'
            || text[7] != '-'
            || !TryDigits(text[..4], out int year)
            || !TryDigits(text[5..7], out int month)
            || !TryDigits(text[8..10], out int day)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        local = new(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
        return text.Length == DateChars || TryTime(text, ref local);
    }

    /// <summary>The offset from UTC at a local time; a day without a change of the clock is asked for once.</summary>
    public static TimeSpan OffsetOf(DateTime local, TimeZoneInfo zone)
    {
        if (lastDay.Date != local.Date || !ReferenceEquals(lastDay.Zone, zone))
        {
            TimeSpan morning = zone.GetUtcOffset(local.Date);
            bool changes = morning != zone.GetUtcOffset(local.Date.AddHours(24));
            lastDay = new(local.Date, zone, morning, changes);
        }

        return lastDay.Changes ? zone.GetUtcOffset(local) : lastDay.Offset;
    }

    private static bool TryTime(ReadOnlySpan<char> text, ref DateTime local)
    {
        if (text[10] != 'T'
            || text[13] != ':'
            || text[16] != ':'
            || !TryDigits(text[11..13], out int hour)
            || !TryDigits(text[14..16], out int minute)
            || !TryDigits(text[17..19], out int second)
            || hour > 23
            || minute > 59
            || second > 59)
        {
            return false;
        }

        local = local.AddSeconds((((hour * 60) + minute) * 60) + second);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    private readonly record struct Day(DateTime Date, TimeZoneInfo? Zone, TimeSpan Offset, bool Changes);
}
