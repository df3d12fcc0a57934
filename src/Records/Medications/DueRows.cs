using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Medications;

/// <summary>Where a dose of the worklist stands.</summary>
public enum DueState : byte
{
    /// <summary>To be given.</summary>
    Due = 1,

    /// <summary>Given.</summary>
    Given = 2,

    /// <summary>The patient refused.</summary>
    Refused = 3,

    /// <summary>Put off to another time, which has a row of its own.</summary>
    Postponed = 4,

    /// <summary>Not given, with a reason.</summary>
    NotGiven = 5,

    /// <summary>Its line was stopped before.</summary>
    Stopped = 6,
}

/// <summary>
/// Rows of <c>medication_due</c>: that something is due for somebody at a time, in a unit. Not what.
/// </summary>
internal static class DueRows
{
    /// <summary>How far ahead rows are made; opening the plan makes those that follow.</summary>
    public const int AheadDays = 7;

    private const string Insert =
        """
        INSERT INTO medication_due (patient_id, request_id, due_at, site, unit_id, state, version)
        VALUES (@patient, @request, @due, @site, @unit, @state, 1)
        ON CONFLICT (patient_id, request_id, due_at) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE medication_due SET state = @state, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at = @due AND state = 1
        """;

    private const string Stop =
        """
        UPDATE medication_due SET state = 6, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at >= @from AND state = 1
        """;

    private const string Unit =
        "SELECT MAX(unit_id) FROM medication_due WHERE patient_id = @patient AND request_id = @request";

    /// <summary>Adds doses; those that are there already stay as they are.</summary>
    public static async Task AddAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, short site, int unit,
        IEnumerable<PlannedDose> doses, CancellationToken stop)
    {
        foreach (PlannedDose dose in doses)
        {
            await RunAsync(
                connection, transaction, Insert, patient, dose.Line, dose.Due, DueState.Due, (site, unit), stop);
        }
    }

    /// <summary>Marks a dose; false when somebody has marked it already.</summary>
    public static async Task<bool> MarkAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId line, DateTimeOffset due,
        DueState state, short site, CancellationToken stop)
    {
        if (await RunAsync(connection, transaction, Update, patient, line, due, state, null, stop) == 1)
        {
            return true;
        }

        // Beyond what rows were made for: the primary key lets only one of two people in.
        int unit = await UnitOfAsync(connection, transaction, patient, line, stop);
        return await RunAsync(connection, transaction, Insert, patient, line, due, state, (site, unit), stop) == 1;
    }

    /// <summary>Takes back what is still due from a moment on.</summary>
    public static async Task StopAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId line, DateTimeOffset from,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Stop;
        command.Add("@patient", patient.Value);
        command.Add("@request", line.Value);
        command.Add("@from", from.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The unit that gives a line; 0 where no row says.</summary>
    public static async Task<int> UnitOfAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId line, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Unit;
        command.Add("@patient", patient.Value);
        command.Add("@request", line.Value);
        return await command.ExecuteScalarAsync(stop) is { } unit and not DBNull
            ? Convert.ToInt32(unit, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    private static async Task<int> RunAsync(
        DbConnection connection, DbTransaction? transaction, string sql, PatientId patient, EntryId line,
        DateTimeOffset due, DueState state, (short Site, int Unit)? place, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", patient.Value);
        command.Add("@request", line.Value);
        command.Add("@due", due.ToUnixTimeMilliseconds());
        command.Add("@state", (short)state);
        if (place is { } where)
        {
            command.Add("@site", where.Site);
            command.Add("@unit", where.Unit);
        }

        return await command.ExecuteNonQueryAsync(stop);
    }
}
