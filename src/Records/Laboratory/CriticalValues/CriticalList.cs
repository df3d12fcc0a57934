using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.CriticalValues;

/// <summary>What a page showed of a critical value: a call is about that, and nothing that came since.</summary>
/// <param name="Call">Version of the row about the call; 0 where there was none.</param>
/// <param name="Task">Version of the task.</param>
public readonly record struct CriticalSeen(int Call, int Task);

/// <summary>A critical value that somebody must be told: no value and no name.</summary>
public sealed record CriticalRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The task.</summary>
    public required EntryId Task { get; init; }

    /// <summary>The laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>The order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>Number of the order.</summary>
    public required string Number { get; init; }

    /// <summary>Number of the tube.</summary>
    public required string Tube { get; init; }

    /// <summary>Code of the analysis; null where it is sensitive.</summary>
    public string? Analysis { get; init; }

    /// <summary>Part of the laboratory.</summary>
    public required Section Section { get; init; }

    /// <summary>How soon the order was wanted.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Sex and age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>The unit that ordered; 0 from outside.</summary>
    public int WardId { get; init; }

    /// <summary>Who of the staff ordered.</summary>
    public ActorId? Requester { get; init; }

    /// <summary>Since when the value is critical: not since the first result.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>By when it must be told.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>How far it has gone: <see cref="CriticalSettings.LevelAt"/>.</summary>
    public int Level { get; init; }

    /// <summary>Calls without an answer.</summary>
    public int Attempts { get; init; }

    /// <summary>The last of them.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it was told and read back.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Who told it.</summary>
    public ActorId? ToldBy { get; init; }

    /// <summary>Of the row about the call; 0 where there is none yet.</summary>
    public int Version { get; init; }

    /// <summary>Of the task: with each step of it the value may be another.</summary>
    public required int TaskVersion { get; init; }

    /// <summary>What a page shows, for the call that it records.</summary>
    public CriticalSeen Seen => new(Version, TaskVersion);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(CriticalRow);
}

/// <summary>
/// The critical values of a laboratory. They are not raised by a step of their own that somebody could forget: whatever
/// result's row says "critical" is one, from the moment that it arrives or is judged so.
/// </summary>
public sealed class CriticalList(DatabaseLocation main, CriticalSettingRows settings)
{
    /// <summary>How long one that was told stays in the list; one that was not stays until it is.</summary>
    public const int ToldHours = 12;

    /// <summary>Values that are not told, and as many that were: where there are more, one more comes, and it is said.</summary>
    public const int MaxRows = 300;

    private const string Columns =
        """
        SELECT task.patient_id, task.task_id, task.request_id, request.number, tube.number, task.analysis, task.section,
            request.priority, task.sex, task.age_days, request.ward_id, request.requester_id, task.critical_at,
            call.attempts, call.last_attempt_at, task.told_at, call.told_by, call.version, task.laboratory_id,
            task.version, call.told_at
        FROM observation_task task
        JOIN laboratory_request request
            ON request.patient_id = task.patient_id AND request.request_id = task.request_id
        JOIN specimen tube ON tube.patient_id = task.patient_id AND tube.specimen_id = task.specimen_id
        LEFT JOIN critical_call call ON call.patient_id = task.patient_id AND call.task_id = task.task_id

        """;

    // One whose rerun is asked for keeps its value until there is another.
    private const string IsThere =
        "(task.status IN (3, 4, 5) OR task.hold = 4 OR (task.status = 2 AND task.hold = 2))";

    // The newest first: where there are more than the limit, what has just come is not what is cut off.
    private const string Open =
        Columns +
        "WHERE task.site = @site AND task.laboratory_id = @laboratory AND task.attention = 2 AND task.told_at = 0 AND "
        + IsThere + " ORDER BY task.critical_at DESC LIMIT @limit";

    private const string Told =
        Columns +
        "WHERE task.site = @site AND task.laboratory_id = @laboratory AND task.attention = 2 AND task.told_at > @since AND "
        + IsThere + " ORDER BY task.told_at DESC LIMIT @limit";

    private const string One =
        Columns + "WHERE task.patient_id = @patient AND task.task_id = @task AND task.attention = 2 AND " + IsThere;

    /// <summary>Those that are not told, longest due first, then those told within some hours.</summary>
    public async Task<IReadOnlyList<CriticalRow>> RunAsync(
        short site, int laboratory, DateTimeOffset now, CancellationToken stop)
    {
        CriticalSettings limits = await settings.OfAsync(site, laboratory, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        async Task<List<CriticalRow>> ListAsync(string sql, DateTimeOffset? toldSince = null)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.Add("@site", site);
            command.Add("@laboratory", laboratory);
            command.Add("@limit", MaxRows + 1);
            if (toldSince is { } since)
            {
                command.Add("@since", since.ToUnixTimeMilliseconds());
            }

            List<CriticalRow> rows = [];
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                rows.Add(Read(reader, limits, now));
            }

            return rows;
        }

        List<CriticalRow> open = await ListAsync(Open);
        return [.. open.OrderBy(row => row.DueAt), .. await ListAsync(Told, now.AddHours(-ToldHours))];
    }

    /// <summary>One of them, of one of these laboratories; null where there is none.</summary>
    public async Task<CriticalRow?> FindAsync(
        short site, IReadOnlyCollection<int> laboratories, PatientId patient, EntryId task, DateTimeOffset now,
        CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        if (await PlaceAsync(connection, patient, task, stop) is not { } here
            || here.Site != site
            || !laboratories.Contains(here.Laboratory))
        {
            return null;
        }

        CriticalSettings limits = await settings.OfAsync(site, here.Laboratory, stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = One;
        command.Add("@patient", patient.Value);
        command.Add("@task", task.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? Read(reader, limits, now) : null;
    }

    private static async Task<(short Site, int Laboratory)?> PlaceAsync(
        DbConnection connection, PatientId patient, EntryId task, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT site, laboratory_id FROM observation_task WHERE patient_id = @patient AND task_id = @task";
        command.Add("@patient", patient.Value);
        command.Add("@task", task.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? (reader.GetInt16(0), reader.GetInt32(1)) : null;
    }

    private static CriticalRow Read(DbDataReader reader, CriticalSettings limits, DateTimeOffset now)
    {
        string? analysis = reader.IsDBNull(5) ? null : reader.GetString(5);
        OrderPriority priority = (OrderPriority)reader.GetInt16(7);
        DateTimeOffset raised = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(12));
        DateTimeOffset due = limits.DueAt(raised, priority, analysis);
        bool hasCall = !reader.IsDBNull(17);
        DateTimeOffset? told = reader.GetTime(15);

        // Those who did not answer were called about a value that somebody else was told since.
        bool isOfBefore = hasCall && told is null && reader.GetTime(20) is not null;
        return new()
        {
            Patient = new(reader.GetInt64(0)),
            Task = new(reader.GetInt64(1)),
            LaboratoryId = reader.GetInt32(18),
            Request = new(reader.GetInt64(2)),
            Number = reader.GetString(3),
            Tube = reader.GetString(4),
            Analysis = analysis,
            Section = (Section)reader.GetInt16(6),
            Priority = priority,
            Person = new((LaboratorySex)reader.GetInt16(8), reader.GetInt32(9)),
            WardId = reader.GetInt32(10),
            Requester = reader.GetNumber(11) is long requester ? new(requester) : null,
            RaisedAt = raised,
            DueAt = due,
            Level = told is null ? limits.LevelAt(due, now) : 0,
            Attempts = hasCall && !isOfBefore ? reader.GetInt16(13) : 0,
            LastAttemptAt = hasCall && !isOfBefore ? reader.GetTime(14) : null,
            ToldAt = told,
            ToldBy = told is not null && hasCall && reader.GetNumber(16) is long by ? new(by) : null,
            Version = hasCall ? reader.GetInt32(17) : 0,
            TaskVersion = reader.GetInt32(19),
        };
    }
}
