using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>What came in and fits nobody, as rows; what it says is sealed (<see cref="InstrumentKeys"/>).</summary>
public sealed class AsideRows(DatabaseLocation main, InstrumentKeys keys)
{
    /// <summary>Rows of a list.</summary>
    public const int MaxListed = 200;

    /// <summary>Characters of a reason to discard.</summary>
    public const int MaxResolutionChars = 200;

    /// <summary>Those of a laboratory that wait, oldest first, opened.</summary>
    public async Task<IReadOnlyList<OpenedAside>> ListAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT aside_id, laboratory_id, instrument_id, reason, state, received_at, sealed FROM instrument_aside
            WHERE site = @site AND laboratory_id = @laboratory AND state = 1
            ORDER BY received_at, aside_id LIMIT @limit
            """;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@limit", MaxListed);
        return await ReadAsync(command, site, stop);
    }

    /// <summary>How many of a laboratory wait.</summary>
    public async Task<long> CountAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT COUNT(*) FROM instrument_aside WHERE site = @site AND laboratory_id = @laboratory AND state = 1";
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    /// <summary>One that waits; null where there is none.</summary>
    public async Task<OpenedAside?> FindAsync(short site, long id, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT aside_id, laboratory_id, instrument_id, reason, state, received_at, sealed FROM instrument_aside
            WHERE site = @site AND aside_id = @id AND state = 1
            """;
        command.Add("@site", site);
        command.Add("@id", id);
        return (await ReadAsync(command, site, stop)) is [var one] ? one : null;
    }

    /// <summary>Discards one; what it said is erased. False where somebody was first.</summary>
    public async Task<bool> DiscardAsync(
        short site, long id, string why, ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await ResolveAsync(
            connection, null, site, id, AsideState.Discarded,
            why.Length > MaxResolutionChars ? why[..MaxResolutionChars] : why, by, now, stop);
    }

    internal static async Task<long> CountOfAsync(
        DbConnection connection, DbTransaction transaction, Instrument instrument, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            SELECT COUNT(*) FROM instrument_aside
            WHERE site = @site AND laboratory_id = @laboratory AND state = 1 AND instrument_id = @instrument
            """;
        command.Add("@site", instrument.Site);
        command.Add("@laboratory", instrument.LaboratoryId);
        command.Add("@instrument", instrument.Id);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    internal async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, Instrument instrument, AsideReason reason,
        AnalyserResult result, DateTimeOffset now, CancellationToken stop)
    {
        long id = OpaqueId.Draw();
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            INSERT INTO instrument_aside (site, aside_id, laboratory_id, instrument_id, reason, state, received_at,
                resolved_at, resolved_by, resolution, sealed)
            VALUES (@site, @id, @laboratory, @instrument, @reason, 1, @now, 0, 0, '', @sealed)
            """;
        command.Add("@site", instrument.Site);
        command.Add("@id", id);
        command.Add("@laboratory", instrument.LaboratoryId);
        command.Add("@instrument", instrument.Id);
        command.Add("@reason", (short)reason);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@sealed", await keys.SealAsync(instrument.Site, id, result, stop));
        await command.ExecuteNonQueryAsync(stop);
    }

    internal static async Task<bool> ResolveAsync(
        DbConnection connection, DbTransaction? transaction, short site, long id, AsideState state, string why,
        ActorId by, DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE instrument_aside
            SET state = @state, resolution = @why, resolved_at = @now, resolved_by = @by, sealed = ''
            WHERE site = @site AND aside_id = @id AND state = 1
            """;
        command.Add("@state", (short)state);
        command.Add("@why", why);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        command.Add("@by", by.Value);
        command.Add("@site", site);
        command.Add("@id", id);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    private async Task<List<OpenedAside>> ReadAsync(DbCommand command, short site, CancellationToken stop)
    {
        List<(AsideRow Row, string Sealed)> rows = [];
        await using (DbDataReader reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
            {
                rows.Add((
                    new(
                        reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), (AsideReason)reader.GetInt16(3),
                        (AsideState)reader.GetInt16(4), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5))),
                    reader.GetString(6)));
            }
        }

        List<OpenedAside> opened = [];
        foreach ((AsideRow row, string text) in rows)
        {
            opened.Add(new(row, await keys.OpenAsync(site, row.Id, text, stop)));
        }

        return opened;
    }
}
