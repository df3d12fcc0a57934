using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Appointments.Schedules;

/// <summary>What a site's agendas are made of: no person but staff.</summary>
public sealed class ReadAgendas(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Agendas of a site.</summary>
    public const int MaxSchedules = 1_000;

    /// <summary>Rows of hours, of exceptions and of offers.</summary>
    public const int MaxParts = 50_000;

    private const string Places =
        "SELECT place_id, name, is_alsace_moselle, version FROM agenda_place WHERE site = @site ORDER BY name LIMIT @limit";

    private const string Schedules =
        """
        SELECT schedule_id, kind, name, staff_id, unit_id, place_id, step_minutes, is_active, version
        FROM schedule WHERE site = @site ORDER BY kind, name LIMIT @limit
        """;

    private const string Hours =
        """
        SELECT schedule_id, weekday, from_minute, until_minute FROM schedule_hours
        WHERE site = @site ORDER BY schedule_id, weekday, from_minute LIMIT @limit
        """;

    private const string Exceptions =
        """
        SELECT schedule_id, exception_id, first_day, last_day, is_extra, from_minute, until_minute
        FROM schedule_exception WHERE site = @site AND last_day >= @since
        ORDER BY schedule_id, first_day, from_minute LIMIT @limit
        """;

    private const string Kinds =
        """
        SELECT kind_id, name, minutes, colour, is_overbookable, is_discreet, is_active, version
        FROM consultation_kind WHERE site = @site ORDER BY name LIMIT @limit
        """;

    private const string Offers =
        "SELECT kind_id, schedule_id FROM consultation_kind_schedule WHERE site = @site LIMIT @limit";

    /// <summary>All of a site, with the exceptions that end on that day or later.</summary>
    public async Task<AgendaSetup> RunAsync(string siteCode, DateOnly since, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ReadAsync(connection, site, since, stop);
    }

    internal static async Task<AgendaSetup> ReadAsync(
        DbConnection connection, short site, DateOnly since, CancellationToken stop)
    {
        List<Place> places = await RowsAsync(
            connection, Places, site, MaxSchedules, since,
            row => new Place(row.GetInt32(0), row.GetString(1), row.GetInt16(2) == 1, row.GetInt32(3)), stop);
        List<Schedule> schedules = await RowsAsync(
            connection, Schedules, site, MaxSchedules, since,
            row => new Schedule(
                row.GetInt32(0), (ScheduleKind)row.GetInt16(1), row.GetString(2),
                row.IsDBNull(3) ? null : new ActorId(row.GetInt64(3)), row.GetInt32(4), row.GetInt32(5),
                row.GetInt16(6), row.GetInt16(7) == 1, row.GetInt32(8)),
            stop);
        ILookup<int, OpeningHours> hours = (await RowsAsync(
            connection, Hours, site, MaxParts, since,
            row => (Schedule: row.GetInt32(0), Open: new OpeningHours(
                row.GetInt16(1), new(row.GetInt16(2), row.GetInt16(3)))), stop))
            .ToLookup(one => one.Schedule, one => one.Open);
        ILookup<int, ScheduleException> exceptions = (await RowsAsync(
            connection, Exceptions, site, MaxParts, since,
            row => new ScheduleException(
                row.GetInt32(0), row.GetInt64(1), Days.FromNumber(row.GetInt32(2)), Days.FromNumber(row.GetInt32(3)),
                row.GetInt16(4) == 1, new(row.GetInt16(5), row.GetInt16(6))),
            stop)).ToLookup(one => one.ScheduleId);
        ILookup<int, int> offers = (await RowsAsync(
            connection, Offers, site, MaxParts, since, row => (Kind: row.GetInt32(0), Schedule: row.GetInt32(1)),
            stop)).ToLookup(one => one.Kind, one => one.Schedule);
        List<ConsultationKind> kinds = await RowsAsync(
            connection, Kinds, site, MaxSchedules, since,
            row => new ConsultationKind(
                row.GetInt32(0), row.GetString(1), row.GetInt16(2), row.GetInt16(3), row.GetInt16(4) == 1,
                row.GetInt16(5) == 1, row.GetInt16(6) == 1, row.GetInt32(7), [.. offers[row.GetInt32(0)]]),
            stop);
        return new(
            site, places,
            [
                .. schedules.Select(one => one with
                {
                    Hours = [.. hours[one.ScheduleId]],
                    Exceptions = [.. exceptions[one.ScheduleId]],
                }),
            ],
            kinds);
    }

    private static async Task<List<T>> RowsAsync<T>(
        DbConnection connection, string sql, short site, int limit, DateOnly since, Func<DbDataReader, T> read,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@site", site);
        command.Add("@limit", limit);
        if (sql.Contains("@since", StringComparison.Ordinal))
        {
            command.Add("@since", Days.ToNumber(since));
        }

        List<T> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
