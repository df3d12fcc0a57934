using System.Data.Common;
using Serment.Custodian.Decisions;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Budgets;

/// <summary>One thing spent within the longest window, as the log's index remembers it.</summary>
internal readonly record struct SpentRow(
    long AtMs, long Actor, short Site, Meter Charged, long Subject, long Number, FlowKind? Flow)
{
    /// <summary>Reads what still counts, oldest first.</summary>
    public static List<SpentRow> ReadAll(DbConnection connection)
    {
        // Newest first, and stop at the first row that is too old: the table may hold years.
        List<SpentRow> rows = [];
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT at, actor_id, site, charged, subject_id, patient_id, number, kind FROM log_event ORDER BY log_index DESC
            """;
        using DbDataReader reader = command.ExecuteReader();
        long? newest = null;
        while (reader.Read())
        {
            long at = reader.GetInt64(0);
            newest ??= at;
            if (at <= newest - (long)MeterWindows.Longest.TotalMilliseconds)
            {
                command.Cancel();
                break;
            }

            Meter charged = reader.IsDBNull(3) ? Meter.None : (Meter)reader.GetInt16(3);
            FlowKind? flow = (LogEventKind)reader.GetInt16(7) switch
            {
                LogEventKind.TokensMade when charged == Meter.None => FlowKind.Tokens,
                LogEventKind.EntriesSealed => FlowKind.Seals,
                LogEventKind.RelationshipDeclared => FlowKind.Declarations,
                _ => null,
            };
            if (charged != Meter.None || flow is not null)
            {
                // The number of a declaration is a unit or a person: each is one.
                long units = flow == FlowKind.Declarations ? 1 : reader.IsDBNull(6) ? 0 : reader.GetInt64(6);
                rows.Add(new(
                    at, reader.GetInt64(1), reader.GetInt16(2), charged, SubjectOf(reader), units, flow));
            }
        }

        rows.Reverse();
        return rows;
    }

    // A linked patient is charged under the survivor's id, which then stands as the subject.
    private static long SubjectOf(DbDataReader reader) =>
        !reader.IsDBNull(4) ? reader.GetInt64(4) : reader.IsDBNull(5) ? 0 : reader.GetInt64(5);
}
