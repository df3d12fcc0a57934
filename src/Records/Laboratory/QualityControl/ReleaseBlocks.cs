using System.Data.Common;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>Why an analysis on an instrument must not be released.</summary>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Standing">Rejected, or overdue.</param>
/// <param name="Since">From the first rejected control on, or since the last good one fell due.</param>
/// <param name="Rules">The rejecting rules that were broken, by name; empty where a control is overdue.</param>
/// <param name="WaitsForAction">Whether nobody has written down yet what was done.</param>
/// <param name="WaitsForGood">Whether no good control has come yet.</param>
public sealed record ReleaseBlock(
    int InstrumentId, string Analysis, ControlStanding Standing, DateTimeOffset Since, IReadOnlyList<string> Rules,
    bool WaitsForAction, bool WaitsForGood);

/// <summary>How an analysis on an instrument stands.</summary>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Standing">How it stands; the worst of its levels.</param>
/// <param name="LastAt">When the last control was measured; null where none was.</param>
/// <param name="LastGoodAt">When the last good one was.</param>
/// <param name="DueAt">By when the next is due; null where none is planned.</param>
/// <param name="Block">Why nothing may be released; null where it may.</param>
public sealed record ControlStatus(
    int InstrumentId, string Analysis, ControlStanding Standing, DateTimeOffset? LastAt, DateTimeOffset? LastGoodAt,
    DateTimeOffset? DueAt, ReleaseBlock? Block);

/// <summary>What quality control says of every analysis on every instrument of a site, at one moment.</summary>
public sealed class ReleaseBlocks
{
    private const string States =
        """
        SELECT s.instrument_id, s.analysis, s.last_at, s.last_good_at, s.verdict, COALESCE(t.state, 2)
        FROM control_state s
        LEFT JOIN control_level l ON l.site = s.site AND l.level_id = s.level_id
        LEFT JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        WHERE s.site = @site AND s.level_id <> 0
        """;

    private const string Open =
        """
        SELECT b.instrument_id, b.analysis, b.blocked_at, b.action_id, b.good_result_id, v.rule
        FROM control_block b
        LEFT JOIN control_violation v ON v.site = b.site AND v.result_id = b.result_id AND v.severity = 2
        WHERE b.site = @site AND b.released_at = 0
        ORDER BY b.blocked_at
        """;

    private readonly Dictionary<(int Instrument, string Analysis), ControlStatus> standings;

    private ReleaseBlocks(Dictionary<(int Instrument, string Analysis), ControlStatus> standings) =>
        this.standings = standings;

    /// <summary>Every analysis on every instrument that is controlled, or ever was.</summary>
    public IReadOnlyCollection<ControlStatus> All => standings.Values;

    /// <summary>Why it must not be released; null where it may.</summary>
    /// <param name="instrumentId">The instrument that gave the result; 0 by hand, which nothing blocks.</param>
    /// <param name="analysisCode">The analysis' code.</param>
    public ReleaseBlock? Find(int instrumentId, string analysisCode) =>
        standings.GetValueOrDefault((instrumentId, analysisCode))?.Block;

    /// <summary>How it stands; not controlled where nobody has ever controlled it.</summary>
    public ControlStatus Of(int instrumentId, string analysisCode) =>
        standings.GetValueOrDefault((instrumentId, analysisCode))
            ?? new(instrumentId, analysisCode, ControlStanding.NotControlled, null, null, null, null);

    /// <summary>Reads a site's blocks: three queries, whatever the number of results.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="site">Site.</param>
    /// <param name="now">Now: what is overdue depends on it.</param>
    /// <param name="stop">Cancels.</param>
    /// <param name="transaction">The transaction that the release is made in.</param>
    public static async Task<ReleaseBlocks> OfAsync(
        DbConnection connection, short site, DateTimeOffset now, CancellationToken stop,
        DbTransaction? transaction = null)
    {
        Dictionary<(int, string), ControlPlan> plans =
            (await ControlPlan.ReadAsync(connection, transaction, site, 0, "", stop))
            .ToDictionary(one => (one.InstrumentId, one.Analysis));
        Dictionary<(int, string), List<LevelState>> levels =
            await LevelsAsync(connection, transaction, site, stop);
        Dictionary<(int, string), ReleaseBlock> open = await OpenAsync(connection, transaction, site, stop);
        Dictionary<(int, string), ControlStatus> all = [];
        foreach ((int Instrument, string Analysis) key in
            plans.Where(one => one.Value.IsActive).Select(one => one.Key).Concat(levels.Keys).Concat(open.Keys))
        {
            ControlPlan plan = plans.GetValueOrDefault(key) ?? ControlPlan.Unset(key.Instrument, key.Analysis);
            all.TryAdd(key, StatusOf(plan, levels.GetValueOrDefault(key) ?? [], open.GetValueOrDefault(key), now));
        }

        return new(all);
    }

    private static ControlStatus StatusOf(
        ControlPlan plan, List<LevelState> levels, ReleaseBlock? open, DateTimeOffset now)
    {
        DateTimeOffset? last = levels.Max(one => one.LastAt);
        DateTimeOffset? good = levels.Max(one => one.LastGoodAt);
        DateTimeOffset? due = plan.IsActive ? DueAt(plan, levels) : null;
        if (open is not null)
        {
            return new(plan.InstrumentId, plan.Analysis, ControlStanding.Rejected, last, good, due, open);
        }

        if (due <= now)
        {
            ReleaseBlock? block = plan.BlocksOverdue
                ? new(plan.InstrumentId, plan.Analysis, ControlStanding.Overdue, due.Value, [], false, true)
                : null;
            return new(plan.InstrumentId, plan.Analysis, ControlStanding.Overdue, last, good, due, block);
        }

        ControlStanding standing = levels.Exists(one => one.IsInUse && one.Verdict == ControlVerdict.Warning)
            ? ControlStanding.Warning
            : good is null ? ControlStanding.NotControlled
            : ControlStanding.Good;
        return new(plan.InstrumentId, plan.Analysis, standing, last, good, due, null);
    }

    // When the level that completes the wanted number grows too old; from the plan's own time where there are too few.
    private static DateTimeOffset? DueAt(ControlPlan plan, List<LevelState> levels)
    {
        if (plan.EveryMinutes == 0)
        {
            return null;
        }

        DateTimeOffset[] newest =
        [
            .. levels.Where(one => one.LastGoodAt is not null).Select(one => one.LastGoodAt!.Value)
                .OrderDescending().Take(plan.Levels),
        ];
        return newest.Length < plan.Levels ? plan.SetAt : newest[^1].AddMinutes(plan.EveryMinutes);
    }

    private static async Task<Dictionary<(int, string), List<LevelState>>> LevelsAsync(
        DbConnection connection, DbTransaction? transaction, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(transaction, States, ("@site", site));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        Dictionary<(int, string), List<LevelState>> levels = [];
        while (await reader.ReadAsync(stop))
        {
            (int, string) key = (reader.GetInt32(0), reader.GetString(1));
            if (!levels.TryGetValue(key, out List<LevelState>? known))
            {
                levels.Add(key, known = []);
            }

            known.Add(new(
                reader.GetTime(2), reader.GetTime(3), (ControlVerdict)reader.GetInt16(4),
                (ControlLotState)reader.GetInt16(5) == ControlLotState.InUse));
        }

        return levels;
    }

    private static async Task<Dictionary<(int, string), ReleaseBlock>> OpenAsync(
        DbConnection connection, DbTransaction? transaction, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(transaction, Open, ("@site", site));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        Dictionary<(int, string), ReleaseBlock> open = [];
        while (await reader.ReadAsync(stop))
        {
            (int Instrument, string Analysis) key = (reader.GetInt32(0), reader.GetString(1));
            bool waitsForAction = reader.GetInt64(3) == 0;
            bool waitsForGood = reader.GetInt64(4) == 0;
            string[] rules = await reader.IsDBNullAsync(5, stop) ? [] : [reader.GetString(5)];
            open[key] = open.TryGetValue(key, out ReleaseBlock? other)
                ? other with
                {
                    Rules = [.. other.Rules.Union(rules, StringComparer.Ordinal)],
                    WaitsForAction = other.WaitsForAction || waitsForAction,
                    WaitsForGood = other.WaitsForGood || waitsForGood,
                }
                : new(
                    key.Instrument, key.Analysis, ControlStanding.Rejected, reader.GetInstant(2), rules,
                    waitsForAction, waitsForGood);
        }

        return open;
    }

    private readonly record struct LevelState(
        DateTimeOffset? LastAt, DateTimeOffset? LastGoodAt, ControlVerdict Verdict, bool IsInUse);
}
