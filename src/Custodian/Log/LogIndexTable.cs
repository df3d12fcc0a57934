using Serment.Custodian.Storage;
using Serment.Custodian.Writer;

namespace Serment.Custodian.Log;

/// <summary>Writes rows of <c>log_event</c>.</summary>
internal static class LogIndexTable
{
    private const string Columns =
        """
        INSERT INTO log_event (log_index, at, actor_id, session_id, patient_id, subject_id, number, site, kind, role,
                               purpose, outcome, reason, charged, code, compartments)
        """;

    private const string PerRow =
        Columns + " VALUES (@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16)";

    private const string Unnested =
        Columns
        + " SELECT * FROM unnest(@p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p13, @p14, @p15, @p16)";

    public static void Insert(Turn turn, IReadOnlyList<LogIndexEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        Rows.Insert(
            turn, PerRow, Unnested,
            Column(entries, entry => entry.LogIndex),
            Column(entries, entry => entry.AtMs),
            Column(entries, entry => entry.Actor.Value),
            Column(entries, entry => entry.Row.Session?.Value),
            Column(entries, entry => entry.Row.Patient?.Value),
            Column(entries, entry => entry.Row.Subject),
            Column(entries, entry => entry.Row.Number),
            Column(entries, entry => entry.Site),
            Column(entries, entry => (short)entry.Kind),
            Column(entries, entry => (short?)entry.Row.Role),
            Column(entries, entry => (short?)entry.Row.Purpose),
            Column(entries, entry => (short?)entry.Row.Outcome),
            Column(entries, entry => (short?)entry.Row.Reason),
            Column(entries, entry => (short?)entry.Row.Charged),
            Column(entries, entry => (short?)entry.Row.Code),
            Column(entries, entry => (short?)entry.Row.Compartments));
    }

    private static T[] Column<T>(IReadOnlyList<LogIndexEntry> entries, Func<LogIndexEntry, T> value)
    {
        T[] column = new T[entries.Count];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = value(entries[i]);
        }

        return column;
    }
}
