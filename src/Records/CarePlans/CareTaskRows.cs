using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.CarePlans;

/// <summary>One care that is due, as a worklist routes it: no text.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Action">The plan's entry.</param>
/// <param name="Due">When.</param>
/// <param name="UnitId">Where.</param>
/// <param name="Status">1 due, 7 the patient is on leave, 8 the stay is over.</param>
public sealed record CareTaskRow(PatientId Patient, EntryId Action, DateTimeOffset Due, int UnitId, short Status = 1)
{
    /// <summary>Whether it waits for the patient, who is not here: it is neither due nor late.</summary>
    public bool IsWaiting => Status != 1;
}

/// <summary>A care of the worklist: where, how it stands, and who recorded it when.</summary>
internal sealed record CareTaskFound(int UnitId, short Status, ActorId? By, DateTimeOffset? At);

/// <summary>Somebody else recorded it first.</summary>
internal sealed class CareHandledException : Exception
{
    public CareHandledException()
        : base("the care was recorded by somebody else")
    {
    }
}

/// <summary>
/// The worklist of care. Each planned care that still holds has one row that is due; recording it turns that row and
/// writes the next, in the transaction that stores the record.
/// </summary>
internal static class CareTaskRows
{
    private const string Insert =
        """
        INSERT INTO care_task (patient_id, action_id, due_at, site, unit_id, status, handled_at, handled_by)
        VALUES (@patient, @action, @due, @site, @unit,
                CASE WHEN EXISTS (SELECT 1 FROM encounter WHERE patient_id = @patient AND status = 3)
                     THEN 7 ELSE @status END, NULL, NULL)
        """;

    private const string Turn =
        """
        UPDATE care_task SET status = @status, handled_at = @now, handled_by = @by
        WHERE patient_id = @patient AND action_id = @action AND due_at = @due
          AND status IN (1, 7, 8)
        """;

    private const string Select =
        """
        SELECT patient_id, action_id, due_at, unit_id, status, handled_at, handled_by FROM care_task
        WHERE patient_id = @patient AND action_id = @action AND due_at = @due
        """;

    private const string SelectDueOfPatient =
        """
        SELECT patient_id, action_id, due_at, unit_id, status FROM care_task
        WHERE patient_id = @patient AND status IN (1, 7, 8)
        ORDER BY due_at, action_id
        LIMIT @limit
        """;

    private const string SelectDueOfUnit =
        """
        SELECT patient_id, action_id, due_at, unit_id, status FROM care_task
        WHERE site = @site AND unit_id = @unit AND status = 1 AND due_at < @until
        ORDER BY due_at, action_id
        LIMIT @limit
        """;

    public static async Task<IReadOnlyList<CareTaskRow>> DueOfPatientAsync(
        DatabaseLocation main, PatientId patient, int limit, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = SelectDueOfPatient;
        command.Add("@patient", patient.Value);
        command.Add("@limit", limit);
        return await ReadAsync(command, stop);
    }

    public static async Task<IReadOnlyList<CareTaskRow>> DueOfUnitAsync(
        DatabaseLocation main, short site, int unit, DateTimeOffset until, int limit, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = SelectDueOfUnit;
        command.Add("@site", site);
        command.Add("@unit", unit);
        command.Add("@until", until.ToUnixTimeMilliseconds());
        command.Add("@limit", limit);
        return await ReadAsync(command, stop);
    }

    /// <summary>Who recorded a care, and when; null while it is due, or where there is none.</summary>
    public static async Task<CareTaskFound?> FindAsync(
        DatabaseLocation main, PatientId patient, EntryId action, DateTimeOffset due, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Select;
        Bind(command, patient, action, due);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        if (!await reader.ReadAsync(stop))
        {
            return null;
        }

        return await reader.IsDBNullAsync(5, stop)
            ? new(reader.GetInt32(3), reader.GetInt16(4), null, null)
            : new(reader.GetInt32(3), reader.GetInt16(4), new ActorId(reader.GetInt64(6)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)));
    }

    public static async System.Threading.Tasks.Task AddAsync(
        DbConnection connection, DbTransaction transaction, CareTaskRow row, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Insert;
        Bind(command, row.Patient, row.Action, row.Due);
        command.Add("@site", site);
        command.Add("@unit", row.UnitId);
        command.Add("@status", row.Status);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>It is handled, or stopped (status 5).</summary>
    /// <exception cref="CareHandledException">It was not due any more.</exception>
    public static async System.Threading.Tasks.Task TurnAsync(
        DbConnection connection, DbTransaction transaction, CareTaskRow row, int status, ActorId by, DateTimeOffset now,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Turn;
        Bind(command, row.Patient, row.Action, row.Due);
        command.Add("@status", (short)status);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new CareHandledException();
        }
    }

    private static void Bind(DbCommand command, PatientId patient, EntryId action, DateTimeOffset due)
    {
        command.Add("@patient", patient.Value);
        command.Add("@action", action.Value);
        command.Add("@due", due.ToUnixTimeMilliseconds());
    }

    private static async Task<IReadOnlyList<CareTaskRow>> ReadAsync(DbCommand command, CancellationToken stop)
    {
        List<CareTaskRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), reader.GetInt32(3), reader.GetInt16(4)));
        }

        return rows;
    }
}
