using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>How a site's controls stand.</summary>
public sealed record ControlOverview(
    IReadOnlyList<ControlInstrument> Instruments, IReadOnlyCollection<ControlStatus> Statuses,
    IReadOnlyList<ControlBlock> Blocks, IReadOnlyList<ControlLot> Lots, IReadOnlyList<ReagentUse> Reagents);

/// <summary>All there is about an analysis on an instrument in a period.</summary>
public sealed record ControlSeries(
    ControlInstrument Instrument, string Analysis, ControlPlan Plan, ControlStatus Status,
    IReadOnlyList<ControlLot> Lots, IReadOnlyList<ControlTarget> Targets, IReadOnlyList<ControlReading> Readings,
    IReadOnlyList<ControlActionEntry> Actions, IReadOnlyList<ControlBlock> Blocks, IReadOnlyList<ReagentUse> Reagents)
{
    /// <summary>The target that counts now; null where there is none.</summary>
    public ControlTarget? TargetOf(long level) => Targets.FirstOrDefault(one => one.LevelId == level);
}

/// <summary>What a site uses on one instrument: for typing and for setting up.</summary>
public sealed record ControlSetup(
    IReadOnlyList<ControlInstrument> Instruments, IReadOnlyList<ControlMaterial> Materials,
    IReadOnlyList<ControlLot> Lots, IReadOnlyList<ControlTarget> Targets, IReadOnlyList<ControlPlan> Plans,
    IReadOnlyList<ReagentUse> Reagents);

/// <summary>Reads what pages of quality control show. No patient is in it.</summary>
public sealed class ReadControls(RecordDoor door, DatabaseLocation main)
{
    /// <summary>Readings of one analysis that a page shows: the newest.</summary>
    public const int MaxReadings = 1_000;

    /// <summary>Blocks, lots, targets and reagents that a page shows.</summary>
    public const int MaxRows = 2_000;

    private const string Instruments =
        """
        SELECT instrument_id, laboratory_id, name, model, section, is_active
        FROM instrument WHERE site = @site ORDER BY section, name LIMIT @limit
        """;

    private const string Targets =
        ControlTarget.Columns +
        """

        WHERE site = @site AND (@instrument = 0 OR instrument_id = @instrument) AND (@analysis = '' OR analysis = @analysis)
          AND NOT EXISTS (
              SELECT 1 FROM control_target n
              WHERE n.site = control_target.site AND n.instrument_id = control_target.instrument_id
                AND n.analysis = control_target.analysis AND n.level_id = control_target.level_id
                AND (n.set_at > control_target.set_at
                     OR (n.set_at = control_target.set_at AND n.target_id > control_target.target_id)))
        ORDER BY analysis, level_id
        LIMIT @limit
        """;

    private const string Readings =
        """
        SELECT result_id, level_id, value, mean, sd, verdict, measured_at, recorded_by, remark
        FROM control_result
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND measured_at >= @from
          AND measured_at < @until
        ORDER BY measured_at DESC, recorded_at DESC
        LIMIT @limit
        """;

    private const string Latest =
        """
        SELECT r.analysis, r.level_id, r.result_id, r.value, r.mean, r.sd, r.verdict, r.measured_at, r.recorded_by, r.remark,
               v.rule
        FROM control_result r
        LEFT JOIN control_violation v ON v.site = r.site AND v.result_id = r.result_id
        WHERE r.site = @site AND r.instrument_id = @instrument AND r.measured_at >= @from
        ORDER BY r.measured_at, r.recorded_at, v.rule
        """;

    private const string Violations =
        """
        SELECT v.result_id, v.rule
        FROM control_result r JOIN control_violation v ON v.site = r.site AND v.result_id = r.result_id
        WHERE r.site = @site AND r.instrument_id = @instrument AND r.analysis = @analysis AND r.measured_at >= @from
        ORDER BY v.rule
        """;

    private const string Actions =
        """
        SELECT action_id, result_id, cause, measure, excludes, comment, done_at, done_by
        FROM control_action
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND done_at >= @from
        ORDER BY done_at DESC LIMIT @limit
        """;

    private const string Blocks =
        """
        SELECT block_id, instrument_id, analysis, level_id, first_result_id, result_id, last_good_at, blocked_at, action_id,
               good_result_id, released_at
        FROM control_block
        WHERE site = @site AND (released_at = 0 OR blocked_at >= @from)
          AND (@instrument = 0 OR instrument_id = @instrument) AND (@analysis = '' OR analysis = @analysis)
        ORDER BY blocked_at DESC LIMIT @limit
        """;

    private const string Reagents =
        """
        SELECT use_id, instrument_id, kind, name, analyses, number, expires_on, from_at, set_by
        FROM reagent_lot WHERE site = @site AND (@instrument = 0 OR instrument_id = @instrument)
        ORDER BY from_at DESC LIMIT @limit
        """;

    /// <summary>How everything stands; blocks of the last thirty days too.</summary>
    public async Task<ControlOverview> OverviewAsync(string siteCode, DateTimeOffset now, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        ReleaseBlocks blocks = await ReleaseBlocks.OfAsync(connection, site, now, stop);
        return new(
            await InstrumentsAsync(connection, site, stop), blocks.All,
            await BlocksAsync(connection, site, 0, "", now.AddDays(-30), stop),
            await ControlLots.ReadAsync(connection, site, stop), await ReagentsAsync(connection, site, 0, stop));
    }

    /// <summary>One analysis on one instrument; null where the instrument does not exist.</summary>
    public async Task<ControlSeries?> SeriesAsync(
        string siteCode, int instrument, string analysis, DateTimeOffset from, DateTimeOffset until,
        DateTimeOffset now, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        ControlInstrument? of = (await InstrumentsAsync(connection, site, stop)).Find(one => one.Id == instrument);
        if (of is null)
        {
            return null;
        }

        List<ControlPlan> plans = await ControlPlan.ReadAsync(connection, null, site, instrument, analysis, stop);
        ReleaseBlocks blocks = await ReleaseBlocks.OfAsync(connection, site, now, stop);
        List<ControlActionEntry> actions = await ActionsAsync(connection, site, instrument, analysis, from, stop);
        return new(
            of, analysis, plans.Count > 0 ? plans[0] : ControlPlan.Unset(instrument, analysis),
            blocks.Of(instrument, analysis), await ControlLots.ReadAsync(connection, site, stop),
            await TargetsAsync(connection, site, instrument, analysis, stop),
            await ReadingsAsync(connection, site, instrument, analysis, from, until, actions, stop), actions,
            await BlocksAsync(connection, site, instrument, analysis, from, stop),
            [.. (await ReagentsAsync(connection, site, instrument, stop)).Where(one => one.Serves(analysis))]);
    }

    /// <summary>What is set up, of one instrument or (0) of all.</summary>
    public async Task<ControlSetup> SetupAsync(string siteCode, int instrument, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        return new(
            await InstrumentsAsync(connection, site, stop), await ControlLots.MaterialsAsync(connection, site, stop),
            await ControlLots.ReadAsync(connection, site, stop),
            await TargetsAsync(connection, site, instrument, "", stop),
            await ControlPlan.ReadAsync(connection, null, site, instrument, "", stop),
            await ReagentsAsync(connection, site, instrument, stop));
    }

    /// <summary>The last result of each analysis and level on an instrument since a time.</summary>
    public async Task<IReadOnlyDictionary<(string Analysis, long Level), ControlReading>> LatestAsync(
        string siteCode, int instrument, DateTimeOffset from, CancellationToken stop)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.Ask(
            null, Latest, ("@site", site), ("@instrument", instrument), ("@from", from.ToUnixTimeMilliseconds()));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        Dictionary<(string, long), ControlReading> found = [];
        while (await reader.ReadAsync(stop))
        {
            (string, long) key = (reader.GetString(0), reader.GetInt64(1));
            string[] rule = await reader.IsDBNullAsync(10, stop) ? [] : [reader.GetString(10)];
            found[key] = found.TryGetValue(key, out ControlReading? same) && same.ResultId == reader.GetInt64(2)
                ? same with { Rules = [.. same.Rules, .. rule] }
                : new(
                    reader.GetInt64(2), key.Item2, reader.GetDecimalText(3) ?? 0, reader.GetDecimalText(4),
                    reader.GetDecimalText(5), (ControlVerdict)reader.GetInt16(6), reader.GetInstant(7),
                    reader.GetNumber(8) is long by ? new(by) : null, reader.GetString(9))
                {
                    Rules = rule,
                };
        }

        return found;
    }

    internal static async Task<List<ControlInstrument>> InstrumentsAsync(
        DbConnection connection, short site, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(null, Instruments, ("@site", site), ("@limit", MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlInstrument> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3),
                (Section)reader.GetInt16(4), reader.GetInt16(5) != 0));
        }

        return found;
    }

    private static async Task<List<ControlTarget>> TargetsAsync(
        DbConnection connection, short site, int instrument, string analysis, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            null, Targets, ("@site", site), ("@instrument", instrument), ("@analysis", analysis), ("@limit", MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlTarget> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(ControlTarget.Read(reader));
        }

        return found;
    }

    private static async Task<List<ControlReading>> ReadingsAsync(
        DbConnection connection, short site, int instrument, string analysis, DateTimeOffset from, DateTimeOffset until,
        List<ControlActionEntry> actions, CancellationToken stop)
    {
        Dictionary<long, List<string>> broken = [];
        await using (DbCommand rules = connection.Ask(
            null, Violations, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@from", from.ToUnixTimeMilliseconds())))
        {
            await using DbDataReader rule = await rules.ExecuteReaderAsync(stop);
            while (await rule.ReadAsync(stop))
            {
                if (!broken.TryGetValue(rule.GetInt64(0), out List<string>? own))
                {
                    broken.Add(rule.GetInt64(0), own = []);
                }

                own.Add(rule.GetString(1));
            }
        }

        HashSet<long> excluded = [.. actions.Where(one => one.Excludes).Select(one => one.ResultId)];
        await using DbCommand command = connection.Ask(
            null, Readings, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@from", from.ToUnixTimeMilliseconds()), ("@until", until.ToUnixTimeMilliseconds()),
            ("@limit", MaxReadings));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlReading> found = [];
        while (await reader.ReadAsync(stop))
        {
            long result = reader.GetInt64(0);
            found.Add(new(
                result, reader.GetInt64(1), reader.GetDecimalText(2) ?? 0, reader.GetDecimalText(3),
                reader.GetDecimalText(4), (ControlVerdict)reader.GetInt16(5), reader.GetInstant(6),
                reader.GetNumber(7) is long by ? new(by) : null, reader.GetString(8))
            {
                Rules = broken.GetValueOrDefault(result) ?? [],
                IsExcluded = excluded.Contains(result),
            });
        }

        return found;
    }

    private static async Task<List<ControlActionEntry>> ActionsAsync(
        DbConnection connection, short site, int instrument, string analysis, DateTimeOffset from,
        CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            null, Actions, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@from", from.ToUnixTimeMilliseconds()), ("@limit", MaxReadings));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlActionEntry> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetInt64(1), (ControlCause)reader.GetInt16(2),
                (ControlMeasure)reader.GetInt16(3), reader.GetInt16(4) != 0, reader.GetString(5), reader.GetInstant(6),
                new ActorId(reader.GetInt64(7))));
        }

        return found;
    }

    private static async Task<List<ControlBlock>> BlocksAsync(
        DbConnection connection, short site, int instrument, string analysis, DateTimeOffset from,
        CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            null, Blocks, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@from", from.ToUnixTimeMilliseconds()), ("@limit", MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlBlock> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetInt64(5), reader.GetTime(6), reader.GetInstant(7), reader.GetInt64(8) != 0,
                reader.GetInt64(9) != 0, reader.GetTime(10)));
        }

        return found;
    }

    private static async Task<List<ReagentUse>> ReagentsAsync(
        DbConnection connection, short site, int instrument, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            null, Reagents, ("@site", site), ("@instrument", instrument), ("@limit", MaxRows));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ReagentUse> found = [];
        while (await reader.ReadAsync(stop))
        {
            found.Add(new(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt16(2) == 2, reader.GetString(3),
                reader.GetString(4), reader.GetString(5), reader.GetDay(6), reader.GetInstant(7),
                new ActorId(reader.GetInt64(8))));
        }

        return found;
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
}
