namespace Serment.Records.Appointments.Schedules;

/// <summary>When an agenda is open. Pure.</summary>
public static class OpeningRules
{
    /// <summary>
    /// The open parts of a day, in order, none touching another: the weekday's hours, none on a public holiday, less
    /// what is closed; and then the extra hours, which somebody entered for that very day.
    /// </summary>
    public static IReadOnlyList<Interval> On(Schedule schedule, DateOnly day, bool isHoliday)
    {
        if (!schedule.IsActive)
        {
            return [];
        }

        int weekday = Days.Weekday(day);
        IEnumerable<Interval> usual = isHoliday
            ? []
            : schedule.Hours.Where(one => one.Weekday == weekday).Select(one => one.Time);
        ScheduleException[] here = [.. schedule.Exceptions.Where(one => one.First <= day && day <= one.Last)];
        IReadOnlyList<Interval> left = Without(
            Joined(usual), [.. here.Where(one => !one.IsExtra).Select(one => one.Time)]);
        return Joined(left.Concat(here.Where(one => one.IsExtra).Select(one => one.Time)));
    }

    /// <summary>In order, with those that touch made one.</summary>
    public static IReadOnlyList<Interval> Joined(IEnumerable<Interval> parts)
    {
        List<Interval> joined = [];
        foreach (Interval part in parts.Where(one => one.Minutes > 0).OrderBy(one => one.From))
        {
            if (joined.Count > 0 && part.From <= joined[^1].Until)
            {
                joined[^1] = joined[^1] with { Until = Math.Max(joined[^1].Until, part.Until) };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined;
    }

    /// <summary>What is left of the first without the second.</summary>
    public static IReadOnlyList<Interval> Without(IReadOnlyList<Interval> parts, IEnumerable<Interval> taken)
    {
        List<Interval> left = [.. parts];
        foreach (Interval gone in taken.Where(one => one.Minutes > 0))
        {
            left =
            [
                .. left.SelectMany(part => !part.Overlaps(gone)
                    ? [part]
                    : new[] { part with { Until = gone.From }, part with { From = gone.Until } })
                    .Where(part => part.Minutes > 0),
            ];
        }

        return left;
    }
}
