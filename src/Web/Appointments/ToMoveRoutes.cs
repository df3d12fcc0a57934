using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Records.Patients;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Appointments;

/// <summary>One appointment to move, with the next free time of its own agenda; null where there is none.</summary>
public sealed record ToMove(AppointmentRow Row, FreeSlot? Next);

/// <summary>The appointments to move.</summary>
/// <param name="Rows">Those shown.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Cards">Cards opened; empty before somebody asks for names.</param>
/// <param name="Setup">Agendas and kinds.</param>
/// <param name="Address">Which agendas, and whether names.</param>
/// <param name="IsEverywhere">Whether all agendas of the house are looked at.</param>
public sealed record ToMoveModel(
    IReadOnlyList<ToMove> Rows, int Count, IReadOnlyDictionary<PatientId, PatientCard> Cards, AgendaSetup Setup,
    AgendaAddress Address, bool IsEverywhere);

/// <summary>
/// The appointments that stand where nothing is open any more, after a closing or other hours: each is moved to the
/// next free time, or elsewhere, or cancelled. As in agendas, names are asked for.
/// </summary>
internal static class ToMoveRoutes
{
    /// <summary>The list.</summary>
    public const string Path = "/agenda/to-move";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(Path, ShowAsync).Admits(Audience.WritesIdentity, Budget.OnePatientPerRow);

    /// <summary>The list of some agendas; of all of them for none.</summary>
    public static string PathOf(IEnumerable<int> schedules) =>
        string.Join('.', schedules) is { Length: > 0 } some ? $"{Path}?s={some}" : Path;

    private static async Task<IResult> ShowAsync(
        string? s, string? names, Visitor me, ReadAgendas agendas, ListDisplaced list, FindSlots find, ReadAgenda read,
        CancellationToken stop)
    {
        AgendaAddress address = AgendaAddress.Read(null, null, s, names is "all" ? names : null, me.Today);
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        IReadOnlyList<AppointmentRow> all = await list.RunAsync(
            setup,
            address.Schedules.Count > 0 ? address.Schedules : setup.Schedules.Select(one => one.ScheduleId), me.Today,
            stop);
        AppointmentRow[] shown = [.. all.Take(ExpectedList.MaxRows)];
        return Page.Show<ToMovePage>(new ToMoveModel(
            await WithNextAsync(shown, find, me, stop), all.Count,
            address.Names is null || shown.Length == 0
                ? new Dictionary<PatientId, PatientCard>()
                : await read.CardsAsync(shown, me.Token, me.Today, stop),
            setup, address, address.Schedules.Count == 0));
    }

    /// <summary>Each with a free time of its own: the first in line is offered the first.</summary>
    private static async Task<IReadOnlyList<ToMove>> WithNextAsync(
        AppointmentRow[] rows, FindSlots find, Visitor me, CancellationToken stop)
    {
        DateTime local = me.Local(me.Now);
        Dictionary<long, FreeSlot> next = [];
        HashSet<(int, BookedTime)> offered = [];
        foreach (IGrouping<(int ScheduleId, int RoomId, int Minutes), AppointmentRow> group in
            rows.GroupBy(row => (row.ScheduleId, row.RoomId, row.Minutes)))
        {
            IReadOnlyList<FreeSlot> free = await find.RunAsync(
                new(
                    [group.Key.ScheduleId], group.Key.Minutes, DayParts.Both, me.Today, (local.Hour * 60) + local.Minute,
                    group.Key.RoomId),
                me.Session.SiteCode, rows.Length + FindSlots.MaxPerDay, stop);
            foreach (AppointmentRow row in group)
            {
                // Two lengths in one agenda may overlap without being the same time.
                if (free.FirstOrDefault(slot => !offered.Any(one => one.Item1 == slot.ScheduleId
                    && one.Item2.Day == slot.Time.Day && one.Item2.Time.Overlaps(slot.Time.Time))) is { } found)
                {
                    offered.Add((found.ScheduleId, found.Time));
                    next[row.AppointmentId] = found;
                }
            }
        }

        return [.. rows.Select(row => new ToMove(row, next.GetValueOrDefault(row.AppointmentId)))];
    }
}
