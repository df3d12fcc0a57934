using System.Data.Common;
using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>How an analysis is controlled on an instrument.</summary>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Analysis">Its code in the catalogue.</param>
/// <param name="Rules">Which rules judge it.</param>
/// <param name="EveryMinutes">How often controls are due; 0: whenever.</param>
/// <param name="Levels">Different levels that each time wants.</param>
/// <param name="BlocksOverdue">Whether nothing is released while a control is due.</param>
/// <param name="AllowableError">Total error that is accepted, in per cent; null where nobody has set it.</param>
/// <param name="ErrorSource">Where that number comes from.</param>
/// <param name="IsActive">Whether it is controlled at all.</param>
/// <param name="SetAt">Since when.</param>
/// <param name="SetBy">By whom; null for the shipped one.</param>
public sealed record ControlPlan(
    int InstrumentId, string Analysis, ControlRules Rules, int EveryMinutes, int Levels, bool BlocksOverdue,
    decimal? AllowableError, string ErrorSource, bool IsActive, DateTimeOffset SetAt, ActorId? SetBy)
{
    /// <summary>Longest interval: thirty days.</summary>
    public const int MaxEveryMinutes = 30 * 24 * 60;

    /// <summary>Most levels.</summary>
    public const int MaxLevels = 6;

    private const string Newest =
        """
        SELECT p.instrument_id, p.analysis, p.rules, p.every_minutes, p.levels, p.blocks_overdue, p.allowable_error,
               p.error_source, p.is_active, p.set_at, p.set_by
        FROM control_plan p
        WHERE p.site = @site AND (@instrument = 0 OR p.instrument_id = @instrument)
          AND (@analysis = '' OR p.analysis = @analysis)
          AND NOT EXISTS (
              SELECT 1 FROM control_plan n
              WHERE n.site = p.site AND n.instrument_id = p.instrument_id AND n.analysis = p.analysis
                AND (n.set_at > p.set_at OR (n.set_at = p.set_at AND n.plan_id > p.plan_id)))
        """;

    /// <summary>What counts where nobody has set anything: the classical rules, nothing is ever due.</summary>
    public static ControlPlan Unset(int instrumentId, string analysis) =>
        new(instrumentId, analysis, ControlRules.Classical, 0, 1, false, null, "", true, default, null);

    /// <summary>The plans in force of a site, of one instrument or of one analysis on it.</summary>
    /// <param name="connection">Connection.</param>
    /// <param name="transaction">Transaction.</param>
    /// <param name="site">Site.</param>
    /// <param name="instrument">One instrument; 0 for all.</param>
    /// <param name="analysis">One analysis; empty for all.</param>
    /// <param name="stop">Cancels.</param>
    internal static async Task<List<ControlPlan>> ReadAsync(
        DbConnection connection, DbTransaction? transaction, short site, int instrument, string analysis,
        CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, Newest, ("@site", site), ("@instrument", instrument), ("@analysis", analysis));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<ControlPlan> plans = [];
        while (await reader.ReadAsync(stop))
        {
            plans.Add(new(
                reader.GetInt32(0), reader.GetString(1), ControlRules.Parse(reader.GetString(2)), reader.GetInt32(3),
                reader.GetInt16(4), reader.GetInt16(5) != 0, reader.GetDecimalText(6), reader.GetString(7),
                reader.GetInt16(8) != 0, reader.GetInstant(9), new ActorId(reader.GetInt64(10))));
        }

        return plans;
    }
}
