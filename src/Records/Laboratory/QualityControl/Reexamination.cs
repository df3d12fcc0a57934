using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>A patient's determination made while a control was out, by the tube's number.</summary>
public sealed record ReexaminedRun(
    PatientId Patient, EntryId Entry, EntryId Specimen, string Tube, DateTimeOffset ResultedAt, AnalysisStatus Status,
    RunState State, ReviewOutcome? Outcome, DateTimeOffset? ReviewedAt, ActorId? ReviewedBy);

/// <summary>A block and the determinations that it casts doubt on.</summary>
/// <param name="Block">The block.</param>
/// <param name="From">From the last good control on.</param>
/// <param name="Until">Until a good one came, or now.</param>
/// <param name="Runs">Newest first.</param>
/// <param name="IsCut">Whether there are more than are shown.</param>
public sealed record ReexaminationList(
    ControlBlock Block, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<ReexaminedRun> Runs, bool IsCut);

/// <summary>
/// Which results went out since the last good control: tube numbers and states from rows, nobody's name or value. Who has
/// looked at one again marks it.
/// </summary>
public sealed class Reexamination(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Determinations on one list.</summary>
    public const int MaxRuns = 500;

    /// <summary>How far back it goes where no good control is known.</summary>
    public static readonly TimeSpan FurthestBack = TimeSpan.FromDays(7);

    private const string OfBlock =
        """
        SELECT b.instrument_id, b.analysis, b.level_id, b.first_result_id, b.result_id, b.last_good_at, b.blocked_at,
               b.action_id, b.good_result_id, b.released_at, COALESCE(r.measured_at, 0)
        FROM control_block b
        LEFT JOIN control_result r ON r.site = b.site AND r.result_id = b.good_result_id
        WHERE b.site = @site AND b.block_id = @block
        """;

    // A sensitive analysis has no code in rows: those of the instrument are listed where it is the one controlled.
    private const string Runs =
        """
        SELECT r.patient_id, r.entry_id, t.specimen_id, s.number, r.resulted_at, t.status, r.state, c.outcome,
               c.reviewed_at, c.reviewed_by
        FROM observation_run r
        JOIN observation_task t ON t.patient_id = r.patient_id AND t.task_id = r.task_id
        JOIN specimen s ON s.patient_id = t.patient_id AND s.specimen_id = t.specimen_id
        LEFT JOIN control_review c
            ON c.patient_id = r.patient_id AND c.entry_id = r.entry_id AND c.block_id = @block
        WHERE r.site = @site AND r.instrument_id = @instrument AND r.resulted_at > @from AND r.resulted_at <= @until
          AND (t.analysis = @analysis OR (@sensitive = 1 AND t.analysis IS NULL)) AND r.state <> 3
        ORDER BY r.resulted_at DESC, r.entry_id
        LIMIT @limit
        """;

    private const string Mark =
        """
        INSERT INTO control_review (patient_id, entry_id, block_id, site, outcome, reviewed_at, reviewed_by)
        SELECT r.patient_id, r.entry_id, @block, r.site, @outcome, @now, @by
        FROM observation_run r
        WHERE r.patient_id = @patient AND r.entry_id = @entry AND r.site = @site
        ON CONFLICT (patient_id, entry_id, block_id) DO NOTHING
        """;

    /// <summary>The list of a block; null where there is no such block.</summary>
    /// <param name="siteCode">Site.</param>
    /// <param name="block">The block.</param>
    /// <param name="isSensitive">Whether an analysis of that code is labelled sensitive.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<ReexaminationList?> RunAsync(
        string siteCode, long block, Func<string, bool> isSensitive, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        if (await BlockAsync(connection, site, block, stop) is not { } of)
        {
            return null;
        }

        DateTimeOffset from = of.Block.LastGoodAt ?? of.Block.BlockedAt - FurthestBack;
        DateTimeOffset until = of.GoodAt ?? clock.GetUtcNow();
        await using DbCommand command = connection.Ask(
            null, Runs, ("@site", site), ("@block", block), ("@instrument", of.Block.InstrumentId),
            ("@analysis", of.Block.Analysis), ("@sensitive", (short)(isSensitive(of.Block.Analysis) ? 1 : 0)),
            ("@from", from.ToUnixTimeMilliseconds()), ("@until", until.ToUnixTimeMilliseconds()),
            ("@limit", MaxRuns + 1));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ReexaminedRun> runs = [];
        while (await reader.ReadAsync(stop))
        {
            bool isReviewed = !await reader.IsDBNullAsync(7, stop);
            runs.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), new(reader.GetInt64(2)), reader.GetString(3),
                reader.GetInstant(4), (AnalysisStatus)reader.GetInt16(5), (RunState)reader.GetInt16(6),
                isReviewed ? (ReviewOutcome)reader.GetInt16(7) : null, isReviewed ? reader.GetTime(8) : null,
                isReviewed ? new ActorId(reader.GetInt64(9)) : null));
        }

        bool isCut = runs.Count > MaxRuns;
        return new(of.Block, from, until, isCut ? runs[..MaxRuns] : runs, isCut);
    }

    /// <summary>Marks a determination; who comes second changes nothing. False where nothing was marked.</summary>
    public async Task<bool> MarkAsync(
        string siteCode, long block, PatientId patient, EntryId entry, ReviewOutcome outcome, ActorId by,
        CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        if (await BlockAsync(connection, site, block, stop) is null)
        {
            return false;
        }

        await using DbCommand command = connection.Ask(
            null, Mark, ("@site", site), ("@block", block), ("@patient", patient.Value), ("@entry", entry.Value),
            ("@outcome", (short)outcome), ("@now", clock.GetUtcNow().ToUnixTimeMilliseconds()), ("@by", by.Value));
        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1;
    }

    private static async Task<(ControlBlock Block, DateTimeOffset? GoodAt)?> BlockAsync(
        DbConnection connection, short site, long block, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(null, OfBlock, ("@site", site), ("@block", block));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? (new(
                block, reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.GetInt64(4), reader.GetTime(5), reader.GetInstant(6), reader.GetInt64(7) != 0,
                reader.GetInt64(8) != 0, reader.GetTime(9)), reader.GetTime(10))
            : null;
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
}
