using System.Data.Common;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>
/// Holds the links between records against the log, in both databases: a forged one would show a stranger's record as
/// part of another's, a deleted one would hide half of a record (docs/adr/0009).
/// </summary>
/// <remarks>
/// A row must be as the last confirmed event of its record left it, or as a later event did that is not confirmed:
/// between leaf, row and confirmation there may have been a cut.
/// </remarks>
internal sealed class LinkCheck
{
    private const string Links = "SELECT patient_id, survivor_id, log_index FROM patient_link";

    private readonly Dictionary<PatientId, List<LinkEvent>> histories;
    private readonly List<Finding> findings = [];

    private LinkCheck(IEnumerable<LinkEvent> events) =>
        histories = events.GroupBy(one => one.Replaced).ToDictionary(group => group.Key, group => group.ToList());

    /// <summary>Links that are not as the log says.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Links whose last event is in the log, unconfirmed, and not in the main database.</summary>
    public long Unfinished { get; private set; }

    /// <summary>
    /// Checks. The rows are read after the log and before what the log has gained since: whatever state a row is in,
    /// its leaf came before it.
    /// </summary>
    public static async Task<LinkCheck> RunAsync(
        DatabaseLocation main, DatabaseLocation custody, LogScan log, CancellationToken stop)
    {
        Dictionary<PatientId, LinkRow> rows = await ReadAsync(main, stop);
        Dictionary<PatientId, LinkRow> custodyRows = await ReadAsync(custody, stop);
        LinkCheck check = new([.. log.Events.Links, .. (await log.LaterAsync(custody, stop)).Links]);
        check.Compare(rows, log.IsConfirmed, null);
        check.Unfinished = check.histories.LongCount(one =>
            rows.GetValueOrDefault(one.Key) is var row
            && IsAccepted(one.Value, row, log.IsConfirmed)
            && !IsAs(one.Value[^1], row));

        // There, row and leaf come in one transaction: what the scan has seen must be there.
        check.Compare(custodyRows, index => index < log.Size, "in the custody database");
        return check;
    }

    private static async Task<Dictionary<PatientId, LinkRow>> ReadAsync(DatabaseLocation database, CancellationToken stop)
    {
        Dictionary<PatientId, LinkRow> rows = [];
        await using DbConnection connection = await database.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Links;
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows[new(Number(reader, 0))] = new(new(Number(reader, 1)), Number(reader, 2));
        }

        return rows;
    }

    private void Compare(Dictionary<PatientId, LinkRow> rows, Func<long, bool> isConfirmed, string? place)
    {
        foreach ((PatientId patient, LinkRow row) in rows)
        {
            if (!IsLinkOf(patient, row) || !IsAccepted(histories[patient], row, isConfirmed))
            {
                findings.Add(new(FindingKind.LinkForged, patient.ToString(), LogIndex: row.LogIndex, Detail: place));
            }
        }

        foreach ((PatientId patient, List<LinkEvent> events) in histories)
        {
            if (!rows.ContainsKey(patient) && !IsAccepted(events, null, isConfirmed))
            {
                findings.Add(new(
                    FindingKind.LinkDeleted, patient.ToString(), LogIndex: LastConfirmed(events, isConfirmed)!.Index,
                    Detail: place));
            }
        }
    }

    private bool IsLinkOf(PatientId patient, LinkRow row) =>
        histories.TryGetValue(patient, out List<LinkEvent>? events)
        && events.Exists(one => one.Index == row.LogIndex && one.IsJoin && one.Survivor == row.Survivor);

    private static bool IsAccepted(List<LinkEvent> events, LinkRow? row, Func<long, bool> isConfirmed)
    {
        LinkEvent? last = LastConfirmed(events, isConfirmed);
        return last is null
            ? row is null || events.Exists(one => IsAs(one, row))
            : events.Exists(one => one.Index >= last.Index && IsAs(one, row));
    }

    private static LinkEvent? LastConfirmed(List<LinkEvent> events, Func<long, bool> isConfirmed) =>
        events.FindLast(one => isConfirmed(one.Index));

    private static bool IsAs(LinkEvent one, LinkRow? row) => one.IsJoin ? row?.Survivor == one.Survivor : row is null;

    private static long Number(DbDataReader reader, int column) =>
        Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    private sealed record LinkRow(PatientId Survivor, long LogIndex);
}
