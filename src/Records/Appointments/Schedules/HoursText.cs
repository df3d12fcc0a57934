using System.Globalization;

namespace Serment.Records.Appointments.Schedules;

/// <summary>Opening hours as people type them: <c>08:30-12:00 14:00-18:00</c>.</summary>
public static class HoursText
{
    /// <summary>Openings of one day.</summary>
    public const int MaxParts = 6;

    private static readonly char[] Between = [' ', ',', ';'];

    /// <summary>Writes.</summary>
    public static string Write(IEnumerable<Interval> parts) =>
        string.Join(' ', parts.OrderBy(one => one.From).Select(one => $"{Clock(one.From)}-{Clock(one.Until)}"));

    /// <summary>Reads; an empty text is a closed day.</summary>
    /// <returns>Null when it is not hours, when they overlap, or are no multiples of five minutes.</returns>
    public static IReadOnlyList<Interval>? Parse(string text)
    {
        string[] parts = text.Replace('h', ':').Replace('–', '-').Split(Between, StringSplitOptions.RemoveEmptyEntries);
        List<Interval> read = [];
        foreach (string part in parts)
        {
            string[] ends = part.Split('-');
            if (ends.Length != 2 || ParseClock(ends[0]) is not { } from || ParseClock(ends[1]) is not { } until
                || until <= from || read.Exists(one => one.Overlaps(new(from, until))))
            {
                return null;
            }

            read.Add(new(from, until));
        }

        return read.Count > MaxParts ? null : [.. read.OrderBy(one => one.From)];
    }

    /// <summary>A clock's time as a minute of the day, 24:00 included; null for what is none.</summary>
    public static int? ParseClock(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            && int.TryParse(
                parts.Length == 2 && parts[1].Length > 0 ? parts[1] : "0", NumberStyles.None,
                CultureInfo.InvariantCulture, out int minutes)
            && hours <= 24 && minutes < 60 && (hours * 60) + minutes is var minute and <= Interval.DayMinutes
            && minute % AgendaSetup.CellMinutes == 0
                ? minute
                : null;
    }

    private static string Clock(int minute) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
