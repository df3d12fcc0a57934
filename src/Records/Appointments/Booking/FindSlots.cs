using System.Data.Common;
using Serment.Database;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>Parts of a day.</summary>
[Flags]
public enum DayParts : byte
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>Before noon.</summary>
    Morning = 1,

    /// <summary>From noon on.</summary>
    Afternoon = 2,

    /// <summary>The whole day.</summary>
    Both = Morning | Afternoon,
}

/// <summary>Which free time is wanted.</summary>
/// <param name="Schedules">In these agendas.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Parts">In which part of the day.</param>
/// <param name="From">From that day.</param>
/// <param name="NotBefore">On the first day, not before that minute.</param>
/// <param name="RoomId">A room that must be free too; 0 for none.</param>
public sealed record SlotQuery(
    IReadOnlyList<int> Schedules, int Minutes, DayParts Parts, DateOnly From, int NotBefore, int RoomId = 0);

/// <summary>A free slot.</summary>
public sealed record FreeSlot(int ScheduleId, BookedTime Time);

/// <summary>Looks for free time: numbers only, no person.</summary>
public sealed class FindSlots(ReadAgendas agendas, DatabaseLocation main)
{
    /// <summary>Days looked through.</summary>
    public const int MaxDays = 90;

    /// <summary>Slots of one agenda and day that are offered, spread over it.</summary>
    public const int MaxPerDay = 6;

    /// <summary>The first free slots, by time.</summary>
    public async Task<IReadOnlyList<FreeSlot>> RunAsync(
        SlotQuery query, string siteCode, int limit, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(siteCode, query.From, stop);
        List<Schedule> wanted =
            [.. query.Schedules.Distinct().Select(setup.ScheduleOf).OfType<Schedule>().Where(one => one.IsActive)];
        DateOnly last = query.From.AddDays(MaxDays - 1);
        List<AppointmentRow> rows;
        await using (DbConnection connection = await main.OpenAsync(stop))
        {
            rows = await AgendaRows.OfSchedulesAsync(
                connection, main.Engine, setup.Site,
                [.. wanted.Select(one => one.ScheduleId), .. query.RoomId == 0 ? [] : new[] { query.RoomId }],
                query.From, last, stop);
        }

        return Of(setup, wanted, rows, query, limit);
    }

    /// <summary>The rule: the first free slots of these agendas among these rows. Pure.</summary>
    public static IReadOnlyList<FreeSlot> Of(
        AgendaSetup setup, IReadOnlyList<Schedule> schedules, IEnumerable<AppointmentRow> rows, SlotQuery query,
        int limit)
    {
        ILookup<(int Schedule, DateOnly Day), Interval> busy = rows
            .Where(row => row.IsStanding)
            .SelectMany(row => new[] { row.ScheduleId, row.RoomId }.Where(id => id != 0).Distinct()
                .Select(id => (Key: (id, row.Day), row.Time)))
            .ToLookup(one => one.Key, one => one.Time);
        Schedule? room = setup.ScheduleOf(query.RoomId);
        List<FreeSlot> found = [];
        for (int i = 0; i < MaxDays && found.Count < limit; i++)
        {
            DateOnly day = query.From.AddDays(i);
            found.AddRange(schedules
                .SelectMany(one => OnDay(setup, one, room, busy, query, day, i == 0 ? query.NotBefore : 0))
                .OrderBy(slot => slot.Time.Time.From)
                .ThenBy(slot => slot.ScheduleId));
        }

        return [.. found.Take(limit)];
    }

    private static IEnumerable<FreeSlot> OnDay(
        AgendaSetup setup, Schedule schedule, Schedule? room, ILookup<(int, DateOnly), Interval> busy,
        SlotQuery query, DateOnly day, int notBefore)
    {
        IReadOnlyList<Interval> open = setup.OpenOn(schedule, day);
        if (open.Count == 0)
        {
            return [];
        }

        IReadOnlyList<Interval> taken = [.. busy[(schedule.ScheduleId, day)]];
        if (room is not null)
        {
            open = OpeningRules.Without(
                open, OpeningRules.Without([new(0, Interval.DayMinutes)], setup.OpenOn(room, day)));
            taken = [.. taken, .. busy[(room.ScheduleId, day)]];
        }

        int[] starts =
        [
            .. FreeSlots.Starts(open, taken, query.Minutes, schedule.StepMinutes)
                .Where(start => start >= notBefore && IsIn(query.Parts, start)),
        ];

        // Spread over the day, so that one empty morning does not fill the whole answer.
        int every = Math.Max(1, (starts.Length + MaxPerDay - 1) / MaxPerDay);
        return starts.Where((_, i) => i % every == 0)
            .Select(start => new FreeSlot(schedule.ScheduleId, new(day, new(start, start + query.Minutes))));
    }

    private static bool IsIn(DayParts parts, int minute) =>
        (parts & (minute < Interval.DayMinutes / 2 ? DayParts.Morning : DayParts.Afternoon)) != DayParts.None;
}
