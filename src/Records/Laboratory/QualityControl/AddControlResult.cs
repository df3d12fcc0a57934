using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Statistics;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>A control's result as it came from an instrument or was typed.</summary>
/// <param name="InstrumentId">Where it was measured.</param>
/// <param name="Analysis">The analysis' code in the catalogue, in capitals.</param>
/// <param name="LevelId">The level of the lot: see <see cref="AddControlResult.FindLevelAsync"/>.</param>
/// <param name="Value">The value in the analysis' first unit.</param>
/// <param name="MeasuredAt">When.</param>
/// <param name="RecordedBy">Who typed it; null from the instrument.</param>
/// <param name="Remark">A word with it: an instrument's flags, at most <see cref="MaxRemarkCharacters"/>.</param>
public sealed record ControlDraft(
    int InstrumentId, string Analysis, long LevelId, decimal Value, DateTimeOffset MeasuredAt, ActorId? RecordedBy,
    string Remark = "")
{
    /// <summary>Longest remark; what is longer is cut.</summary>
    public const int MaxRemarkCharacters = 200;

    /// <summary>Largest value, either way.</summary>
    public const decimal MaxValue = 1_000_000_000;
}

/// <summary>How storing a control's result ended.</summary>
public enum ControlStored : byte
{
    /// <summary>Stored and judged.</summary>
    Stored = 0,

    /// <summary>The very same came before: nothing was stored.</summary>
    Repeated = 1,

    /// <summary>There is no such level, or its lot is used up.</summary>
    UnknownLevel = 2,

    /// <summary>
    /// Measured in the future, or longer ago than <see cref="AddControlResult.MaxAge"/>; or not a plausible number.
    /// </summary>
    OutOfBounds = 3,
}

/// <summary>What became of a control's result.</summary>
/// <param name="State">Whether it was stored.</param>
/// <param name="ResultId">Its number; 0 where it was not.</param>
/// <param name="Verdict">What the rules say.</param>
/// <param name="Violations">Which rules it broke.</param>
public sealed record ControlAdded(
    ControlStored State, long ResultId, ControlVerdict Verdict, IReadOnlyList<RuleViolation> Violations)
{
    internal static ControlAdded Not(ControlStored why) => new(why, 0, ControlVerdict.NotJudged, []);
}

/// <summary>
/// Stores a control's result, judges it by the analysis' rules, and blocks or frees the analysis on the instrument, all
/// in one transaction. The custodian is not asked: no patient is in it.
/// </summary>
public sealed class AddControlResult(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Older results are not taken.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(60);

    /// <summary>How far an instrument's clock may be ahead.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(10);

    private const string LockAnalysis =
        """
        INSERT INTO control_state (site, instrument_id, analysis, level_id, last_at, last_good_at, verdict, version)
        VALUES (@site, @instrument, @analysis, 0, 0, 0, 0, 1)
        ON CONFLICT (site, instrument_id, analysis, level_id) DO UPDATE SET version = control_state.version + 1
        """;

    private const string OfLevel =
        """
        SELECT t.state, t.expires_on, l.level
        FROM control_level l JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        WHERE l.site = @site AND l.level_id = @level
        """;

    private const string OfInstrument =
        "SELECT laboratory_id, section FROM instrument WHERE site = @site AND instrument_id = @instrument";

    private const string LevelOfCode =
        """
        SELECT l.level_id
        FROM control_level l JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        WHERE l.site = @site AND l.code = @code AND t.state < 3
        ORDER BY t.state DESC, t.set_at DESC
        LIMIT 1
        """;

    private const string SameAgain =
        """
        SELECT COUNT(*) FROM control_result
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND measured_at = @measured
          AND level_id = @level AND value = @value AND recorded_by = @by
        """;

    private const string Insert =
        """
        INSERT INTO control_result (site, result_id, instrument_id, analysis, level_id, value, mean, sd, verdict,
                                    measured_at, recorded_at, recorded_by, remark)
        VALUES (@site, @result, @instrument, @analysis, @level, @value, @mean, @sd, @verdict, @measured, @now, @by, @remark)
        """;

    private const string InsertViolation =
        """
        INSERT INTO control_violation (site, result_id, rule, severity) VALUES (@site, @result, @rule, @severity)
        """;

    private const string SetState =
        """
        INSERT INTO control_state (site, instrument_id, analysis, level_id, last_at, last_good_at, verdict, version)
        VALUES (@site, @instrument, @analysis, @level, @measured, @good, @verdict, 1)
        ON CONFLICT (site, instrument_id, analysis, level_id) DO UPDATE SET
            verdict = CASE WHEN control_state.last_at > @measured THEN control_state.verdict ELSE @verdict END,
            last_good_at = CASE WHEN control_state.last_good_at > @good THEN control_state.last_good_at ELSE @good END,
            last_at = CASE WHEN control_state.last_at > @measured THEN control_state.last_at ELSE @measured END,
            version = control_state.version + 1
        """;

    /// <summary>Stores one that was typed, in a transaction of its own.</summary>
    public async Task<ControlAdded> RunAsync(string siteCode, ControlDraft draft, CancellationToken stop) =>
        (await RunAllAsync(siteCode, [draft], stop))[0];

    /// <summary>
    /// Stores what was typed together, in one transaction and in its order; nothing where one of them cannot be stored.
    /// </summary>
    public async Task<IReadOnlyList<ControlAdded>> RunAllAsync(
        string siteCode, IReadOnlyList<ControlDraft> drafts, CancellationToken stop)
    {
        short site = await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        List<ControlAdded> added = [];
        foreach (ControlDraft draft in drafts)
        {
            added.Add(await InsertAsync(connection, transaction, site, draft, clock.GetUtcNow(), stop));
        }

        if (added.TrueForAll(one => one.State is ControlStored.Stored or ControlStored.Repeated))
        {
            await transaction.CommitAsync(CancellationToken.None);
        }

        return added;
    }

    /// <summary>The level that instruments call by that code; null where there is none in use or in parallel.</summary>
    public static async Task<long?> FindLevelAsync(
        DbConnection connection, DbTransaction? transaction, short site, string code, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, LevelOfCode, ("@site", site), ("@code", code.Trim().ToUpperInvariant()));
        return await command.ExecuteScalarAsync(stop) is long level ? level : null;
    }

    /// <summary>Stores one within the caller's transaction; nothing is stored unless the answer is Stored.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="site">Site.</param>
    /// <param name="draft">The result.</param>
    /// <param name="now">Now.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<ControlAdded> InsertAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, DateTimeOffset now,
        CancellationToken stop)
    {
        // To the millisecond, as rows bear it: what is judged is what is stored.
        draft = draft with
        {
            MeasuredAt = draft.MeasuredAt.AsStored(),
            Remark = draft.Remark.Length > ControlDraft.MaxRemarkCharacters
                ? draft.Remark[..ControlDraft.MaxRemarkCharacters]
                : draft.Remark,
        };
        if (draft.MeasuredAt > now + MaxAhead || draft.MeasuredAt < now - MaxAge
            || Math.Abs(draft.Value) > ControlDraft.MaxValue)
        {
            return ControlAdded.Not(ControlStored.OutOfBounds);
        }

        await using (DbCommand first = connection.Ask(
            transaction, LockAnalysis, ("@site", site), ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis)))
        {
            await first.ExecuteNonQueryAsync(stop);
        }

        if (await LevelAsync(connection, transaction, site, draft.LevelId, stop) is not { } level)
        {
            return ControlAdded.Not(ControlStored.UnknownLevel);
        }

        if (await IsRepeatedAsync(connection, transaction, site, draft, stop))
        {
            return ControlAdded.Not(ControlStored.Repeated);
        }

        ControlTarget? target =
            await ControlTarget.NewestAsync(connection, transaction, site, draft, stop);
        (ControlVerdict verdict, IReadOnlyList<RuleViolation> violations) = target is null || !level.IsInUse
            ? (ControlVerdict.NotJudged, [])
            : await JudgeControl.RunAsync(connection, transaction, site, draft, target, stop);
        long result = OpaqueId.Draw();
        await WriteAsync(connection, transaction, site, result, draft, target, verdict, violations, now, stop);

        bool isGood = verdict is ControlVerdict.Good or ControlVerdict.Warning
            && ControlBlocks.IsInDate(draft.MeasuredAt, level.ExpiresOn);
        await ControlBlocks.ApplyAsync(
            connection, transaction, site, result, draft, level.Number, verdict, isGood, now, stop);
        await using DbCommand state = connection.Ask(
            transaction, SetState, ("@site", site), ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis),
            ("@level", draft.LevelId), ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()),
            ("@good", isGood ? draft.MeasuredAt.ToUnixTimeMilliseconds() : 0L), ("@verdict", (short)verdict));
        await state.ExecuteNonQueryAsync(stop);
        await CountAsync(connection, transaction, site, draft, verdict, stop);
        return new(ControlStored.Stored, result, verdict, violations);
    }

    private static async Task CountAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, ControlVerdict verdict,
        CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, OfInstrument, ("@site", site), ("@instrument", draft.InstrumentId));
        (int Laboratory, Section Section) of;
        await using (DbDataReader reader = await command.ExecuteReaderAsync(stop))
        {
            if (!await reader.ReadAsync(stop))
            {
                return;
            }

            of = (reader.GetInt32(0), (Section)reader.GetInt16(1));
        }

        LaboratoryCount control = new(
            site, of.Laboratory, draft.MeasuredAt, of.Section, CountKind.Control, draft.InstrumentId);
        LaboratoryCount[] counts = verdict == ControlVerdict.Rejected
            ? [control, control with { Kind = CountKind.ControlRejected }]
            : [control];
        await LaboratoryCounts.AddAsync(connection, transaction, counts, stop);
    }

    private static async Task<(bool IsInUse, DateOnly ExpiresOn, int Number)?> LevelAsync(
        DbConnection connection, DbTransaction transaction, short site, long level, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(transaction, OfLevel, ("@site", site), ("@level", level));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) && (ControlLotState)reader.GetInt16(0) is var state
            && state != ControlLotState.UsedUp
                ? (state == ControlLotState.InUse, reader.GetDay(1), reader.GetInt16(2))
                : null;
    }

    private static async Task<bool> IsRepeatedAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, SameAgain, ("@site", site), ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis),
            ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()), ("@level", draft.LevelId),
            ("@value", draft.Value.Text()), ("@by", draft.RecordedBy?.Value ?? 0));
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }

    private static async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, short site, long result, ControlDraft draft,
        ControlTarget? target, ControlVerdict verdict, IReadOnlyList<RuleViolation> violations, DateTimeOffset now,
        CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, Insert, ("@site", site), ("@result", result), ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis), ("@level", draft.LevelId), ("@value", draft.Value.Text()),
            ("@mean", target?.Mean.Text() ?? ""), ("@sd", target?.Sd.Text() ?? ""), ("@verdict", (short)verdict),
            ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()), ("@now", now.ToUnixTimeMilliseconds()),
            ("@by", draft.RecordedBy?.Value ?? 0), ("@remark", draft.Remark));
        await command.ExecuteNonQueryAsync(stop);
        foreach (RuleViolation violation in violations)
        {
            await using DbCommand broken = connection.Ask(
                transaction, InsertViolation, ("@site", site), ("@result", result),
                ("@rule", ControlRules.NameOf(violation.Rule)), ("@severity", (short)violation.Severity));
            await broken.ExecuteNonQueryAsync(stop);
        }
    }
}
