using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Locations;

namespace Serment.Records.Encounters;

/// <summary>Why a bed cannot be taken.</summary>
public enum BedRefusal : byte
{
    /// <summary>It can.</summary>
    None = 0,

    /// <summary>Somebody lies in it, or lay in it at that time.</summary>
    Occupied = 1,

    /// <summary>It is not clean yet.</summary>
    ToClean = 2,

    /// <summary>It is out of use.</summary>
    Closed = 3,

    /// <summary>It is kept for somebody else.</summary>
    Reserved = 4,

    /// <summary>It is not there any more.</summary>
    Gone = 5,

    /// <summary>She is in another stay, which somebody has just opened.</summary>
    OtherStay = 6,
}

/// <summary>Rolls a saving back: somebody was first.</summary>
internal sealed class BedRefusedException(BedRefusal why) : Exception("the bed cannot be taken")
{
    public BedRefusal Why { get; } = why;
}

/// <summary>
/// Who lies where, as rows. Each bed that a stay touches is updated first: that holds its row until the transaction
/// ends, on either engine, so that two stays cannot write overlapping stretches of one bed, now or in the past.
/// </summary>
internal static class StayBeds
{
    private const string Hold =
        """
        UPDATE bed SET version = version + 1, changed_at = @now
        WHERE site = @site AND bed_id = @bed AND removed = 0
        """;

    private const string Take =
        """
        UPDATE bed SET state = 1, reserved_for = NULL
        WHERE site = @site AND bed_id = @bed AND removed = 0 AND unit_id = @unit
          AND (state = 1 OR (state = 4 AND reserved_for = @encounter) OR (state = 2 AND @again = 1))
        """;

    private const string Leave =
        "UPDATE bed SET state = @state WHERE site = @site AND bed_id = @bed AND state = 1";

    private const string Reserve =
        """
        UPDATE bed SET state = 4, reserved_for = @encounter
        WHERE site = @site AND bed_id = @bed AND removed = 0 AND unit_id = @unit
          AND (state = 1 OR (state = 4 AND reserved_for = @encounter))
        """;

    private const string Unreserve =
        """
        UPDATE bed SET state = 1, reserved_for = NULL, version = version + 1, changed_at = @now
        WHERE site = @site AND bed_id = @bed AND state = 4 AND reserved_for = @encounter
        """;

    private const string StateOf = "SELECT state FROM bed WHERE site = @site AND bed_id = @bed AND removed = 0";

    private const string Forget =
        "DELETE FROM bed_stay WHERE patient_id = @patient AND encounter_id = @encounter";

    private const string Insert =
        """
        INSERT INTO bed_stay (patient_id, encounter_id, ordinal, site, unit_id, bed_id, from_ms, until_ms)
        VALUES (@patient, @encounter, @ordinal, @site, @unit, @bed, @from, @until)
        """;

    private const string Others =
        """
        SELECT COUNT(*) FROM bed_stay
        WHERE site = @site AND bed_id = @bed AND from_ms < @until AND until_ms > @from
          AND NOT (patient_id = @patient AND encounter_id = @encounter)
        """;

    /// <summary>Writes the beds of a stay anew.</summary>
    /// <exception cref="BedRefusedException">Somebody else has one of them.</exception>
    public static async Task WriteAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        List<BedStretch> before = StretchesOf(row.Before);
        List<BedStretch> after = StretchesOf(row.After);

        // In the order of their numbers: two transactions that want two beds must not wait for each other.
        foreach (long bed in before.Concat(after).Select(one => one.BedId).Distinct().Order())
        {
            bool isNeeded = after.Exists(one => one.BedId == bed) && !before.Exists(one => one.BedId == bed);
            if (await RunAsync(connection, Hold, row, bed, stop) == 0 && isNeeded)
            {
                throw new BedRefusedException(BedRefusal.Gone);
            }
        }

        await RunAsync(connection, Forget, row, null, stop);
        for (int i = 0; i < after.Count; i++)
        {
            await using DbCommand command = Command(connection, Insert, row, after[i].BedId);
            command.Add("@ordinal", (short)i);
            command.Add("@unit", after[i].UnitId);
            command.Add("@from", after[i].FromMs);
            command.Add("@until", after[i].UntilMs);
            await command.ExecuteNonQueryAsync(stop);
        }

        foreach (BedStretch stretch in after.Except(before))
        {
            await using DbCommand command = Command(connection, Others, row, stretch.BedId);
            command.Add("@from", stretch.FromMs);
            command.Add("@until", stretch.UntilMs);
            if (Convert.ToInt64(
                await command.ExecuteScalarAsync(stop), System.Globalization.CultureInfo.InvariantCulture) > 0)
            {
                throw new BedRefusedException(BedRefusal.Occupied);
            }
        }

        await MoveAsync(connection, row, stop);
        await ReserveAsync(connection, row, stop);
    }

    private static async Task MoveAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        long? left = row.Before.Current?.Place.BedId;
        Place? place = row.After.Current?.Place;
        if (left == place?.BedId)
        {
            return;
        }

        if (left is { } bed)
        {
            // A movement that is taken back never took place: nobody lay there.
            await using DbCommand command = Command(connection, Leave, row, bed);
            command.Add("@state", (short)(row.IsCancellation ? BedState.Free : BedState.ToClean));
            await command.ExecuteNonQueryAsync(stop);
        }

        if (place is { BedId: { } taken })
        {
            await TakeAsync(connection, Take, row, taken, place.UnitId, stop);
        }
    }

    private static async Task ReserveAsync(DbConnection connection, StayRow row, CancellationToken stop)
    {
        Place? wanted = row.After.Status == StayStatus.Planned ? row.After.Expected?.Place : null;
        if (row.Before.Expected?.Place?.BedId is { } before && before != wanted?.BedId)
        {
            await RunAsync(connection, Unreserve, row, before, stop);
        }

        if (wanted is { BedId: { } bed })
        {
            await TakeAsync(connection, Reserve, row, bed, wanted.UnitId, stop);
        }
    }

    private static async Task TakeAsync(
        DbConnection connection, string sql, StayRow row, long bed, int unit, CancellationToken stop)
    {
        await using DbCommand command = Command(connection, sql, row, bed);
        command.Add("@unit", unit);
        command.Add("@again", row.IsCancellation ? 1 : 0);
        if (await command.ExecuteNonQueryAsync(stop) != 0)
        {
            return;
        }

        await using DbCommand state = Command(connection, StateOf, row, bed);
        throw new BedRefusedException(
            await state.ExecuteScalarAsync(stop) is { } found
                ? (BedState)Convert.ToInt16(found, System.Globalization.CultureInfo.InvariantCulture) switch
                {
                    BedState.ToClean => BedRefusal.ToClean,
                    BedState.Closed => BedRefusal.Closed,
                    BedState.Reserved => BedRefusal.Reserved,
                    _ => BedRefusal.Gone,
                }
                : BedRefusal.Gone);
    }

    private static async Task<int> RunAsync(
        DbConnection connection, string sql, StayRow row, long? bed, CancellationToken stop)
    {
        await using DbCommand command = Command(connection, sql, row, bed);
        return await command.ExecuteNonQueryAsync(stop);
    }

    private static DbCommand Command(DbConnection connection, string sql, StayRow row, long? bed)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = row.Transaction;
        command.Add("@site", row.Site);
        command.Add("@bed", bed ?? 0);
        command.Add("@patient", row.Patient.Value);
        command.Add("@encounter", row.Encounter);
        command.Add("@now", row.NowMs);
        return command;
    }

    private static List<BedStretch> StretchesOf(StayHistory history)
    {
        List<BedStretch> stretches = [];
        foreach (StayStretch one in history.Stretches)
        {
            if (one.Place.BedId is not { } bed)
            {
                continue;
            }

            long until = one.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
            if (stretches.Count > 0 && stretches[^1].BedId == bed
                && stretches[^1].UntilMs == one.From.ToUnixTimeMilliseconds())
            {
                stretches[^1] = stretches[^1] with { UntilMs = until };
            }
            else
            {
                stretches.Add(new(bed, one.Place.UnitId, one.From.ToUnixTimeMilliseconds(), until));
            }
        }

        return stretches;
    }

    private sealed record BedStretch(long BedId, int UnitId, long FromMs, long UntilMs);
}
