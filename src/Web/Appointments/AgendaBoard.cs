using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Patients;

namespace Serment.Web.Appointments;

/// <summary>A piece of a column: free, or an appointment in one of several lanes.</summary>
/// <param name="Time">When.</param>
/// <param name="Row">The appointment; null where it is free.</param>
/// <param name="Lane">From 0.</param>
/// <param name="Lanes">Lanes at that time.</param>
public sealed record AgendaPiece(Interval Time, AppointmentRow? Row, int Lane = 0, int Lanes = 1);

/// <summary>One agenda on one day.</summary>
public sealed record AgendaColumn(
    Schedule Schedule, DateOnly Day, Holiday? Holiday, bool IsOpen, IReadOnlyList<AgendaPiece> Pieces)
{
    /// <summary>Its appointments.</summary>
    public IEnumerable<AppointmentRow> Rows => Pieces.Select(one => one.Row).OfType<AppointmentRow>();
}

/// <summary>Agendas and days side by side. Pure.</summary>
/// <param name="Columns">By day, then agenda.</param>
/// <param name="Shown">From the first to the last hour shown.</param>
public sealed record AgendaBoard(IReadOnlyList<AgendaColumn> Columns, Interval Shown)
{
    /// <summary>Lanes drawn; more lie over each other.</summary>
    public const int MaxLanes = 3;

    private const int FirstHour = 8;
    private const int LastHour = 18;
    private const int HourMinutes = 60;

    /// <summary>Puts rows into columns, with the free time between them.</summary>
    public static AgendaBoard Of(
        AgendaSetup setup, IReadOnlyList<Schedule> schedules, IReadOnlyList<DateOnly> days,
        IEnumerable<AppointmentRow> rows, (DateOnly Day, int Minute) now)
    {
        ILookup<(int, DateOnly), AppointmentRow> standing = rows
            .Where(row => row.IsStanding)
            .SelectMany(row => new[] { row.ScheduleId, row.RoomId }.Where(id => id != 0).Distinct()
                .Select(id => (Key: (id, row.Day), Row: row)))
            .ToLookup(one => one.Key, one => one.Row);
        List<AgendaColumn> columns =
        [
            .. days.SelectMany(day => schedules.Select(one =>
                ColumnOf(setup, one, day, [.. standing[(one.ScheduleId, day)]], now))),
        ];
        int from = columns.SelectMany(one => one.Pieces).Select(one => one.Time.From).DefaultIfEmpty(FirstHour * 60).Min();
        int until = columns.SelectMany(one => one.Pieces).Select(one => one.Time.Until).DefaultIfEmpty(LastHour * 60).Max();
        return new(columns, new(
            from / HourMinutes * HourMinutes,
            Math.Min((until + HourMinutes - 1) / HourMinutes * HourMinutes, Interval.DayMinutes)));
    }

    private static AgendaColumn ColumnOf(
        AgendaSetup setup, Schedule schedule, DateOnly day, IReadOnlyList<AppointmentRow> rows,
        (DateOnly Day, int Minute) now)
    {
        IReadOnlyList<Interval> open = setup.OpenOn(schedule, day);
        bool isPast = day < now.Day;
        IEnumerable<AgendaPiece> free = isPast
            ? []
            : FreeSlots.Pieces(open, [.. rows.Select(row => row.Time)], schedule.StepMinutes)
                .Where(piece => day > now.Day || piece.Until > now.Minute)
                .Select(piece => new AgendaPiece(piece, null));
        return new(
            schedule, day, setup.HolidayOf(schedule, day), open.Count > 0,
            [.. Laned(rows).Concat(free).OrderBy(one => one.Time.From).ThenBy(one => one.Lane)]);
    }

    private static IEnumerable<AgendaPiece> Laned(IReadOnlyList<AppointmentRow> rows)
    {
        List<(AppointmentRow Row, int Lane)> group = [];
        int end = 0;
        foreach (AppointmentRow row in rows.OrderBy(one => one.MinuteOfDay).ThenBy(one => one.IsOverbooked))
        {
            if (group.Count > 0 && row.MinuteOfDay >= end)
            {
                foreach (AgendaPiece piece in Drawn(group))
                {
                    yield return piece;
                }

                group.Clear();
            }

            int lane = 0;
            while (lane < MaxLanes - 1 && group.Exists(one => one.Lane == lane && one.Row.Time.Overlaps(row.Time)))
            {
                lane++;
            }

            group.Add((row, lane));
            end = Math.Max(group.Count == 1 ? 0 : end, row.Time.Until);
        }

        foreach (AgendaPiece piece in Drawn(group))
        {
            yield return piece;
        }
    }

    private static AgendaPiece[] Drawn(List<(AppointmentRow Row, int Lane)> group) =>
        [.. group.Select(one => new AgendaPiece(
            one.Row.Time, one.Row, one.Lane, group.Max(other => other.Lane) + 1))];
}

/// <summary>The page of agendas.</summary>
public sealed record AgendaModel
{
    /// <summary>What is shown.</summary>
    public required AgendaAddress Address { get; init; }

    /// <summary>Places, agendas and kinds.</summary>
    public required AgendaSetup Setup { get; init; }

    /// <summary>The agendas shown.</summary>
    public required IReadOnlyList<Schedule> Shown { get; init; }

    /// <summary>The columns.</summary>
    public required AgendaBoard Board { get; init; }

    /// <summary>Cards opened.</summary>
    public required IReadOnlyDictionary<PatientId, PatientCard> Cards { get; init; }

    /// <summary>Changes when a row does.</summary>
    public required long Stamp { get; init; }

    /// <summary>Appointments of these agendas that stand where nothing is open any more.</summary>
    public int ToMove { get; init; }

    /// <summary>Whether more names were asked for than one page opens.</summary>
    public bool AsksTooMany { get; init; }

    /// <summary>Distinct people of some columns: what opening their names costs.</summary>
    public static int People(IEnumerable<AgendaColumn> columns) =>
        columns.SelectMany(one => one.Rows).Select(row => row.Patient).Distinct().Count();
}
