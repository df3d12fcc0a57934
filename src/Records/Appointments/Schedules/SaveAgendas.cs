using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Appointments.Schedules;

/// <summary>
/// Changes what a site's agendas are made of. A number of 0 makes a new one. Two people at once: the second is told.
/// </summary>
public sealed class SaveAgendas(DatabaseLocation main)
{
    private const string InsertPlace =
        """
        INSERT INTO agenda_place (site, place_id, name, is_alsace_moselle, version)
        VALUES (@site, (SELECT COALESCE(MAX(place_id), 0) + 1 FROM agenda_place WHERE site = @site), @name, @flag, 1)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdatePlace =
        """
        UPDATE agenda_place SET name = @name, is_alsace_moselle = @flag, version = version + 1
        WHERE site = @site AND place_id = @id AND version = @version
        """;

    private const string InsertSchedule =
        """
        INSERT INTO schedule (site, schedule_id, kind, name, staff_id, unit_id, place_id, step_minutes, is_active, version)
        VALUES (@site, @id, @kind, @name, @staff, @unit, @place, @step, @active, 1)
        ON CONFLICT DO NOTHING
        """;

    // Whose agenda it is never changes: each booking gives its patient into the care of that person and unit.
    private const string UpdateSchedule =
        """
        UPDATE schedule SET name = @name, place_id = @place, step_minutes = @step, is_active = @active,
            version = version + 1
        WHERE site = @site AND schedule_id = @id AND version = @version
          AND kind = @kind AND COALESCE(staff_id, 0) = COALESCE(@staff, 0) AND unit_id = @unit
        """;

    private const string DropHours = "DELETE FROM schedule_hours WHERE site = @site AND schedule_id = @id";

    private const string AddHours =
        """
        INSERT INTO schedule_hours (site, schedule_id, weekday, from_minute, until_minute)
        VALUES (@site, @id, @weekday, @from, @until)
        """;

    private const string AddException =
        """
        INSERT INTO schedule_exception (site, schedule_id, exception_id, first_day, last_day, is_extra, from_minute,
            until_minute)
        VALUES (@site, @id, @exception, @first, @last, @extra, @from, @until)
        """;

    private const string DropException =
        """
        DELETE FROM schedule_exception WHERE site = @site AND schedule_id = @id AND exception_id = @exception
        """;

    private const string InsertKind =
        """
        INSERT INTO consultation_kind (site, kind_id, name, minutes, colour, is_overbookable, is_discreet, is_active,
            version)
        VALUES (@site, @id, @name, @minutes, @colour, @over, @discreet, @active, 1)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateKind =
        """
        UPDATE consultation_kind SET name = @name, minutes = @minutes, colour = @colour, is_overbookable = @over,
            is_discreet = @discreet, is_active = @active, version = version + 1
        WHERE site = @site AND kind_id = @id AND version = @version
        """;

    private const string DropOffers = "DELETE FROM consultation_kind_schedule WHERE site = @site AND kind_id = @id";

    private const string AddOffer =
        "INSERT INTO consultation_kind_schedule (site, kind_id, schedule_id) VALUES (@site, @id, @schedule)";

    private const string NextSchedule =
        "SELECT CAST(COALESCE(MAX(schedule_id), 0) + 1 AS bigint) FROM schedule WHERE site = @site";

    private const string NextKind =
        "SELECT CAST(COALESCE(MAX(kind_id), 0) + 1 AS bigint) FROM consultation_kind WHERE site = @site";

    /// <summary>Saves a place; false when somebody else has changed it.</summary>
    public async Task<bool> PlaceAsync(short site, Place place, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = place.PlaceId == 0 ? InsertPlace : UpdatePlace;
        command.Add("@site", site);
        command.Add("@name", place.Name);
        command.Add("@flag", Flag(place.IsAlsaceMoselle));
        if (place.PlaceId != 0)
        {
            command.Add("@id", place.PlaceId);
            command.Add("@version", place.Version);
        }

        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1;
    }

    /// <summary>Saves an agenda with its usual week; its number, or null when somebody else has changed it.</summary>
    public async Task<int?> ScheduleAsync(short site, Schedule schedule, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        int id = schedule.ScheduleId == 0
            ? await NextAsync(connection, transaction, NextSchedule, site, stop)
            : schedule.ScheduleId;
        int changed = await ExecuteAsync(
            connection, transaction, schedule.ScheduleId == 0 ? InsertSchedule : UpdateSchedule,
            [
                ("@site", site), ("@id", id), ("@kind", (short)schedule.Kind), ("@name", schedule.Name),
                ("@staff", schedule.Staff?.Value), ("@unit", schedule.UnitId), ("@place", schedule.PlaceId),
                ("@step", (short)schedule.StepMinutes), ("@active", Flag(schedule.IsActive)),
                .. schedule.ScheduleId == 0 ? [] : new (string, object?)[] { ("@version", schedule.Version) },
            ]);
        if (changed != 1)
        {
            return null;
        }

        await ExecuteAsync(connection, transaction, DropHours, [("@site", site), ("@id", id)]);
        foreach (OpeningHours open in schedule.Hours)
        {
            await ExecuteAsync(
                connection, transaction, AddHours,
                [
                    ("@site", site), ("@id", id), ("@weekday", (short)open.Weekday),
                    ("@from", (short)open.Time.From), ("@until", (short)open.Time.Until),
                ]);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return id;
    }

    /// <summary>Saves a kind with the agendas that offer it; its number, or null when somebody else has.</summary>
    public async Task<int?> KindAsync(short site, ConsultationKind kind, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        int id = kind.KindId == 0 ? await NextAsync(connection, transaction, NextKind, site, stop) : kind.KindId;
        int changed = await ExecuteAsync(
            connection, transaction, kind.KindId == 0 ? InsertKind : UpdateKind,
            [
                ("@site", site), ("@id", id), ("@name", kind.Name), ("@minutes", (short)kind.Minutes),
                ("@colour", (short)kind.Colour), ("@over", Flag(kind.IsOverbookable)),
                ("@discreet", Flag(kind.IsDiscreet)), ("@active", Flag(kind.IsActive)),
                .. kind.KindId == 0 ? [] : new (string, object?)[] { ("@version", kind.Version) },
            ]);
        if (changed != 1)
        {
            return null;
        }

        await ExecuteAsync(connection, transaction, DropOffers, [("@site", site), ("@id", id)]);
        foreach (int schedule in kind.Schedules)
        {
            await ExecuteAsync(
                connection, transaction, AddOffer, [("@site", site), ("@id", id), ("@schedule", schedule)]);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return id;
    }

    /// <summary>Adds a closing or extra hours.</summary>
    public async Task AddExceptionAsync(short site, ScheduleException exception, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await ExecuteAsync(
            connection, null, AddException,
            [
                ("@site", site), ("@id", exception.ScheduleId), ("@exception", OpaqueId.Draw()),
                ("@first", Days.ToNumber(exception.First)), ("@last", Days.ToNumber(exception.Last)),
                ("@extra", Flag(exception.IsExtra)), ("@from", (short)exception.Time.From),
                ("@until", (short)exception.Time.Until),
            ]);
    }

    /// <summary>Takes one away; false when it is gone already.</summary>
    public async Task<bool> DropExceptionAsync(short site, int schedule, long exception, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ExecuteAsync(
            connection, null, DropException, [("@site", site), ("@id", schedule), ("@exception", exception)]) == 1;
    }

    private static short Flag(bool value) => value ? (short)1 : (short)0;

    private static async Task<int> NextAsync(
        DbConnection connection, DbTransaction transaction, string sql, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@site", site);
        return (int)(long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task<int> ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, string sql, (string Name, object? Value)[] values)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
        {
            command.Add(name, value);
        }

        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
