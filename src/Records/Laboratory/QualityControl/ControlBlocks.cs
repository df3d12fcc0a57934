using System.Data.Common;
using Serment.CustodyProtocol;

namespace Serment.Records.Laboratory.QualityControl;

/// <summary>Opens and closes blocks of release.</summary>
internal static class ControlBlocks
{
    // A blocked level whose lot is no longer in use is freed by the same level of the lot that took its place.
    private const string OpenOfLevel =
        """
        SELECT b.block_id
        FROM control_block b
        JOIN control_level l ON l.site = b.site AND l.level_id = b.level_id
        JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        JOIN control_result r ON r.site = b.site AND r.result_id = b.result_id
        WHERE b.site = @site AND b.instrument_id = @instrument AND b.analysis = @analysis AND b.released_at = 0
          AND (b.level_id = @level OR (l.level = @number AND t.state <> 2)) AND r.measured_at < @measured
        """;

    private const string Again =
        """
        UPDATE control_block SET result_id = @result, action_id = 0, good_result_id = 0
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND level_id = @level
          AND released_at = 0
        """;

    // Of the same level, also in the lots of the same material that came before: another level proves nothing of it.
    private const string GoodBefore =
        """
        SELECT r.measured_at, t.expires_on
        FROM control_result r
        JOIN control_level l ON l.site = r.site AND l.level_id = r.level_id
        JOIN control_lot t ON t.site = l.site AND t.lot_id = l.lot_id
        WHERE r.site = @site AND r.instrument_id = @instrument AND r.analysis = @analysis AND r.verdict IN (1, 2)
          AND r.measured_at < @measured AND l.level = @number
          AND t.material_id = (SELECT o.material_id
                               FROM control_level v JOIN control_lot o ON o.site = v.site AND o.lot_id = v.lot_id
                               WHERE v.site = @site AND v.level_id = @level)
        ORDER BY r.measured_at DESC, r.result_id
        LIMIT @limit OFFSET @offset
        """;

    private const int RowsAtOnce = 100;

    private const string Insert =
        """
        INSERT INTO control_block (site, block_id, instrument_id, analysis, level_id, first_result_id, result_id,
                                   last_good_at, blocked_at, action_id, good_result_id, released_at)
        VALUES (@site, @block, @instrument, @analysis, @level, @result, @result, @good, @measured, 0, 0, 0)
        """;

    private const string SetGood =
        "UPDATE control_block SET good_result_id = @result WHERE site = @site AND block_id = @block";

    private const string SetAction =
        """
        UPDATE control_block SET action_id = @action
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND released_at = 0
          AND result_id IN (SELECT r.result_id FROM control_result r
                            WHERE r.site = @site AND r.instrument_id = @instrument AND r.analysis = @analysis
                              AND r.measured_at <= @measured)
        """;

    private const string Release =
        """
        UPDATE control_block SET released_at = @now
        WHERE site = @site AND instrument_id = @instrument AND analysis = @analysis AND released_at = 0
          AND action_id <> 0 AND good_result_id <> 0
        """;

    /// <summary>
    /// Whether a lot could still be measured: until the end of its last day where the establishment is. Past its date it
    /// proves nothing, however good it looks.
    /// </summary>
    public static bool IsInDate(DateTimeOffset measuredAt, DateOnly expiresOn) =>
        DateOnly.FromDateTime(EstablishmentTime.Local(measuredAt)) <= expiresOn;

    /// <summary>What a judged result does: blocks, or is the good one that a block waits for.</summary>
    public static async Task ApplyAsync(
        DbConnection connection, DbTransaction transaction, short site, long result, ControlDraft draft, int number,
        ControlVerdict verdict, bool isGood, DateTimeOffset now, CancellationToken stop)
    {
        if (verdict == ControlVerdict.Rejected)
        {
            await BlockAsync(connection, transaction, site, result, draft, number, stop);
        }
        else if (isGood)
        {
            await GoodAsync(connection, transaction, site, result, draft, number, stop);
            await ReleaseAsync(connection, transaction, site, draft.InstrumentId, draft.Analysis, now, stop);
        }
    }

    /// <summary>
    /// A person has acted on a rejected result: whatever was rejected until then is answered, and nothing that came
    /// later and that she may not have seen.
    /// </summary>
    public static async Task ActAsync(
        DbConnection connection, DbTransaction transaction, short site, int instrument, string analysis,
        long measuredAt, long action, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, SetAction, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@action", action), ("@measured", measuredAt));
        await command.ExecuteNonQueryAsync(stop);
        await ReleaseAsync(connection, transaction, site, instrument, analysis, now, stop);
    }

    private static async Task BlockAsync(
        DbConnection connection, DbTransaction transaction, short site, long result, ControlDraft draft, int number,
        CancellationToken stop)
    {
        await using DbCommand again = connection.Ask(
            transaction, Again, ("@site", site), ("@instrument", draft.InstrumentId), ("@analysis", draft.Analysis),
            ("@level", draft.LevelId), ("@result", result));
        if (await again.ExecuteNonQueryAsync(stop) > 0)
        {
            return;
        }

        long measured = draft.MeasuredAt.ToUnixTimeMilliseconds();
        long lastGood = await LastGoodAsync(connection, transaction, site, draft, number, stop);
        await using DbCommand insert = connection.Ask(
            transaction, Insert, ("@site", site), ("@block", OpaqueId.Draw()), ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis), ("@level", draft.LevelId), ("@result", result), ("@good", lastGood),
            ("@measured", measured));
        await insert.ExecuteNonQueryAsync(stop);
    }

    private static async Task<long> LastGoodAsync(
        DbConnection connection, DbTransaction transaction, short site, ControlDraft draft, int number,
        CancellationToken stop)
    {
        // Mostly the first row is it: only what was measured of a lot past its date is passed over.
        for (int offset = 0, read = RowsAtOnce; read == RowsAtOnce; offset += RowsAtOnce)
        {
            await using DbCommand good = connection.Ask(
                transaction, GoodBefore, ("@site", site), ("@instrument", draft.InstrumentId),
                ("@analysis", draft.Analysis), ("@level", draft.LevelId), ("@number", number),
                ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds()), ("@limit", RowsAtOnce), ("@offset", offset));
            await using DbDataReader reader = await good.ExecuteReaderAsync(stop);
            for (read = 0; await reader.ReadAsync(stop); read++)
            {
                if (IsInDate(reader.GetInstant(0), reader.GetDay(1)))
                {
                    return reader.GetInt64(0);
                }
            }
        }

        return 0;
    }

    private static async Task GoodAsync(
        DbConnection connection, DbTransaction transaction, short site, long result, ControlDraft draft, int number,
        CancellationToken stop)
    {
        List<long> blocks = [];
        await using (DbCommand open = connection.Ask(
            transaction, OpenOfLevel, ("@site", site), ("@instrument", draft.InstrumentId),
            ("@analysis", draft.Analysis), ("@level", draft.LevelId), ("@number", number),
            ("@measured", draft.MeasuredAt.ToUnixTimeMilliseconds())))
        {
            await using DbDataReader reader = await open.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                blocks.Add(reader.GetInt64(0));
            }
        }

        foreach (long block in blocks)
        {
            await using DbCommand set = connection.Ask(
                transaction, SetGood, ("@site", site), ("@block", block), ("@result", result));
            await set.ExecuteNonQueryAsync(stop);
        }
    }

    private static async Task ReleaseAsync(
        DbConnection connection, DbTransaction transaction, short site, int instrument, string analysis,
        DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.Ask(
            transaction, Release, ("@site", site), ("@instrument", instrument), ("@analysis", analysis),
            ("@now", now.ToUnixTimeMilliseconds()));
        await command.ExecuteNonQueryAsync(stop);
    }
}
