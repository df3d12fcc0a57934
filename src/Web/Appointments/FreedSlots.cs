using System.Globalization;
using Serment.Records.Appointments;
using Serment.Records.Appointments.Booking;
using Serment.Records.Appointments.Schedules;
using Serment.Web.Security;

namespace Serment.Web.Appointments;

/// <summary>The way from cancelled appointments to those who wait for such a time.</summary>
internal sealed class FreedSlots(ReadAgendas agendas, WaitingList waiting)
{
    private const char Between = '_';

    /// <summary>The waiting list for what became free; null where nobody waits for it.</summary>
    public async Task<string?> WaitingPathAsync(
        IReadOnlyCollection<AppointmentRow> ended, Visitor me, CancellationToken stop)
    {
        AgendaSetup setup = await agendas.RunAsync(me.Session.SiteCode, me.Today, stop);
        IReadOnlyList<WaitingRow> rows = await waiting.ListAsync(me.Session.SiteCode, me.Today, stop);
        FreeSlot[] wanted =
            [.. Of(setup, ended, me.Local(me.Now)).Where(slot => rows.Any(one => one.Accepts(slot)))];
        return wanted.Length == 0 ? null : Path(wanted);
    }

    /// <summary>
    /// Which of these times somebody else can have: to come, in open hours (a slot that a closing freed is none), and
    /// not beside another. Pure.
    /// </summary>
    internal static IReadOnlyList<FreeSlot> Of(
        AgendaSetup setup, IEnumerable<AppointmentRow> ended, DateTime localNow)
    {
        (DateOnly Day, int Minute) now = (DateOnly.FromDateTime(localNow), (int)localNow.TimeOfDay.TotalMinutes);
        return
        [
            .. ended
                .Where(row => !row.IsOverbooked
                    && (row.Day, row.MinuteOfDay).CompareTo(now) > 0
                    && setup.ScheduleOf(row.ScheduleId) is { } schedule
                    && FreeSlots.Fits(setup.OpenOn(schedule, row.Day), row.Time))
                .Select(row => new FreeSlot(row.ScheduleId, new(row.Day, row.Time))),
        ];
    }

    /// <summary>The address: one slot as ever, several with their lengths.</summary>
    internal static string Path(IReadOnlyList<FreeSlot> slots) => slots is [var only]
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"/waiting?slot={new SlotText(only.ScheduleId, only.Time.Day, only.Time.Time.From)}&minutes={only.Time.Time.Minutes}")
        : "/waiting?slot=" + string.Join(Between, slots.Select(one =>
            new SlotText(one.ScheduleId, one.Time.Day, one.Time.Time.From, one.Time.Time.Minutes)));

    /// <summary>Reads <see cref="Path"/>; what makes no sense is left out.</summary>
    internal static IReadOnlyList<FreeSlot> Parse(string? slots, int minutes) =>
    [
        .. (slots ?? "").Split(Between, BookAppointment.MaxTimes + 1).Take(BookAppointment.MaxTimes)
            .Select(SlotText.Parse)
            .OfType<SlotText>()
            .Select(one => (Slot: one, Minutes: one.Minutes > 0 ? one.Minutes : minutes))
            .Where(one => one.Minutes is > 0 and <= AgendaSetup.MaxMinutes)
            .Select(one => new FreeSlot(
                one.Slot.ScheduleId, new(one.Slot.Day, new(one.Slot.Minute, one.Slot.Minute + one.Minutes)))),
    ];
}
