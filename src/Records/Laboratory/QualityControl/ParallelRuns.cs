using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What changes its lot. Numbers stand in rows.</summary>
public enum ParallelKind : byte
{
    /// <summary>Reagent.</summary>
    Reagent = 1,

    /// <summary>Calibrator.</summary>
    Calibrator = 2,

    /// <summary>Control material.</summary>
    Control = 3,
}

/// <summary>A change of lot to begin.</summary>
/// <param name="InstrumentId">Where.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Kind">What changes.</param>
/// <param name="Name">Its name.</param>
/// <param name="OldLot">Lot in use.</param>
/// <param name="NewLot">Lot to come.</param>
/// <param name="LimitPercent">Mean difference that is accepted, above 0.</param>
public sealed record ParallelDraft(
    int InstrumentId, string Analysis, ParallelKind Kind, string Name, string OldLot, string NewLot,
    decimal LimitPercent);

/// <summary>A sample measured with both lots: a control or a pool, never a person's number.</summary>
public sealed record ParallelPair(string Sample, decimal OldValue, decimal NewValue, ActorId RecordedBy);

/// <summary>What was decided of a new lot.</summary>
public sealed record ParallelDecision(bool IsAccepted, string Comment, DateTimeOffset DecidedAt, ActorId DecidedBy);

/// <summary>A change of lot with its pairs.</summary>
public sealed record ParallelRun(
    long Id, ParallelDraft Draft, DateTimeOffset BegunAt, ActorId BegunBy, IReadOnlyList<ParallelPair> Pairs,
    ParallelDecision? Decision)
{
    /// <summary>Fewest pairs that a decision is built upon.</summary>
    public const int LeastPairs = 5;

    /// <summary>Mean of the pairs' differences, new against old, in per cent of old; null where there is none.</summary>
    public decimal? MeanDifferencePercent
    {
        get
        {
            decimal[] differences =
                [.. Pairs.Where(one => one.OldValue != 0).Select(one => 100 * (one.NewValue - one.OldValue) / one.OldValue)];
            return differences.Length == 0 ? null : Math.Round(differences.Average(), 2);
        }
    }

    /// <summary>Whether enough was measured and the mean difference lies within the limit.</summary>
    public bool IsWithin =>
        Pairs.Count >= LeastPairs && MeanDifferencePercent is { } mean && Math.Abs(mean) <= Draft.LimitPercent;
}

/// <summary>Changes of lot: the old and the new one measured side by side. Decisions are made once and stay.</summary>
public sealed class ParallelRuns(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Changes that a page shows, the newest.</summary>
    public const int MaxRuns = 100;

    /// <summary>Pairs of one.</summary>
    public const int MaxPairs = 100;

    private const string Begin =
        """
        INSERT INTO parallel_run (site, parallel_id, instrument_id, analysis, kind, name, old_lot, new_lot, limit_percent,
                                  begun_at, begun_by)
        VALUES (@site, @id, @instrument, @analysis, @kind, @name, @old, @new, @limit, @now, @by)
        """;

    private const string AddPair =
        """
        INSERT INTO parallel_pair (site, parallel_id, pair_id, sample, old_value, new_value, recorded_at, recorded_by)
        SELECT p.site, p.parallel_id, @pair, @sample, @old, @new, @now, @by
        FROM parallel_run p
        WHERE p.site = @site AND p.parallel_id = @id
          AND NOT EXISTS (SELECT 1 FROM parallel_decision d WHERE d.site = p.site AND d.parallel_id = p.parallel_id)
          AND (SELECT COUNT(*) FROM parallel_pair q WHERE q.site = p.site AND q.parallel_id = p.parallel_id) < @most
        """;

    private const string Decide =
        """
        INSERT INTO parallel_decision (site, parallel_id, is_accepted, comment, decided_at, decided_by)
        SELECT p.site, p.parallel_id, @accepted, @comment, @now, @by
        FROM parallel_run p WHERE p.site = @site AND p.parallel_id = @id
        ON CONFLICT (site, parallel_id) DO NOTHING
        """;

    private const string List =
        """
        SELECT p.parallel_id, p.instrument_id, p.analysis, p.kind, p.name, p.old_lot, p.new_lot, p.limit_percent, p.begun_at,
               p.begun_by, d.is_accepted, d.comment, d.decided_at, d.decided_by
        FROM parallel_run p
        LEFT JOIN parallel_decision d ON d.site = p.site AND d.parallel_id = p.parallel_id
        WHERE p.site = @site ORDER BY p.begun_at DESC LIMIT @limit
        """;

    private const string Pairs =
        """
        SELECT parallel_id, sample, old_value, new_value, recorded_by FROM parallel_pair
        WHERE site = @site ORDER BY recorded_at, pair_id
        """;

    /// <summary>Begins one.</summary>
    public Task BeginAsync(string siteCode, ParallelDraft draft, ActorId by, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draft.LimitPercent, nameof(draft));
        return WriteAsync(
            siteCode, Begin, OpaqueId.Draw(), by, stop, ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis), ("@kind", (short)draft.Kind), ("@name", draft.Name),
            ("@old", draft.OldLot), ("@new", draft.NewLot), ("@limit", draft.LimitPercent.Text()));
    }

    /// <summary>Adds a pair; false where it was decided already, or has as many as it may.</summary>
    public async Task<bool> AddPairAsync(
        string siteCode, long run, string sample, decimal oldValue, decimal newValue, ActorId by,
        CancellationToken stop) =>
        await WriteAsync(
            siteCode, AddPair, run, by, stop, ("@pair", OpaqueId.Draw()), ("@sample", sample),
            ("@old", oldValue.Text()), ("@new", newValue.Text()), ("@most", MaxPairs)) == 1;

    /// <summary>Accepts or refuses the new lot, once; false where somebody was first.</summary>
    public async Task<bool> DecideAsync(
        string siteCode, long run, bool isAccepted, string comment, ActorId by, CancellationToken stop) =>
        await WriteAsync(
            siteCode, Decide, run, by, stop, ("@accepted", (short)(isAccepted ? 1 : 0)), ("@comment", comment)) == 1;

    /// <summary>The newest changes with their pairs.</summary>
    public async Task<IReadOnlyList<ParallelRun>> ListAsync(string siteCode, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        Dictionary<long, List<ParallelPair>> pairs = [];
        await using (DbCommand ask = connection.Ask(null, Pairs, ("@site", site)))
        {
            await using DbDataReader pair = await ask.ExecuteReaderAsync(stop);
            while (await pair.ReadAsync(stop))
            {
                if (!pairs.TryGetValue(pair.GetInt64(0), out List<ParallelPair>? own))
                {
                    pairs.Add(pair.GetInt64(0), own = []);
                }

                own.Add(new(
                    pair.GetString(1), pair.GetDecimalText(2) ?? 0, pair.GetDecimalText(3) ?? 0, new(pair.GetInt64(4))));
            }
        }

        await using DbCommand command = connection.Ask(null, List, ("@site", site), ("@limit", MaxRuns));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ParallelRun> runs = [];
        while (await reader.ReadAsync(stop))
        {
            runs.Add(new(
                reader.GetInt64(0),
                new(
                    reader.GetInt32(1), reader.GetString(2), (ParallelKind)reader.GetInt16(3), reader.GetString(4),
                    reader.GetString(5), reader.GetString(6), reader.GetDecimalText(7) ?? 0),
                reader.GetInstant(8), new ActorId(reader.GetInt64(9)),
                pairs.GetValueOrDefault(reader.GetInt64(0)) ?? [],
                await reader.IsDBNullAsync(10, stop)
                    ? null
                    : new(
                        reader.GetInt16(10) != 0, reader.GetString(11), reader.GetInstant(12),
                        new ActorId(reader.GetInt64(13)))));
        }

        return runs;
    }

    private async Task<int> WriteAsync(
        string siteCode, string sql, long id, ActorId by, CancellationToken stop,
        params (string Name, object? Value)[] values)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.Ask(null, sql, values);
        command.Add("@site", site);
        command.Add("@id", id);
        command.Add("@now", clock.GetUtcNow().ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
}
