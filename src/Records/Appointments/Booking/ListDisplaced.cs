using System.Data.Common;
using Serment.Database;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>The appointments to move of some agendas: rows without a person. Nothing is stored for it.</summary>
public sealed class ListDisplaced(DatabaseLocation main)
{
    /// <summary>Rows looked at; far more than a closing of all agendas displaces.</summary>
    public const int MaxRows = 5_000;

    // The weekday, 1 for Monday to 7 for Sunday, of a day written yyyymmdd: days since 0000-03-01 in the proleptic
    // Gregorian calendar, in whole numbers, which both engines reckon alike. A test holds it against the platform's.
    private const string Year = "(a.day / 10000 - (CASE WHEN a.day / 100 % 100 < 3 THEN 1 ELSE 0 END))";

    private const string Weekday =
        "((365 * " + Year + " + " + Year + " / 4 - " + Year + " / 100 + " + Year
        + " / 400 + ((a.day / 100 % 100 + 9) % 12 * 306 + 5) / 10 + a.day % 100 - 1 + 2) % 7 + 1)";

    // Whatever can be displaced: in a closing, out of the usual hours, in an agenda given up. The rule then decides.
    private const string Candidates =
        "SELECT " + AppointmentRow.Columns + " FROM appointment a WHERE a.site = @site AND a.status = 1"
        + " AND a.day >= @today AND a.";

    private const string OfSchedule =
        " AND (EXISTS (SELECT 1 FROM schedule_exception e WHERE e.site = a.site AND e.schedule_id = a.schedule_id"
        + " AND e.is_extra = 0 AND e.first_day <= a.day AND e.last_day >= a.day"
        + " AND e.from_minute < a.minute_of_day + a.minutes AND e.until_minute > a.minute_of_day)"
        + " OR NOT EXISTS (SELECT 1 FROM schedule s JOIN schedule_hours h ON h.site = s.site"
        + " AND h.schedule_id = s.schedule_id WHERE s.site = a.site AND s.schedule_id = a.schedule_id"
        + " AND s.is_active = 1 AND h.weekday = " + Weekday
        + " AND h.from_minute <= a.minute_of_day AND h.until_minute >= a.minute_of_day + a.minutes))";

    private const string OfRoom =
        " AND (EXISTS (SELECT 1 FROM schedule_exception e WHERE e.site = a.site AND e.schedule_id = a.room_id"
        + " AND e.is_extra = 0 AND e.first_day <= a.day AND e.last_day >= a.day"
        + " AND e.from_minute < a.minute_of_day + a.minutes AND e.until_minute > a.minute_of_day)"
        + " OR NOT EXISTS (SELECT 1 FROM schedule s JOIN schedule_hours h ON h.site = s.site"
        + " AND h.schedule_id = s.schedule_id WHERE s.site = a.site AND s.schedule_id = a.room_id"
        + " AND s.is_active = 1 AND h.weekday = " + Weekday
        + " AND h.from_minute <= a.minute_of_day AND h.until_minute >= a.minute_of_day + a.minutes))";

    private const string Last = " ORDER BY day, minute_of_day, appointment_id LIMIT @limit";

    private const string Sqlite =
        Candidates + "schedule_id IN (SELECT value FROM json_each(@schedules))" + OfSchedule + " UNION "
        + Candidates + "room_id IN (SELECT value FROM json_each(@schedules))" + OfRoom + Last;

    private const string Postgres =
        Candidates + "schedule_id = ANY(@schedules)" + OfSchedule + " UNION "
        + Candidates + "room_id = ANY(@schedules)" + OfRoom + Last;

    /// <summary>The appointments to move, by time, from a day on.</summary>
    public async Task<IReadOnlyList<AppointmentRow>> RunAsync(
        AgendaSetup setup, IEnumerable<int> schedules, DateOnly today, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = main.Engine == DatabaseEngine.Sqlite ? Sqlite : Postgres;
        command.Add("@site", setup.Site);
        command.Add("@today", Days.ToNumber(today));
        command.AddList("@schedules", [.. schedules.Select(one => (long)one)]);
        command.Add("@limit", MaxRows);
        return Displaced.Of(setup, await AgendaRows.ReadAsync(command, stop));
    }
}
