using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Bench;

/// <summary>Where one analysis of an order stands. Reports and charts use FHIR's status of the Observation.</summary>
public enum AnalysisStatus : byte
{
    /// <summary>Its tube is not here yet: FHIR's <c>registered</c>.</summary>
    Registered = 1,

    /// <summary>Its tube is here, and it is to be done.</summary>
    Ready = 2,

    /// <summary>There is a result, which nobody has looked at.</summary>
    Resulted = 3,

    /// <summary>Technically validated: FHIR's <c>preliminary</c>.</summary>
    Technical = 4,

    /// <summary>Validated by a biologist or by a rule: FHIR's <c>final</c>, <c>amended</c> or <c>corrected</c>.</summary>
    Final = 5,

    /// <summary>Not to be done.</summary>
    Cancelled = 6,
}

/// <summary>Why an analysis waits.</summary>
public enum AnalysisHold : byte
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>A biologist holds it.</summary>
    Held = 1,

    /// <summary>It is to be done once more.</summary>
    Rerun = 2,

    /// <summary>A control or a contradiction blocks it.</summary>
    Blocked = 3,

    /// <summary>A provisional result is given out; the culture goes on.</summary>
    Growing = 4,
}

/// <summary>One analysis of one order as worklists route it.</summary>
public sealed record TaskRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The task.</summary>
    public required EntryId Task { get; init; }

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>Of which order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>From which tube.</summary>
    public required EntryId Specimen { get; init; }

    /// <summary>Code in the catalogue; null where the analysis is labelled sensitive.</summary>
    public string? Analysis { get; init; }

    /// <summary>Blind token of tube number and code, by which an instrument's result finds a sensitive one; else 0.</summary>
    public long AnalysisToken { get; init; }

    /// <summary>Whether it is labelled sensitive.</summary>
    public bool IsSensitive => Analysis is null;

    /// <summary>Which part of the laboratory.</summary>
    public required Section Section { get; init; }

    /// <summary>Where it stands.</summary>
    public required AnalysisStatus Status { get; init; }

    /// <summary>Why it waits.</summary>
    public AnalysisHold Hold { get; init; }

    /// <summary>Whether somebody must look.</summary>
    public Attention Attention { get; init; }

    /// <summary>How soon.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Sex and age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>The instrument of the run that counts; 0 none or by hand.</summary>
    public int InstrumentId { get; init; }

    /// <summary>When it was ordered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When its tube came in.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When the first result came.</summary>
    public DateTimeOffset? ResultedAt { get; init; }

    /// <summary>When it was technically validated.</summary>
    public DateTimeOffset? TechnicalAt { get; init; }

    /// <summary>By whom.</summary>
    public ActorId? TechnicalBy { get; init; }

    /// <summary>When it was last biologically validated; with a provisional result, before it is final.</summary>
    public DateTimeOffset? FinalAt { get; init; }

    /// <summary>By whom; null with a time: by a rule.</summary>
    public ActorId? FinalBy { get; init; }

    /// <summary>When the result is promised.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Last change.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Of the row.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(TaskRow);
}

/// <summary>Tasks as rows.</summary>
public static class TaskRows
{
    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        """
        patient_id, task_id, site, laboratory_id, request_id, specimen_id, analysis, analysis_token, section, status, hold,
        attention, priority, sex, age_days, instrument_id, registered_at, ready_at, resulted_at, technical_at, technical_by,
        final_at, final_by, due_at, changed_at, version
        """;

    private const string Insert =
        "INSERT INTO observation_task (" + Columns + ")"
        + """

        VALUES (@patient, @task, @site, @laboratory, @request, @specimen, @analysis, @token, @section, @status, @hold,
            @attention, @priority, @sex, @age, @instrument, @registered, @ready, @resulted, @technical, @technician,
            @final, @biologist, @due, @changed, @version)
        """;

    private const string Update =
        """
        UPDATE observation_task SET specimen_id = @specimen, status = @status, hold = @hold, attention = @attention,
            priority = @priority, instrument_id = @instrument, ready_at = @ready, resulted_at = @resulted,
            technical_at = @technical, technical_by = @technician, final_at = @final, final_by = @biologist,
            due_at = @due, changed_at = @changed, version = version + 1
        WHERE patient_id = @patient AND task_id = @task AND version = @version
        """;

    private const string OfRequest =
        "SELECT " + Columns
        + " FROM observation_task WHERE patient_id = @patient AND request_id = @value ORDER BY task_id";

    private const string OfSpecimen =
        "SELECT " + Columns
        + " FROM observation_task WHERE patient_id = @patient AND specimen_id = @value ORDER BY task_id";

    /// <summary>Inserts a task.</summary>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, TaskRow row, CancellationToken stop)
    {
        await using DbCommand command = Bound(connection, transaction, Insert, row);
        command.Add("@site", row.Site);
        command.Add("@laboratory", row.LaboratoryId);
        command.Add("@request", row.Request.Value);
        command.Add("@analysis", row.Analysis);
        command.Add("@token", row.AnalysisToken);
        command.Add("@section", (short)row.Section);
        command.Add("@sex", (short)row.Person.Sex);
        command.Add("@age", row.Person.AgeDays);
        command.Add("@registered", row.RegisteredAt.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Stores a step; false where somebody was first, and nothing is changed.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="changed">The row as read, with what changes; its version is the one that was read.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<bool> UpdateAsync(
        DbConnection connection, DbTransaction? transaction, TaskRow changed, CancellationToken stop)
    {
        await using DbCommand command = Updating(connection, transaction, changed);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>The statement of <see cref="UpdateAsync"/>: it changes one row, or none where somebody was first.</summary>
    public static DbCommand Updating(DbConnection connection, DbTransaction? transaction, TaskRow changed) =>
        Bound(connection, transaction, Update, changed);

    /// <summary>The tasks of an order.</summary>
    public static Task<List<TaskRow>> OfRequestAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId request, CancellationToken stop) =>
        ListAsync(connection, transaction, OfRequest, patient, request, stop);

    /// <summary>The tasks of a tube.</summary>
    public static Task<List<TaskRow>> OfSpecimenAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId specimen, CancellationToken stop) =>
        ListAsync(connection, transaction, OfSpecimen, patient, specimen, stop);

    /// <summary>A row in the order of <see cref="Columns"/>.</summary>
    public static TaskRow Read(DbDataReader reader) =>
        new()
        {
            Patient = new(reader.GetInt64(0)),
            Task = new(reader.GetInt64(1)),
            Site = reader.GetInt16(2),
            LaboratoryId = reader.GetInt32(3),
            Request = new(reader.GetInt64(4)),
            Specimen = new(reader.GetInt64(5)),
            Analysis = reader.IsDBNull(6) ? null : reader.GetString(6),
            AnalysisToken = reader.GetInt64(7),
            Section = (Section)reader.GetInt16(8),
            Status = (AnalysisStatus)reader.GetInt16(9),
            Hold = (AnalysisHold)reader.GetInt16(10),
            Attention = (Attention)reader.GetInt16(11),
            Priority = (OrderPriority)reader.GetInt16(12),
            Person = new((LaboratorySex)reader.GetInt16(13), reader.GetInt32(14)),
            InstrumentId = reader.GetInt32(15),
            RegisteredAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(16)),
            ReadyAt = reader.GetTime(17),
            ResultedAt = reader.GetTime(18),
            TechnicalAt = reader.GetTime(19),
            TechnicalBy = reader.GetNumber(20) is long technician ? new(technician) : null,
            FinalAt = reader.GetTime(21),
            FinalBy = reader.GetNumber(22) is long biologist ? new(biologist) : null,
            DueAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(23)),
            ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(24)),
            Version = reader.GetInt32(25),
        };

    private static async Task<List<TaskRow>> ListAsync(
        DbConnection connection, DbTransaction? transaction, string sql, PatientId patient, EntryId value,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", patient.Value);
        command.Add("@value", value.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<TaskRow> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    private static DbCommand Bound(DbConnection connection, DbTransaction? transaction, string sql, TaskRow row)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", row.Patient.Value);
        command.Add("@task", row.Task.Value);
        command.Add("@specimen", row.Specimen.Value);
        command.Add("@status", (short)row.Status);
        command.Add("@hold", (short)row.Hold);
        command.Add("@attention", (short)row.Attention);
        command.Add("@priority", (short)row.Priority);
        command.Add("@instrument", row.InstrumentId);
        command.Add("@ready", RowTime.Of(row.ReadyAt));
        command.Add("@resulted", RowTime.Of(row.ResultedAt));
        command.Add("@technical", RowTime.Of(row.TechnicalAt));
        command.Add("@technician", row.TechnicalBy?.Value ?? 0);
        command.Add("@final", RowTime.Of(row.FinalAt));
        command.Add("@biologist", row.FinalBy?.Value ?? 0);
        command.Add("@due", row.DueAt.ToUnixTimeMilliseconds());
        command.Add("@changed", row.ChangedAt.ToUnixTimeMilliseconds());
        command.Add("@version", row.Version);
        return command;
    }
}
