using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>Reads rows of agendas: times and numbers, no person.</summary>
internal static class AgendaRows
{
    /// <summary>Rows of one view: a week of a hospital's consultation floor.</summary>
    public const int MaxRows = 10_000;

    private const string OfSchedulesSqlite =
        "SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE site = @site AND schedule_id IN (SELECT value FROM json_each(@schedules))"
        + " AND day BETWEEN @from AND @until UNION SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE site = @site AND room_id IN (SELECT value FROM json_each(@schedules))"
        + " AND day BETWEEN @from AND @until ORDER BY day, minute_of_day, appointment_id LIMIT @limit";

    private const string OfSchedulesPostgres =
        "SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE site = @site AND schedule_id = ANY(@schedules)"
        + " AND day BETWEEN @from AND @until UNION SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE site = @site AND room_id = ANY(@schedules)"
        + " AND day BETWEEN @from AND @until ORDER BY day, minute_of_day, appointment_id LIMIT @limit";

    private const string One =
        "SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE patient_id = @patient AND appointment_id = @appointment AND site = @site";

    private const string OfNumber =
        "SELECT " + AppointmentRow.Columns + " FROM appointment WHERE appointment_id = @appointment AND site = @site";

    private const string Series =
        "SELECT " + AppointmentRow.Columns
        + " FROM appointment WHERE patient_id = @patient AND site = @site AND series_id = @series"
        + " ORDER BY day, minute_of_day, appointment_id LIMIT @limit";

    /// <summary>All rows of these agendas in these days.</summary>
    public static async Task<List<AppointmentRow>> OfSchedulesAsync(
        DbConnection connection, DatabaseEngine engine, short site, IEnumerable<int> schedules, DateOnly from,
        DateOnly until, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = engine == DatabaseEngine.Sqlite ? OfSchedulesSqlite : OfSchedulesPostgres;
        command.Add("@site", site);
        command.AddList("@schedules", [.. schedules.Select(one => (long)one)]);
        command.Add("@from", Days.ToNumber(from));
        command.Add("@until", Days.ToNumber(until));
        command.Add("@limit", MaxRows);
        return await ReadAsync(command, stop);
    }

    /// <summary>One row; null when there is none of this site.</summary>
    public static async Task<AppointmentRow?> OneAsync(
        DbConnection connection, short site, PatientId patient, long appointment, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = One;
        command.Add("@site", site);
        command.Add("@patient", patient.Value);
        command.Add("@appointment", appointment);
        return (await ReadAsync(command, stop)).FirstOrDefault();
    }

    /// <summary>One row by its own number alone; null when there is none of this site.</summary>
    public static async Task<AppointmentRow?> OfNumberAsync(
        DbConnection connection, short site, long appointment, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfNumber;
        command.Add("@site", site);
        command.Add("@appointment", appointment);
        return (await ReadAsync(command, stop)).FirstOrDefault();
    }

    /// <summary>The rows of a series, by time; empty for the series 0 of single appointments.</summary>
    public static async Task<List<AppointmentRow>> OfSeriesAsync(
        DbConnection connection, short site, PatientId patient, long series, CancellationToken stop)
    {
        if (series == 0)
        {
            return [];
        }

        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Series;
        command.Add("@patient", patient.Value);
        command.Add("@site", site);
        command.Add("@series", series);
        command.Add("@limit", BookAppointment.MaxTimes);
        return await ReadAsync(command, stop);
    }

    /// <summary>Reads rows in the order of <see cref="AppointmentRow.Columns"/>.</summary>
    public static async Task<List<AppointmentRow>> ReadAsync(DbCommand command, CancellationToken stop)
    {
        List<AppointmentRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(AppointmentRow.Read(reader));
        }

        return rows;
    }
}
