namespace Serment.Records.Appointments.Schedules;

/// <summary>
/// Appointments that stand where their agenda, or their room, is not open any more: after a closing, other hours, an
/// agenda that was given up. Computed from what is booked and what is open, so that nothing is forgotten when both
/// change at once, and a closing that is taken back takes its appointments off the list. Pure.
/// </summary>
public static class Displaced
{
    /// <summary>Those of these rows that have to be moved or cancelled.</summary>
    public static IReadOnlyList<AppointmentRow> Of(AgendaSetup setup, IEnumerable<AppointmentRow> rows)
    {
        Dictionary<(int Schedule, DateOnly Day), IReadOnlyList<Interval>> open = [];
        return [.. rows.Where(row => row.Status == AppointmentStatus.Expected && IsDisplaced(setup, row, open))];
    }

    /// <summary>Those that a change of the setup would add.</summary>
    public static IReadOnlyList<AppointmentRow> By(
        AgendaSetup before, AgendaSetup after, IReadOnlyCollection<AppointmentRow> rows)
    {
        HashSet<long> already = [.. Of(before, rows).Select(row => row.AppointmentId)];
        return [.. Of(after, rows).Where(row => !already.Contains(row.AppointmentId))];
    }

    private static bool IsDisplaced(
        AgendaSetup setup, AppointmentRow row,
        Dictionary<(int Schedule, DateOnly Day), IReadOnlyList<Interval>> open) =>
        new[] { setup.ScheduleOf(row.ScheduleId), setup.ScheduleOf(row.RoomId) }
            .OfType<Schedule>()
            .Any(schedule =>
            {
                if (!open.TryGetValue((schedule.ScheduleId, row.Day), out IReadOnlyList<Interval>? parts))
                {
                    parts = setup.OpenOn(schedule, row.Day);
                    open[(schedule.ScheduleId, row.Day)] = parts;
                }

                return !Stands(schedule, row, parts);
            });

    /// <summary>An overbooking may stand out of hours; not in a closing, and not on a day without any hours.</summary>
    private static bool Stands(Schedule schedule, AppointmentRow row, IReadOnlyList<Interval> open) =>
        open.Any(part => part.Contains(row.Time))
        || (row.IsOverbooked && row.ScheduleId == schedule.ScheduleId && open.Count > 0
            && !schedule.Exceptions.Any(one => !one.IsExtra && one.First <= row.Day && row.Day <= one.Last
                && one.Time.Overlaps(row.Time)));
}
