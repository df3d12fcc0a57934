using System.Data.Common;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>Whether times can be booked, as things stand: told before anything is booked, and once more by the booking.</summary>
internal static class CheckTimes
{
    /// <summary>Each time with its fit.</summary>
    public static async Task<List<CheckedTime>> RunAsync(
        DbConnection connection, AgendaSetup setup, BookingRequest request, long except, DateTime localNow,
        TimeZoneInfo zone, CancellationToken stop)
    {
        Schedule? schedule = setup.ScheduleOf(request.ScheduleId);
        Schedule? room = setup.ScheduleOf(request.RoomId);
        bool overbooks = request.Overbooks && (setup.KindOf(request.KindId)?.IsOverbookable ?? false);
        List<CheckedTime> all = [];
        foreach (BookedTime time in request.Times)
        {
            TimeFit fit = RangeOf(time, schedule is not null, localNow, zone);
            if (fit == TimeFit.Fits)
            {
                fit = FitOf(setup, schedule, time, overbooks);
            }

            if (fit == TimeFit.Fits)
            {
                fit = FitOf(setup, room, time, overbooks: false);
            }

            foreach (Schedule one in new[] { overbooks ? null : schedule, room }.OfType<Schedule>())
            {
                if (fit == TimeFit.Fits
                    && await SlotClaims.IsTakenAsync(connection, (setup.Site, one.ScheduleId), time, except, stop))
                {
                    fit = TimeFit.Taken;
                }
            }

            all.Add(new(time, fit));
        }

        return all;
    }

    /// <summary>
    /// Whether the clock shows that time, and it is not over. Pure. Who came unannounced and stands in no agenda may be
    /// noted later on the same day.
    /// </summary>
    internal static TimeFit RangeOf(BookedTime time, bool isInAgenda, DateTime localNow, TimeZoneInfo zone)
    {
        DateOnly today = DateOnly.FromDateTime(localNow);
        int minute = (int)localNow.TimeOfDay.TotalMinutes;
        return time.Day < today || time.Day > today.AddDays(AgendaSetup.MaxDaysAhead)
            || (isInAgenda && time.Day == today && time.Time.Until <= minute)
                ? TimeFit.OutOfRange
                : zone.IsInvalidTime(time.Day.ToDateTime(TimeOnly.MinValue).AddMinutes(time.Time.From))
                    ? TimeFit.NoSuchTime
                    : TimeFit.Fits;
    }

    private static TimeFit FitOf(AgendaSetup setup, Schedule? schedule, BookedTime time, bool overbooks)
    {
        if (schedule is null)
        {
            return TimeFit.Fits;
        }

        if (FreeSlots.Fits(setup.OpenOn(schedule, time.Day), time.Time))
        {
            return TimeFit.Fits;
        }

        // An overbooking may stand before or after the hours, never on a day without any.
        if (overbooks && setup.OpenOn(schedule, time.Day).Count > 0
            && FreeSlots.Fits([new(0, Interval.DayMinutes)], time.Time))
        {
            return TimeFit.Fits;
        }

        return setup.HolidayOf(schedule, time.Day) is null ? TimeFit.Closed : TimeFit.Holiday;
    }
}
