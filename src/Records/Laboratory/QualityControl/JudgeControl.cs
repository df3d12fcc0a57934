using System.Data.Common;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>Judges a control's result by the plan in force and the results before it.</summary>
internal static class JudgeControl
{
    // The longest rule looks back upon twelve of one level, and there are six levels at most.
    private const int MaxPoints = WestgardRules.LongestWindow * ControlPlan.MaxLevels;

    // Calibrating, mending, another reagent or target begin a new series: what was before tells nothing of it. Measuring
    // once more does not.
    private const string SeriesBegan =
        """
        SELECT COALESCE(MAX(a.done_at), 0)
        FROM control_action a JOIN control_result r ON r.site = a.site AND r.result_id = a.result_id
        WHERE a.site = @site AND a.instrument_id = @instrument AND a.analysis = @analysis AND a.done_at <= @measured
          AND r.verdict = 3 AND a.measure IN (2, 3, 4, 5, 6)
        """;

    private const string Before =
        """
        SELECT r.level_id, r.measured_at, r.value, r.mean, r.sd
        FROM control_result r
        WHERE r.site = @site AND r.instrument_id = @instrument AND r.analysis = @analysis
          AND r.measured_at <= @measured AND r.measured_at > @began AND r.verdict > 0
          AND NOT EXISTS (SELECT 1 FROM control_action a
                          WHERE a.site = r.site AND a.instrument_id = r.instrument_id AND a.analysis = r.analysis
                            AND a.result_id = r.result_id AND a.excludes = 1)
        ORDER BY r.measured_at DESC, r.recorded_at DESC
        LIMIT @limit
        """;

    /// <summary>The verdict and the rules it broke.</summary>
    public static async Task<(ControlVerdict Verdict, IReadOnlyList<RuleViolation> Violations)> RunAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, ControlTarget target,
        CancellationToken stop)
    {
        List<ControlPlan> plans = await ControlPlan.ReadAsync(
            connection, transaction, site, draft.InstrumentId, draft.Analysis, stop);
        ControlPlan plan = plans.Count > 0 ? plans[0] : ControlPlan.Unset(draft.InstrumentId, draft.Analysis);
        if (!plan.IsActive)
        {
            return (ControlVerdict.NotJudged, []);
        }

        List<ControlPoint> points = await PointsAsync(connection, transaction, site, draft, stop);
        points.Add(new(draft.LevelId, draft.MeasuredAt, target.ZOf(draft.Value)));
        IReadOnlyList<RuleViolation> violations =
            WestgardRules.Judge(plan.Rules, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points));
        ControlVerdict verdict = violations.Any(one => one.Severity == RuleSeverity.Reject) ? ControlVerdict.Rejected
            : violations.Count > 0 ? ControlVerdict.Warning
            : ControlVerdict.Good;
        return (verdict, violations);
    }

    private static async Task<List<ControlPoint>> PointsAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, CancellationToken stop)
    {
        await using DbCommand began = connection.Ask(
            transaction, SeriesBegan, ("@site", site), ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis), ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()));
        long since = Convert.ToInt64(
            await began.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture);
        await using DbCommand command = connection.Ask(
            transaction, Before, ("@site", site), ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis),
            ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()), ("@began", since), ("@limit", MaxPoints));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlPoint> points = [];
        while (await reader.ReadAsync(stop))
        {
            if (reader.GetDecimalText(2) is { } value && reader.GetDecimalText(3) is { } mean
                && reader.GetDecimalText(4) is { } sd and > 0)
            {
                points.Add(new(reader.GetInt64(0), reader.GetInstant(1), (value - mean) / sd));
            }
        }

        points.Reverse();
        return points;
    }
}
