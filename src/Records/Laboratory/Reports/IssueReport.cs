using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Reports;

/// <summary>What became of a signed report.</summary>
public sealed record ReportIssued(SealOutcome Outcome, DecisionReason Reason, EntryVersion? Report);

/// <summary>
/// Seals a report that was signed: the DiagnosticReport, a new version where there was an edition before, with its PDF and
/// its signature as entries beside it, and its row, in one transaction. From then on it is in the chart.
/// </summary>
public sealed class IssueReport(SaveEntries save)
{
    /// <summary>Seals it.</summary>
    /// <param name="draft">What was signed.</param>
    /// <param name="signature">The detached signature over its PDF.</param>
    /// <param name="at">When it was signed.</param>
    /// <param name="who">Who signed.</param>
    /// <param name="session">Her session.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<ReportIssued> RunAsync(
        ReportDraft draft, ReportSignature signature, DateTimeOffset at, SessionDescription who, SessionToken session,
        CancellationToken stop)
    {
        if (!string.Equals(signature.Digest, draft.Digest, StringComparison.Ordinal))
        {
            throw new ArgumentException("the signature is of another report", nameof(signature));
        }

        EntryId pdf = EntryId.New();
        EntryId cms = EntryId.New();
        EntryId report = draft.Before?.Report ?? EntryId.New();
        DiagnosticReport resource = ReportResource.Write(draft, who, at, pdf, cms, signature.Cms.Length);
        ReportRow row = new()
        {
            Patient = draft.Asked.Patient,
            Report = report,
            Site = draft.Order.Site,
            LaboratoryId = draft.Order.LaboratoryId,
            Request = draft.Asked.Request,
            IsSensitive = draft.Asked.IsSensitive,
            Status = draft.Model.Status,
            EntryVersion = (draft.Before?.EntryVersion ?? 0) + 1,
            IssuedAt = draft.Model.IssuedAt,
            IssuedBy = who.StaffId,
            Analyses = draft.Results.Count,
            CoveredUntil = draft.CoveredUntil,
            CoveredSteps = draft.CoveredSteps,
            Pending = draft.Model.Pending,
        };
        try
        {
            EntriesSaved saved = await save.RunAsync(
                draft.Asked.Patient,
                [
                    new(resource, draft.Compartment, draft.Replaced, draft.Replaced is null ? report : null),
                    new(PieceOf(ReportResource.PdfType, report, draft.Pdf), draft.Compartment, Entry: pdf),
                    new(PieceOf(ReportResource.SignatureType, report, signature.Cms), draft.Compartment, Entry: cms),
                ],
                session, stop,
                async (connection, transaction, _, cancelled) =>
                {
                    if (!await ReportRows.SaveAsync(connection, transaction, row, cancelled))
                    {
                        throw new ReportMovedException();
                    }
                });
            return new(saved.Outcome, saved.Reason, saved.Versions.Count > 0 ? saved.Versions[0] : null);
        }
        catch (ReportMovedException)
        {
            return new(SealOutcome.VersionConflict, DecisionReason.None, null);
        }
    }

    private static Binary PieceOf(string type, EntryId report, byte[] content) => new()
    {
        ContentType = type,
        SecurityContext = new() { ReferenceValue = $"DiagnosticReport/{report}" },
        Data = Convert.ToBase64String(content),
    };

    /// <summary>Somebody else issued it meanwhile.</summary>
    private sealed class ReportMovedException : Exception;
}
