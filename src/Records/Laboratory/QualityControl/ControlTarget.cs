using System.Data.Common;
using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>What a level should give for an analysis on an instrument.</summary>
/// <param name="LevelId">The level of the lot.</param>
/// <param name="InstrumentId">The instrument.</param>
/// <param name="Analysis">The analysis' code.</param>
/// <param name="Mean">Mean, in the analysis' first unit.</param>
/// <param name="Sd">Standard deviation, above 0.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="BasedOn">Own results that it was made of; 0 where it was assigned.</param>
/// <param name="Reason">Why it was set.</param>
/// <param name="SetAt">When.</param>
/// <param name="SetBy">By whom.</param>
public sealed record ControlTarget(
    long LevelId, int InstrumentId, string Analysis, decimal Mean, decimal Sd, TargetKind Kind, int BasedOn,
    string Reason, DateTimeOffset SetAt, ActorId SetBy)
{
    internal const string Columns =
        """
        SELECT level_id, instrument_id, analysis, mean, sd, kind, based_on, reason, set_at, set_by
        FROM control_target
        """;

    private const string Newest =
        Columns +
        """

        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND level_id = @level
        ORDER BY set_at DESC, target_id DESC
        LIMIT 1
        """;

    /// <summary>How many SD above the mean a value lies.</summary>
    public decimal ZOf(decimal value) => (value - Mean) / Sd;

    /// <summary>The one that counts now; null where nobody has set one.</summary>
    internal static async Task<ControlTarget?> NewestAsync(
        DbConnection connection, DbTransaction? transaction, short site, ControlDraft draft, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, Newest, ("@site", site), ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis),
            ("@level", draft.LevelId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? Read(reader) : null;
    }

    internal static ControlTarget Read(DbDataReader reader) =>
        new(
            reader.GetInt64(0), reader.GetInt32(1), reader.GetString(2), reader.GetDecimalText(3) ?? 0,
            reader.GetDecimalText(4) ?? 1, (TargetKind)reader.GetInt16(5), reader.GetInt32(6), reader.GetString(7),
            reader.GetInstant(8), new(reader.GetInt64(9)));
}
