using System.Collections.Frozen;
using System.Data.Common;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Downtime;

/// <summary>
/// The certificates of wards, in memory as the database durably has them. A writer of the custody database could send a
/// ward's pack to himself with one: the table is in the register.
/// </summary>
internal sealed class WardKeys : IDurableState
{
    private const string Sql =
        "SELECT unit_id, site, certificate, registered_at FROM ward_key WHERE ended_at IS NULL ORDER BY unit_id";

    private volatile FrozenDictionary<int, (short Site, WardKey Key)> keys =
        FrozenDictionary<int, (short, WardKey)>.Empty;

    /// <summary>Those of a site.</summary>
    public IReadOnlyList<WardKey> Of(short site) =>
        [.. keys.Values.Where(one => one.Site == site).Select(one => one.Key).OrderBy(one => one.UnitId)];

    /// <summary>Puts a certificate in the place of the ward's older one. Only an approved proposal calls it.</summary>
    public void Register(Turn turn, short site, int unit, byte[] certificate, ActorId by)
    {
        long nowMs = turn.Now.ToUnixTimeMilliseconds();
        turn.Execute("UPDATE ward_key SET ended_at = @p2 WHERE unit_id = @p1 AND ended_at IS NULL", unit, nowMs);
        turn.Execute(
            """
            INSERT INTO ward_key (unit_id, registered_at, registered_by, site, certificate)
            VALUES (@p1, @p2, @p3, @p4, @p5)
            """,
            unit, nowMs, by.Value, site, certificate);
        using DbDataReader row = turn.Read(Sql);
        FrozenDictionary<int, (short, WardKey)> next = Read(row);
        turn.OnCommit(() => keys = next);
    }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        using DbDataReader row = command.ExecuteReader();
        keys = Read(row);
    }

    private static FrozenDictionary<int, (short Site, WardKey Key)> Read(DbDataReader row)
    {
        Dictionary<int, (short, WardKey)> read = [];
        while (row.Read())
        {
            read[row.GetInt32(0)] = (
                row.GetInt16(1),
                new(
                    row.GetInt32(0), row.GetFieldValue<byte[]>(2),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))));
        }

        return read.ToFrozenDictionary();
    }
}
