using System.Data.Common;
using Serment.Database;
using Serment.Records.Appointments.Schedules;

namespace Serment.Records.Appointments.Booking;

/// <summary>
/// Takes and gives back the five-minute cells of agendas. The primary key of <c>slot_claim</c> decides who was first,
/// the same way on both engines; nothing is read before it is written.
/// </summary>
internal static class SlotClaims
{
    private const string Take =
        """
        INSERT INTO slot_claim (site, schedule_id, day, cell, lane, appointment_id)
        VALUES (@site, @schedule, @day, @cell, @lane, @appointment)
        ON CONFLICT DO NOTHING
        """;

    private const string Release =
        "DELETE FROM slot_claim WHERE site = @site AND schedule_id = @schedule AND day = @day AND appointment_id = @appointment";

    private const string Count =
        """
        SELECT COUNT(*) FROM slot_claim
        WHERE site = @site AND schedule_id = @schedule AND day = @day AND cell >= @from AND cell < @until
          AND lane = 0 AND appointment_id <> @except
        """;

    /// <summary>Takes the cells of one agenda; false when somebody has one of them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Rolled back by the caller when it fails.</param>
    /// <param name="at">Site and agenda.</param>
    /// <param name="time">When.</param>
    /// <param name="appointment">For whom.</param>
    /// <param name="overbooks">Whether a lane beside the first will do.</param>
    /// <param name="stop">Until the commit.</param>
    public static async Task<bool> TryTakeAsync(
        DbConnection connection, DbTransaction transaction, (short Site, int Schedule) at, BookedTime time,
        long appointment, bool overbooks, CancellationToken stop)
    {
        if (await TryLaneAsync(connection, transaction, at, time, appointment, 0, stop))
        {
            return true;
        }

        for (short lane = 1; overbooks && lane <= ConsultationKind.MaxOverbooked; lane++)
        {
            await ReleaseAsync(connection, transaction, at, time.Day, appointment, stop);
            if (await TryLaneAsync(connection, transaction, at, time, appointment, lane, stop))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives an appointment's cells of one day and agenda back.</summary>
    public static async Task ReleaseAsync(
        DbConnection connection, DbTransaction? transaction, (short Site, int Schedule) at, DateOnly day,
        long appointment, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Release;
        command.Add("@site", at.Site);
        command.Add("@schedule", at.Schedule);
        command.Add("@day", Days.ToNumber(day));
        command.Add("@appointment", appointment);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Whether somebody else has a cell of that time now: to tell early, never to decide.</summary>
    public static async Task<bool> IsTakenAsync(
        DbConnection connection, (short Site, int Schedule) at, BookedTime time, long except, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Count;
        command.Add("@site", at.Site);
        command.Add("@schedule", at.Schedule);
        command.Add("@day", Days.ToNumber(time.Day));
        command.Add("@from", (short)(time.Time.From / AgendaSetup.CellMinutes));
        command.Add("@until", (short)LastCell(time.Time));
        command.Add("@except", except);
        return (long)(await command.ExecuteScalarAsync(stop))! > 0;
    }

    private static int LastCell(Interval time) =>
        (time.Until + AgendaSetup.CellMinutes - 1) / AgendaSetup.CellMinutes;

    private static async Task<bool> TryLaneAsync(
        DbConnection connection, DbTransaction transaction, (short Site, int Schedule) at, BookedTime time,
        long appointment, short lane, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Take;
        command.Add("@site", at.Site);
        command.Add("@schedule", at.Schedule);
        command.Add("@day", Days.ToNumber(time.Day));
        DbParameter cell = command.Add("@cell", (short)0);
        command.Add("@lane", lane);
        command.Add("@appointment", appointment);

        // Always upwards: two bookings that overlap meet at the same cell first and never wait for each other in turn.
        for (int i = time.Time.From / AgendaSetup.CellMinutes; i < LastCell(time.Time); i++)
        {
            cell.Value = (short)i;
            if (await command.ExecuteNonQueryAsync(stop) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
