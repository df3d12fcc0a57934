using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>A material to add.</summary>
public sealed record MaterialDraft(int LaboratoryId, string Name, string Supplier, Section Section);

/// <summary>A lot to add, with what instruments call each of its levels, the lowest first.</summary>
public sealed record LotDraft(
    long MaterialId, string Number, DateOnly ExpiresOn, ControlLotState State, IReadOnlyList<string> LevelCodes);

/// <summary>A target to set.</summary>
public sealed record TargetDraft(
    long LevelId, int InstrumentId, string Analysis, decimal Mean, decimal Sd, TargetKind Kind, int BasedOn,
    string Reason);

/// <summary>A reagent or calibrator put into use.</summary>
/// <param name="InstrumentId">Where.</param>
/// <param name="IsCalibrator">Calibrator, else reagent.</param>
/// <param name="Name">Its name; the next of the same name takes its place.</param>
/// <param name="Analyses">Codes that it serves; empty for all of the instrument.</param>
/// <param name="Number">Lot number.</param>
/// <param name="ExpiresOn">Last day.</param>
/// <param name="From">From when on.</param>
public sealed record ReagentDraft(
    int InstrumentId, bool IsCalibrator, string Name, IReadOnlyList<string> Analyses, string Number,
    DateOnly ExpiresOn, DateTimeOffset From);

/// <summary>Sets up what controls are made of and judged by. What was set before stays in its rows.</summary>
public sealed class ChangeControls(RecordDoor door, DatabaseLocation main, TimeProvider clock)
{
    /// <summary>Longest name, lot number or code.</summary>
    public const int MaxNameCharacters = 60;

    /// <summary>Longest reason.</summary>
    public const int MaxReasonCharacters = 200;

    private const string InsertMaterial =
        """
        INSERT INTO control_material (site, material_id, laboratory_id, name, supplier, section, is_active, version,
                                      set_at, set_by)
        VALUES (@site, @material, @laboratory, @name, @supplier, @section, 1, 1, @now, @by)
        """;

    private const string CodeTaken =
        """
        SELECT COUNT(*) FROM control_level l JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        WHERE l.site = @site AND l.code = @code AND t.state < 3
        """;

    private const string InsertLot =
        """
        INSERT INTO control_lot (site, lot_id, material_id, number, expires_on, state, version, set_at, set_by)
        VALUES (@site, @lot, @material, @number, @expires, @state, 1, @now, @by)
        """;

    private const string InsertLevel =
        "INSERT INTO control_level (site, level_id, lot_id, level, code) VALUES (@site, @level, @lot, @number, @code)";

    private const string SetLotState =
        """
        UPDATE control_lot SET state = @state, version = version + 1, set_at = @now, set_by = @by
        WHERE site = @site AND lot_id = @lot AND version = @version
        """;

    private const string InsertTarget =
        """
        INSERT INTO control_target (site, target_id, level_id, instrument_id, analysis, mean, sd, kind, based_on,
                                    reason, set_at, set_by)
        VALUES (@site, @target, @level, @instrument, @analysis, @mean, @sd, @kind, @based, @reason, @now, @by)
        """;

    private const string InsertPlan =
        """
        INSERT INTO control_plan (site, plan_id, instrument_id, analysis, rules, every_minutes, levels, blocks_overdue,
                                  allowable_error, error_source, is_active, set_at, set_by)
        VALUES (@site, @plan, @instrument, @analysis, @rules, @every, @levels, @blocks, @error, @source, @active, @now, @by)
        """;

    private const string InsertReagent =
        """
        INSERT INTO reagent_lot (site, use_id, instrument_id, kind, name, analyses, number, expires_on, from_at, set_at,
                                 set_by)
        VALUES (@site, @use, @instrument, @kind, @name, @analyses, @number, @expires, @from, @now, @by)
        """;

    /// <summary>Adds a material; answers its number.</summary>
    public async Task<long> AddMaterialAsync(
        string siteCode, MaterialDraft draft, ActorId by, CancellationToken stop)
    {
        long material = OpaqueId.Draw();
        await RunAsync(
            siteCode, InsertMaterial, by, stop, ("@material", material), ("@laboratory", draft.LaboratoryId),
            ("@name", draft.Name), ("@supplier", draft.Supplier), ("@section", (short)draft.Section));
        return material;
    }

    /// <summary>
    /// Adds a lot with its levels; answers the levels' numbers, the lowest first, or null where a code is that of another
    /// lot which is not used up.
    /// </summary>
    public async Task<IReadOnlyList<long>?> AddLotAsync(
        string siteCode, LotDraft draft, ActorId by, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(draft.LevelCodes.Count, ControlPlan.MaxLevels, nameof(draft));
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        long lot = OpaqueId.Draw();
        await using DbCommand insert = connection.Ask(
            transaction, InsertLot, ("@site", site), ("@lot", lot), ("@material", draft.MaterialId),
            ("@number", draft.Number), ("@expires", draft.ExpiresOn.Number()), ("@state", (short)draft.State),
            ("@now", NowMs), ("@by", by.Value));
        await insert.ExecuteNonQueryAsync(stop);
        List<long> levels = [];
        foreach (string typed in draft.LevelCodes)
        {
            string code = typed.Trim().ToUpperInvariant();
            await using DbCommand taken = connection.Ask(transaction, CodeTaken, ("@site", site), ("@code", code));
            if (Convert.ToInt64(
                await taken.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) > 0)
            {
                return null;
            }

            levels.Add(OpaqueId.Draw());
            await using DbCommand level = connection.Ask(
                transaction, InsertLevel, ("@site", site), ("@level", levels[^1]), ("@lot", lot),
                ("@number", levels.Count), ("@code", code));
            await level.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return levels;
    }

    /// <summary>Puts a lot into use or takes it out; false where somebody changed it meanwhile.</summary>
    public async Task<bool> SetLotStateAsync(
        string siteCode, long lot, int version, ControlLotState state, ActorId by, CancellationToken stop) =>
        await RunAsync(
            siteCode, SetLotState, by, stop, ("@lot", lot), ("@version", version), ("@state", (short)state)) == 1;

    /// <summary>Sets a target; it counts at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is not above 0.</exception>
    public Task SetTargetAsync(string siteCode, TargetDraft draft, ActorId by, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draft.Sd, nameof(draft));
        return RunAsync(
            siteCode, InsertTarget, by, stop, ("@target", OpaqueId.Draw()), ("@level", draft.LevelId),
            ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis), ("@mean", draft.Mean.Text()),
            ("@sd", draft.Sd.Text()), ("@kind", (short)draft.Kind), ("@based", draft.BasedOn),
            ("@reason", draft.Reason));
    }

    /// <summary>Sets how an analysis is controlled on an instrument; it counts at once.</summary>
    public Task SetPlanAsync(string siteCode, ControlPlan plan, ActorId by, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.EveryMinutes, ControlPlan.MaxEveryMinutes, nameof(plan));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plan.Levels, ControlPlan.MaxLevels, nameof(plan));
        return RunAsync(
            siteCode, InsertPlan, by, stop, ("@plan", OpaqueId.Draw()), ("@instrument", plan.InstrumentId),
            ("@analysis", plan.Analysis), ("@rules", plan.Rules.ToText()), ("@every", plan.EveryMinutes),
            ("@levels", (short)plan.Levels), ("@blocks", (short)(plan.BlocksOverdue ? 1 : 0)),
            ("@error", plan.AllowableError.Text()), ("@source", plan.ErrorSource),
            ("@active", (short)(plan.IsActive ? 1 : 0)));
    }

    /// <summary>Puts a reagent or calibrator into use.</summary>
    public Task UseReagentAsync(string siteCode, ReagentDraft draft, ActorId by, CancellationToken stop) =>
        RunAsync(
            siteCode, InsertReagent, by, stop, ("@use", OpaqueId.Draw()), ("@instrument", draft.InstrumentId),
            ("@kind", (short)(draft.IsCalibrator ? 2 : 1)), ("@name", draft.Name),
            ("@analyses", draft.Analyses.Count == 0 ? "" : $" {string.Join(' ', draft.Analyses)} "),
            ("@number", draft.Number), ("@expires", draft.ExpiresOn.Number()),
            ("@from", draft.From.ToUnixTimeMilliseconds()));

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<int> RunAsync(
        string siteCode, string sql, ActorId by, CancellationToken stop, params (string Name, object? Value)[] values)
    {
        short site = await SiteAsync(siteCode, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.Ask(null, sql, values);
        command.Add("@site", site);
        command.Add("@now", NowMs);
        command.Add("@by", by.Value);
        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task<short> SiteAsync(string siteCode, CancellationToken stop) =>
        await door.SiteOfCodeAsync(siteCode, stop)
            ?? throw new InvalidOperationException("the session's site is unknown");
}
