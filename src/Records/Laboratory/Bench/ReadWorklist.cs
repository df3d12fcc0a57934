using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>Which analyses a worklist shows.</summary>
public enum WorklistView : byte
{
    /// <summary>To be done, or waiting for technical validation.</summary>
    Open = 0,

    /// <summary>To be done: their tube is here.</summary>
    ToDo = 1,

    /// <summary>With a result that nobody has looked at.</summary>
    ToValidate = 2,

    /// <summary>To be done once more, held or blocked.</summary>
    Waiting = 3,
}

/// <summary>What a worklist is asked for.</summary>
/// <param name="LaboratoryId">The laboratory.</param>
/// <param name="View">Which analyses.</param>
/// <param name="Section">Only of this section; null for all.</param>
/// <param name="InstrumentId">Only what this analyser measured; 0 for all.</param>
/// <param name="UrgentOnly">Only urgent ones.</param>
/// <param name="OlderThanMinutes">Only tubes that came in at least so long ago; 0 for all.</param>
public sealed record WorklistQuery(
    int LaboratoryId, WorklistView View = WorklistView.Open, Section? Section = null, int InstrumentId = 0,
    bool UrgentOnly = false, int OlderThanMinutes = 0);

/// <summary>One analysis of a tube as a worklist shows it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Analysis">Code; null where it is labelled sensitive.</param>
/// <param name="Section">Part of the laboratory.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Hold">Why it waits.</param>
/// <param name="Attention">Whether somebody must look.</param>
public sealed record WorklistAnalysis(
    EntryId Task, string? Analysis, Section Section, AnalysisStatus Status, AnalysisHold Hold, Attention Attention);

/// <summary>One tube of a worklist: number, sex, age, no name.</summary>
public sealed record WorklistTube
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The tube.</summary>
    public required EntryId Specimen { get; init; }

    /// <summary>Its number.</summary>
    public required string Number { get; init; }

    /// <summary>Code of the container.</summary>
    public required string Container { get; init; }

    /// <summary>Sex and age.</summary>
    public required BenchPerson Person { get; init; }

    /// <summary>How soon.</summary>
    public required OrderPriority Priority { get; init; }

    /// <summary>Its open analyses.</summary>
    public required IReadOnlyList<WorklistAnalysis> Analyses { get; init; }

    /// <summary>Since when it is here.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the first of its results is promised.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>The most urgent attention of its analyses.</summary>
    public Attention Attention => Analyses.Max(one => one.Attention);

    /// <summary>Whether something of it is to be done.</summary>
    public bool IsToDo => Analyses.Any(one => one.Status == AnalysisStatus.Ready || one.Hold == AnalysisHold.Rerun);

    /// <summary>Whether something of it has a result that nobody has looked at.</summary>
    public bool IsToValidate => Analyses.Any(one => one.Status == AnalysisStatus.Resulted);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(WorklistTube);
}

/// <summary>A worklist.</summary>
/// <param name="Tubes">Urgent ones first, then by when they are due.</param>
/// <param name="IsTruncated">Whether there are more.</param>
/// <param name="Stamp">A text that changes when any of it does.</param>
public sealed record Worklist(IReadOnlyList<WorklistTube> Tubes, bool IsTruncated, string Stamp);

/// <summary>An analyser that a worklist can be narrowed to.</summary>
public sealed record WorklistInstrument(int Id, string Name);

/// <summary>Reads worklists of the bench: from rows alone, no person.</summary>
public sealed class ReadWorklist(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Tubes of one page.</summary>
    public const int MaxTubes = 500;

    /// <summary>Analysers to choose from.</summary>
    public const int MaxInstruments = 30;

    private const string OfLaboratory =
        """
        SELECT instrument_id, name FROM instrument
        WHERE site = @site AND laboratory_id = @laboratory AND is_active = 1 ORDER BY name, instrument_id LIMIT @limit
        """;

    private const int MaxRows = 12_000;

    private const string Filter =
        """
         FROM observation_task t
        JOIN specimen s ON s.patient_id = t.patient_id AND s.specimen_id = t.specimen_id
        WHERE t.site = @site AND t.laboratory_id = @laboratory AND t.status IN (2, 3)
          AND (@view = 0 OR (@view = 1 AND (t.status = 2 OR t.hold = 2)) OR (@view = 2 AND t.status = 3 AND t.hold <> 2)
            OR (@view = 3 AND t.hold <> 0))
          AND (@section = 0 OR t.section = @section) AND (@instrument = 0 OR t.instrument_id = @instrument)
          AND (@urgent = 0 OR t.priority = 2) AND (@until = 0 OR t.ready_at <= @until)
        """;

    private const string Rows =
        """
        SELECT t.patient_id, t.specimen_id, s.number, s.container, t.sex, t.age_days, t.priority, t.task_id, t.analysis,
               t.section, t.status, t.hold, t.attention, t.ready_at, t.registered_at, t.due_at
        """
        + Filter
        + """

        ORDER BY CASE t.priority WHEN 2 THEN 0 ELSE 1 END, t.due_at, t.patient_id, t.specimen_id, t.task_id
        LIMIT @limit
        """;

    private const string Counted = "SELECT COUNT(*), COALESCE(MAX(t.changed_at), 0), COALESCE(SUM(t.version), 0)" + Filter;

    /// <summary>The analysers of a laboratory that are in use.</summary>
    public async Task<IReadOnlyList<WorklistInstrument>> InstrumentsAsync(
        string siteCode, int laboratory, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return [];
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = OfLaboratory;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxInstruments);
        List<WorklistInstrument> found = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(reader.GetInt32(0), reader.GetString(1)));
        }

        return found;
    }

    /// <summary>Reads one.</summary>
    /// <param name="siteCode">The site.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<Worklist> RunAsync(
        string siteCode, WorklistQuery query, DateTimeOffset now, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return new([], false, "0");
        }

        await using DbConnection connection = await main.OpenAsync(stop);

        // The stamp first: what changes between both is drawn again.
        string stamp = await StampAsync(connection, site, query, now, stop);
        await using DbCommand command = Bound(connection, Rows, site, query, now);
        command.Add("@limit", MaxRows);
        Dictionary<(long, long), (WorklistTube First, List<WorklistAnalysis> All)> tubes = [];
        bool isTruncated = false;
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            (long, long) key = (reader.GetInt64(0), reader.GetInt64(1));
            if (!tubes.TryGetValue(key, out (WorklistTube First, List<WorklistAnalysis> All) tube))
            {
                if (tubes.Count == MaxTubes)
                {
                    isTruncated = true;
                    continue;
                }

                List<WorklistAnalysis> all = [];
                tube = (TubeOf(reader, all), all);
                tubes.Add(key, tube);
            }

            tube.All.Add(AnalysisOf(reader));
        }

        return new([.. tubes.Values.Select(one => InOrder(one.First, one.All))], isTruncated, stamp);
    }

    /// <summary>A text that changes when the list does.</summary>
    public async Task<string> StampAsync(
        string siteCode, WorklistQuery query, DateTimeOffset now, CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(siteCode, stop) is not { } site)
        {
            return "0";
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        return await StampAsync(connection, site, query, now, stop);
    }

    private static async Task<string> StampAsync(
        DbConnection connection, short site, WorklistQuery query, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = Bound(connection, Counted, site, query, now);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{reader.GetInt64(0)}-{reader.GetInt64(1)}-{Convert.ToInt64(reader.GetValue(2), CultureInfo.InvariantCulture)}");
    }

    private static DbCommand Bound(
        DbConnection connection, string sql, short site, WorklistQuery query, DateTimeOffset now)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@site", site);
        command.Add("@laboratory", query.LaboratoryId);
        command.Add("@view", (int)query.View);
        command.Add("@section", query.Section is { } section ? (int)section : 0);
        command.Add("@instrument", query.InstrumentId);
        command.Add("@urgent", query.UrgentOnly ? 1 : 0);
        command.Add(
            "@until",
            query.OlderThanMinutes > 0 ? now.AddMinutes(-query.OlderThanMinutes).ToUnixTimeMilliseconds() : 0L);
        return command;
    }

    private static WorklistTube InOrder(WorklistTube tube, List<WorklistAnalysis> analyses) =>
        tube with { Analyses = [.. analyses.OrderBy(one => ReportOrder.OfCode(one.Analysis))] };

    private static WorklistTube TubeOf(DbDataReader reader, List<WorklistAnalysis> analyses) => new()
    {
        Patient = new(reader.GetInt64(0)),
        Specimen = new(reader.GetInt64(1)),
        Number = reader.GetString(2),
        Container = reader.GetString(3),
        Person = new((LaboratorySex)reader.GetInt16(4), reader.GetInt32(5)),
        Priority = (OrderPriority)reader.GetInt16(6),
        Analyses = analyses,
        Since = reader.GetTime(13) ?? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(14)),
        Due = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(15)),
    };

    private static WorklistAnalysis AnalysisOf(DbDataReader reader) => new(
        new(reader.GetInt64(7)),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        (Section)reader.GetInt16(9),
        (AnalysisStatus)reader.GetInt16(10),
        (AnalysisHold)reader.GetInt16(11),
        (Attention)reader.GetInt16(12));
}
