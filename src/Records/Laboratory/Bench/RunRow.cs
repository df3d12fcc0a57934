using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Bench;

/// <summary>Which determination of a task counts.</summary>
public enum RunState : byte
{
    /// <summary>Arrived; nobody has chosen.</summary>
    Arrived = 1,

    /// <summary>The one that counts.</summary>
    Kept = 2,

    /// <summary>Not to be used; why stands in the sealed Observation.</summary>
    Rejected = 3,

    /// <summary>What the record shows while the culture goes on.</summary>
    Provisional = 4,
}

/// <summary>One determination of a task, from an instrument or by hand. Its value is sealed.</summary>
public sealed record RunRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The sealed Observation.</summary>
    public required EntryId Entry { get; init; }

    /// <summary>Of which task.</summary>
    public required EntryId Task { get; init; }

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The instrument; 0 by hand.</summary>
    public int InstrumentId { get; init; }

    /// <summary>Whether it counts.</summary>
    public required RunState State { get; init; }

    /// <summary>Whether somebody must look.</summary>
    public Attention Attention { get; init; }

    /// <summary>When it was determined.</summary>
    public required DateTimeOffset ResultedAt { get; init; }

    /// <summary>Who typed it; null from an instrument.</summary>
    public ActorId? RecordedBy { get; init; }

    /// <summary>Of the sealed Observation.</summary>
    public int EntryVersion { get; init; } = 1;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RunRow);
}

/// <summary>Determinations as rows.</summary>
public static class RunRows
{
    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        "patient_id, entry_id, task_id, site, instrument_id, state, attention, resulted_at, recorded_by, entry_version";

    /// <summary>Inserts a determination.</summary>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, RunRow row, CancellationToken stop)
    {
        await using DbCommand command = Inserting(connection, transaction, row);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>The statement that inserts a determination.</summary>
    public static DbCommand Inserting(DbConnection connection, DbTransaction? transaction, RunRow row)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT INTO observation_run (" + Columns + ")"
            + """

            VALUES (@patient, @entry, @task, @site, @instrument, @state, @attention, @resulted, @by, @version)
            """;
        command.Add("@patient", row.Patient.Value);
        command.Add("@entry", row.Entry.Value);
        command.Add("@task", row.Task.Value);
        command.Add("@site", row.Site);
        command.Add("@instrument", row.InstrumentId);
        command.Add("@state", (short)row.State);
        command.Add("@attention", (short)row.Attention);
        command.Add("@resulted", row.ResultedAt.ToUnixTimeMilliseconds());
        command.Add("@by", row.RecordedBy?.Value ?? 0);
        command.Add("@version", row.EntryVersion);
        return command;
    }

    /// <summary>Chooses or rejects a determination whose Observation got a new version; false where somebody was first.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="changed">The row with its new state and the Observation's new version, one above the one read.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<bool> UpdateAsync(
        DbConnection connection, DbTransaction? transaction, RunRow changed, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE observation_run SET state = @state, attention = @attention, entry_version = @version
            WHERE patient_id = @patient AND entry_id = @entry AND entry_version = @version - 1
            """;
        command.Add("@state", (short)changed.State);
        command.Add("@attention", (short)changed.Attention);
        command.Add("@version", changed.EntryVersion);
        command.Add("@patient", changed.Patient.Value);
        command.Add("@entry", changed.Entry.Value);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>The determinations of an order's tasks, oldest first.</summary>
    public static async Task<List<RunRow>> OfRequestAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId request, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "SELECT " + Columns
            + """
             FROM observation_run
            WHERE patient_id = @patient AND task_id IN (
                SELECT task_id FROM observation_task WHERE patient_id = @patient AND request_id = @request)
            ORDER BY resulted_at, entry_id
            """;
        command.Add("@patient", patient.Value);
        command.Add("@request", request.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<RunRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>A row in the order of <see cref="Columns"/>.</summary>
    public static RunRow Read(DbDataReader reader) =>
        new()
        {
            Patient = new(reader.GetInt64(0)),
            Entry = new(reader.GetInt64(1)),
            Task = new(reader.GetInt64(2)),
            Site = reader.GetInt16(3),
            InstrumentId = reader.GetInt32(4),
            State = (RunState)reader.GetInt16(5),
            Attention = (Attention)reader.GetInt16(6),
            ResultedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)),
            RecordedBy = reader.GetNumber(8) is long by ? new(by) : null,
            EntryVersion = reader.GetInt32(9),
        };
}
