using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;

namespace Serment.Records.Laboratory.Reports;

/// <summary>One report as rows know it: the sealed DiagnosticReport bears the same number.</summary>
public sealed record ReportRow
{
    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>The DiagnosticReport.</summary>
    public required EntryId Report { get; init; }

    /// <summary>Site.</summary>
    public required short Site { get; init; }

    /// <summary>The laboratory.</summary>
    public required int LaboratoryId { get; init; }

    /// <summary>Of which order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>Whether it is the one of the sensitive analyses.</summary>
    public required bool IsSensitive { get; init; }

    /// <summary>How far.</summary>
    public required ReportStatus Status { get; init; }

    /// <summary>Version of the DiagnosticReport: which edition.</summary>
    public required int EntryVersion { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who signed.</summary>
    public required ActorId IssuedBy { get; init; }

    /// <summary>Validated analyses in it.</summary>
    public required int Analyses { get; init; }

    /// <summary>The last change of an analysis that it tells.</summary>
    public required DateTimeOffset CoveredUntil { get; init; }

    /// <summary>
    /// What it tells, in one number: versions of final analyses and times of provisional ones, added up. It differs once
    /// one of them takes a step, in whatever order steps commit.
    /// </summary>
    public required long CoveredSteps { get; init; }

    /// <summary>Analyses that it says are under way.</summary>
    public required int Pending { get; init; }

    /// <summary>When it was last handed over or sent; null not yet.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportRow);
}

/// <summary>
/// An order with validated analyses that no signed report tells yet, or whose report says that some are under way where
/// none is any more.
/// </summary>
/// <param name="Request">The order.</param>
/// <param name="IsSensitive">Whether it is the part labelled sensitive.</param>
/// <param name="Final">Validated analyses.</param>
/// <param name="Pending">Analyses under way.</param>
/// <param name="Since">When the first untold validation was; without one, when the last analysis was dropped.</param>
/// <param name="IsReplacing">Whether there was a report before.</param>
public sealed record ReportDue(
    RequestRow Request, bool IsSensitive, int Final, int Pending, DateTimeOffset Since, bool IsReplacing)
{
    /// <summary>From when on an unsigned report is late.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromHours(4);

    /// <summary>Whether it waits for long.</summary>
    public bool IsLate(DateTimeOffset now) => now - Since >= LateAfter;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ReportDue);
}

/// <summary>Reports as rows.</summary>
public static class ReportRows
{
    /// <summary>Lines of the list of what is to be signed.</summary>
    public const int MaxDue = 200;

    private const string Find =
        """
        SELECT report_id, site, laboratory_id, is_sensitive, status, entry_version, issued_at, issued_by, analyses,
            covered_until, delivered_at, covered_steps, pending
        FROM diagnostic_report WHERE patient_id = @patient AND request_id = @request
        """;

    private const string Insert =
        """
        INSERT INTO diagnostic_report (patient_id, report_id, site, laboratory_id, request_id, is_sensitive, status,
            entry_version, issued_at, issued_by, analyses, covered_until, covered_steps, pending, delivered_at)
        VALUES (@patient, @report, @site, @laboratory, @request, @sensitive, @status, @version, @issued, @by, @analyses,
            @covered, @steps, @pending, 0)
        """;

    private const string Update =
        """
        UPDATE diagnostic_report SET status = @status, entry_version = @version, issued_at = @issued, issued_by = @by,
            analyses = @analyses, covered_until = @covered, covered_steps = @steps, pending = @pending,
            delivered_at = 0
        WHERE patient_id = @patient AND report_id = @report AND entry_version = @version - 1
        """;

    // Of the orders of which something has changed lately, all analyses: a report is held against all that it tells.
    private const string Due =
        """
        SELECT g.patient_id, g.request_id, g.is_sensitive, g.validated, g.under_way,
            COALESCE(
                (SELECT MIN(CASE WHEN f.status = 5 THEN f.changed_at ELSE f.final_at END) FROM observation_task f
                    WHERE f.patient_id = g.patient_id AND f.request_id = g.request_id
                        AND g.is_sensitive = CASE WHEN f.analysis IS NULL THEN 1 ELSE 0 END
                        AND ((f.status = 5 AND f.changed_at > COALESCE(r.covered_until, 0))
                            OR (f.status < 5 AND f.final_at > COALESCE(r.covered_until, 0)))),
                g.changed_at),
            COALESCE(r.entry_version, 0)
        FROM (
            SELECT t.patient_id, t.request_id, CASE WHEN t.analysis IS NULL THEN 1 ELSE 0 END AS is_sensitive,
                SUM(CASE WHEN t.status = 5 OR (t.status < 5 AND t.final_at > 0) THEN 1 ELSE 0 END) AS validated,
                SUM(CASE WHEN t.status < 5 THEN 1 ELSE 0 END) AS under_way,
                SUM(CASE WHEN t.status = 5 THEN t.version WHEN t.status < 5 THEN t.final_at ELSE 0 END) AS steps,
                MAX(t.changed_at) AS changed_at
            FROM (SELECT DISTINCT patient_id, request_id FROM observation_task
                WHERE site = @site AND laboratory_id = @laboratory AND changed_at > @since
                    AND (status IN (5, 6) OR final_at > 0)) recent
            JOIN observation_task t ON t.patient_id = recent.patient_id AND t.request_id = recent.request_id
            GROUP BY t.patient_id, t.request_id, CASE WHEN t.analysis IS NULL THEN 1 ELSE 0 END) g
        LEFT JOIN diagnostic_report r ON r.patient_id = g.patient_id AND r.request_id = g.request_id
            AND r.is_sensitive = g.is_sensitive
        WHERE g.validated > 0
            AND (g.steps <> COALESCE(r.covered_steps, 0) OR (r.pending > 0 AND g.under_way = 0))
        ORDER BY 6, g.request_id LIMIT @limit
        """;

    private const string Overtaken =
        """
        SELECT 1 FROM diagnostic_report r
        WHERE r.patient_id = @patient AND r.report_id = @report AND r.covered_steps <> (
            SELECT COALESCE(SUM(CASE WHEN t.status = 5 THEN t.version WHEN t.status < 5 THEN t.final_at ELSE 0 END), 0)
            FROM observation_task t WHERE t.patient_id = r.patient_id AND t.request_id = r.request_id
                AND r.is_sensitive = CASE WHEN t.analysis IS NULL THEN 1 ELSE 0 END)
        """;

    /// <summary>How far back unsigned reports are looked for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(60);

    /// <summary>The report of an order, or of its sensitive part; null before the first is signed.</summary>
    public static async Task<ReportRow?> FindAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId request, bool isSensitive,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Find;
        command.Add("@patient", patient.Value);
        command.Add("@request", request.Value);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            if (reader.GetInt16(3) != 0 == isSensitive)
            {
                return new()
                {
                    Patient = patient,
                    Report = new(reader.GetInt64(0)),
                    Site = reader.GetInt16(1),
                    LaboratoryId = reader.GetInt32(2),
                    Request = request,
                    IsSensitive = isSensitive,
                    Status = (ReportStatus)reader.GetInt16(4),
                    EntryVersion = reader.GetInt32(5),
                    IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
                    IssuedBy = new(reader.GetInt64(7)),
                    Analyses = reader.GetInt32(8),
                    CoveredUntil = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)),
                    DeliveredAt = reader.GetTime(10),
                    CoveredSteps = reader.GetInt64(11),
                    Pending = reader.GetInt32(12),
                };
            }
        }

        return null;
    }

    /// <summary>Stores an edition; false where somebody was first.</summary>
    public static async Task<bool> SaveAsync(
        DbConnection connection, DbTransaction? transaction, ReportRow row, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = row.EntryVersion == 1 ? Insert : Update;
        command.Add("@patient", row.Patient.Value);
        command.Add("@report", row.Report.Value);
        command.Add("@status", (short)row.Status);
        command.Add("@version", row.EntryVersion);
        command.Add("@issued", row.IssuedAt.ToUnixTimeMilliseconds());
        command.Add("@by", row.IssuedBy.Value);
        command.Add("@analyses", row.Analyses);
        command.Add("@covered", row.CoveredUntil.ToUnixTimeMilliseconds());
        command.Add("@steps", row.CoveredSteps);
        command.Add("@pending", row.Pending);
        if (row.EntryVersion == 1)
        {
            command.Add("@site", row.Site);
            command.Add("@laboratory", row.LaboratoryId);
            command.Add("@request", row.Request.Value);
            command.Add("@sensitive", (short)(row.IsSensitive ? 1 : 0));
        }

        return await command.ExecuteNonQueryAsync(stop) == 1;
    }

    /// <summary>Notes that a report was handed over or sent.</summary>
    public static async Task SetDeliveredAsync(
        DbConnection connection, DbTransaction? transaction, PatientId patient, EntryId report, DateTimeOffset at,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "UPDATE diagnostic_report SET delivered_at = @at WHERE patient_id = @patient AND report_id = @report";
        command.Add("@at", at.ToUnixTimeMilliseconds());
        command.Add("@patient", patient.Value);
        command.Add("@report", report.Value);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Whether a result was validated or corrected after the last edition of a report was signed.</summary>
    public static async Task<bool> IsOvertakenAsync(
        DbConnection connection, PatientId patient, EntryId report, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Overtaken;
        command.Add("@patient", patient.Value);
        command.Add("@report", report.Value);
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    /// <summary>Orders of a laboratory whose report is to be signed, the longest waiting first.</summary>
    public static async Task<List<ReportDue>> DueAsync(
        DbConnection connection, short site, int laboratory, DateTimeOffset now, CancellationToken stop)
    {
        List<(PatientId Patient, EntryId Request, bool IsSensitive, int Final, int Pending, long Since, bool IsReplacing)>
            found = [];
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = Due;
            command.Add("@site", site);
            command.Add("@laboratory", laboratory);
            command.Add("@since", (now - Window).ToUnixTimeMilliseconds());
            command.Add("@limit", MaxDue);
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                found.Add((
                    new(reader.GetInt64(0)), new(reader.GetInt64(1)), reader.GetInt32(2) != 0, Whole(reader, 3),
                    Whole(reader, 4), reader.GetInt64(5), Whole(reader, 6) > 0));
            }
        }

        List<ReportDue> due = [];
        foreach (var one in found)
        {
            if (await RequestRows.FindAsync(connection, null, one.Patient, one.Request, stop) is { } request)
            {
                due.Add(new(
                    request, one.IsSensitive, one.Final, one.Pending, DateTimeOffset.FromUnixTimeMilliseconds(one.Since),
                    one.IsReplacing));
            }
        }

        return due;
    }

    // Sums are of another width on either engine.
    private static int Whole(DbDataReader reader, int column) =>
        Convert.ToInt32(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);
}
