using System.Data.Common;
using System.Globalization;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Relationships;

/// <summary>Standing in, as rows of the table <c>cover</c>, which is in the register.</summary>
internal static class CoverRows
{
    /// <summary>The columns that <see cref="Read"/> takes.</summary>
    public const string LiveSql =
        """
        SELECT cover_id, kind, site, taker_id, replaced_id, unit_id, given_by, given_at, starts_at, ends_at
        FROM cover WHERE ended_at IS NULL
        """;

    /// <summary>Reads one.</summary>
    public static Cover Read(DbDataReader row) =>
        new(
            row.GetInt64(0), (CoverKind)row.GetInt16(1), row.GetInt16(2), new(row.GetInt64(3)),
            row.IsDBNull(4) ? null : new ActorId(row.GetInt64(4)), row.IsDBNull(5) ? null : row.GetInt32(5),
            new(row.GetInt64(6)), At(row, 7), At(row, 8), At(row, 9));

    /// <summary>Those that nobody has ended, as the turn sees them; some may be over by their time.</summary>
    public static List<Cover> Live(Turn turn)
    {
        using DbDataReader row = turn.Read(LiveSql);
        List<Cover> live = [];
        while (row.Read())
        {
            live.Add(Read(row));
        }

        return live;
    }

    /// <summary>Inserts one.</summary>
    public static void Insert(Turn turn, Cover cover, long logIndex) =>
        turn.Execute(
            """
            INSERT INTO cover
                (cover_id, taker_id, replaced_id, given_by, given_at, starts_at, ends_at, log_index, unit_id, site, kind)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
            """,
            cover.Id, cover.Taker.Value, cover.Replaced?.Value, cover.GivenBy.Value,
            cover.GivenAt.ToUnixTimeMilliseconds(), cover.From.ToUnixTimeMilliseconds(),
            cover.Until.ToUnixTimeMilliseconds(), logIndex, cover.UnitId, cover.Site, (short)cover.Kind);

    /// <summary>Ends one.</summary>
    public static int End(Turn turn, long cover, ActorId by) =>
        turn.Execute(
            "UPDATE cover SET ended_at = @p2, ended_by = @p3 WHERE cover_id = @p1 AND ended_at IS NULL",
            cover, turn.Now.ToUnixTimeMilliseconds(), by.Value);

    /// <summary>How many somebody gave since then, whatever became of them.</summary>
    public static int CountGiven(Turn turn, ActorId giver, bool onBehalfOnly, DateTimeOffset since) =>
        Convert.ToInt32(
            turn.Scalar(
                """
                SELECT COUNT(*) FROM cover
                WHERE given_by = @p1 AND given_at > @p2 AND (@p3 = 0 OR (replaced_id IS NOT NULL AND replaced_id <> @p1))
                """,
                giver.Value, since.ToUnixTimeMilliseconds(), onBehalfOnly ? 1 : 0),
            CultureInfo.InvariantCulture);

    private static DateTimeOffset At(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
