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

    /// <summary>The patient is on leave then: nobody waits for it, and nobody missed it.</summary>
    Away = 7,

    /// <summary>The stay is over by then.</summary>
    Over = 8,
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

    // Who is on leave is due again when she returns: the movement says so to these rows.
    private const string AddDue =
        """
        INSERT INTO medication_due (patient_id, request_id, due_at, site, unit_id, state, version)
        VALUES (@patient, @request, @due, @site, @unit,
                CASE WHEN EXISTS (SELECT 1 FROM encounter WHERE patient_id = @patient AND status = 3)
                     THEN 7 ELSE @state END, 1)
        ON CONFLICT (patient_id, request_id, due_at) DO UPDATE SET state = excluded.state,
            version = medication_due.version + 1
            WHERE medication_due.state = 6 AND @again = 1
        """;

    private const string Update =
        """
        UPDATE medication_due SET state = @state, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at = @due
          AND state IN (1, 7, 8)
        """;

    private const string Reopen =
        """
        UPDATE medication_due SET state = @state, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at = @due AND state IN (2, 3, 4, 5)
        """;

    private const string TakeBack =
        """
        UPDATE medication_due SET state = 6, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at = @due AND state NOT IN (2, 3, 4, 5)
        """;

    private const string IsThere =
        """
        SELECT COUNT(*) FROM medication_due
        WHERE patient_id = @patient AND request_id = @request AND due_at = @due
        """;

    private const string Stop =
        """
        UPDATE medication_due SET state = 6, version = version + 1
        WHERE patient_id = @patient AND request_id = @request AND due_at >= @from
          AND state IN (1, 7, 8)
        """;

    // Where the patient lies; otherwise where the line was given last.
    private const string Unit =
        """
        SELECT unit_id FROM (
            SELECT e.unit_id AS unit_id, 0 AS place_rank, e.changed_at AS since FROM encounter e
            JOIN open_stay o ON o.patient_id = e.patient_id AND o.encounter_id = e.encounter_id
            WHERE e.patient_id = @patient
            UNION ALL
            SELECT unit_id, 1 AS place_rank, due_at AS since FROM medication_due
            WHERE patient_id = @patient AND request_id = @request
        ) AS places
        ORDER BY place_rank, since DESC
        LIMIT 1
        """;

    /// <summary>Adds doses; those that are there already stay as they are.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="site">The site.</param>
    /// <param name="unit">The unit that gives them.</param>
    /// <param name="doses">The doses.</param>
    /// <param name="stop">Cancels.</param>
    /// <param name="again">Whether one that was taken back is due again.</param>
    public static async Task AddAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, short site, int unit,
        IEnumerable<PlannedDose> doses, CancellationToken stop, bool again = false)
    {
        foreach (PlannedDose dose in doses)
        {
            await using DbCommand command = Command(
                connection, transaction, AddDue, patient, dose.Line, dose.Due, DueState.Due, (site, unit));
            command.Add("@again", again ? 1 : 0);
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    /// <summary>A dose that was noted is open again.</summary>
    public static Task<int> ReopenAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId line, DateTimeOffset due,
        DueState state, CancellationToken stop) =>
        RunAsync(connection, transaction, Reopen, patient, line, due, state, null, stop);

    /// <summary>Takes back a dose that nobody noted; false when somebody has.</summary>
    public static async Task<bool> TakeBackAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId line, DateTimeOffset due,
        CancellationToken stop)
    {
        if (await RunAsync(connection, transaction, TakeBack, patient, line, due, null, null, stop) == 1)
        {
            return true;
        }

        await using DbCommand command = Command(connection, transaction, IsThere, patient, line, due, null, null);
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) == 0;
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
        DateTimeOffset due, DueState? state, (short Site, int Unit)? place, CancellationToken stop)
    {
        await using DbCommand command = Command(connection, transaction, sql, patient, line, due, state, place);
        return await command.ExecuteNonQueryAsync(stop);
    }

    private static DbCommand Command(
        DbConnection connection, DbTransaction? transaction, string sql, PatientId patient, EntryId line,
        DateTimeOffset due, DueState? state, (short Site, int Unit)? place)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", patient.Value);
        command.Add("@request", line.Value);
        command.Add("@due", due.ToUnixTimeMilliseconds());
        if (state is { } stands)
        {
            command.Add("@state", (short)stands);
        }

        if (place is { } where)
        {
            command.Add("@site", where.Site);
            command.Add("@unit", where.Unit);
        }

        return command;
    }
}
