using System.Data.Common;
using Serment.Custodian.Keys;
using Serment.Custodian.Writer;

namespace Serment.Custodian.Relationships;

/// <summary>Care relationships as rows, each with its seal; a row without a fitting one is no relationship.</summary>
internal static class RelationshipRows
{
    /// <summary>Inserts one.</summary>
    public static void Insert(Turn turn, in RelationshipRow row) =>
        turn.Execute(
            """
            INSERT INTO relationship
                (relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind, seal)
            VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
            """,
            row.Id, row.Patient, row.StartsAtMs, row.EndsAtMs, row.Staff, row.DeclaredBy, row.LogIndex, row.Unit, row.Site,
            row.Kind, turn.Seals.Of(row));

    /// <summary>Ends one that was read from a sealed row.</summary>
    public static int End(Turn turn, in RelationshipRow row, long endsAtMs) =>
        turn.Execute(
            "UPDATE relationship SET ends_at = @p2, seal = @p3 WHERE relationship_id = @p1",
            row.Id, endsAtMs, turn.Seals.Of(row with { EndsAtMs = endsAtMs }));

    /// <summary>One relationship of a site; null where there is none, or its seal does not fit.</summary>
    public static RelationshipRow? Find(Turn turn, short site, long id)
    {
        using DbDataReader row = turn.Read(
            """
            SELECT relationship_id, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind, seal
            FROM relationship WHERE relationship_id = @p1 AND site = @p2
            """,
            id, site);
        return row.Read() ? Read(row, turn.Seals) : null;
    }

    /// <summary>Reads the eleven columns in the order of <see cref="Find"/>; null where the seal does not fit.</summary>
    public static RelationshipRow? Read(DbDataReader row, CustodySeals seals)
    {
        RelationshipRow read = ReadUnchecked(row);
        return seals.Fits(read, row.IsDBNull(10) ? null : (byte[])row.GetValue(10)) ? read : null;
    }

    /// <summary>The same without looking at the seal: for rows of before there were any.</summary>
    public static RelationshipRow ReadUnchecked(DbDataReader row) =>
        new(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4),
            row.GetInt64(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetInt32(7), row.GetInt16(8), row.GetInt16(9));
}
