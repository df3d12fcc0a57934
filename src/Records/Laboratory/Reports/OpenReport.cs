using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Reports;

/// <summary>A report with its editions, newest first; or why not.</summary>
public sealed record ReportOpened(
    Outcome Outcome, DecisionReason Reason, IReadOnlyList<SignedReport> Editions, IReadOnlyList<Delivery> Deliveries);

/// <summary>A file of a report: null where it is missing or is not what was signed.</summary>
public sealed record ReportFile(Outcome Outcome, DecisionReason Reason, SignedReport? Report, byte[]? Content);

/// <summary>Opens signed reports and hands their files out, once they are what was signed.</summary>
public sealed class OpenReport(RecordDoor door)
{
    private static readonly string[] Beside = ["Communication"];

    /// <summary>All editions of one report, and to whom it was given.</summary>
    public async Task<ReportOpened> RunAsync(
        PatientId patient, EntryId report, SessionDescription session, SessionToken token, CancellationToken stop)
    {
        AccessContext access = OpenSection.PurposeOf(session, token);
        CompartmentSet compartments = Compartments(session);
        (OpenResult opened, IReadOnlyList<SignedReport> editions) =
            await EditionsAsync(patient, report, compartments, access, stop);
        using (opened)
        {
            if (editions.Count == 0)
            {
                return new(opened.Outcome, opened.Reason, [], []);
            }
        }

        using OpenResult beside = await door.OpenAsync(
            patient, EntrySelection.Of(CompartmentSet.Of(editions[0].Compartment), Beside), access, stop);
        return new(
            Outcome.Allowed, DecisionReason.None, editions,
            beside.Record is { } record ? DeliveryResource.Of(record.Entries, report) : []);
    }

    /// <summary>One file of one edition.</summary>
    /// <param name="patient">The record that holds it.</param>
    /// <param name="report">The report.</param>
    /// <param name="edition">Which edition; null for the newest.</param>
    /// <param name="isSignature">The signature rather than the PDF.</param>
    /// <param name="session">Who asks.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="isPrint">Whether it is saved as a file.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<ReportFile> ReadAsync(
        PatientId patient, EntryId report, int? edition, bool isSignature, SessionDescription session, SessionToken token,
        bool isPrint, CancellationToken stop)
    {
        AccessContext access = OpenSection.PurposeOf(session, token, isPrint);
        (OpenResult opened, IReadOnlyList<SignedReport> editions) =
            await EditionsAsync(patient, report, Compartments(session), access, stop);
        opened.Dispose();
        if (editions.FirstOrDefault(one => edition is null || one.Version.Version == edition) is not { } found)
        {
            return new(opened.Outcome, opened.Reason, null, null);
        }

        EntryId piece = isSignature ? found.Signature : found.Pdf;
        using OpenResult pieces = await door.OpenEntriesAsync(
            patient, [piece], CompartmentSet.Of(found.Compartment), access, stop);
        Binary? binary = pieces.Record is { } record
            ? ReadEntries.Of<Binary>(record.Entries).FirstOrDefault(one => one.Version.Entry == piece)?.Resource
            : null;
        byte[]? content = ContentOf(binary, report);

        // Whatever the database holds: a file that is not the one that the report names is none of it.
        bool fits = content is not null
            && (isSignature || string.Equals(
                Convert.ToHexStringLower(SHA256.HashData(content)), found.PdfSha256, StringComparison.Ordinal));
        return new(Outcome.Allowed, DecisionReason.None, found, fits ? content : null);
    }

    private async Task<(OpenResult Opened, IReadOnlyList<SignedReport> Editions)> EditionsAsync(
        PatientId patient, EntryId report, CompartmentSet compartments, AccessContext access, CancellationToken stop)
    {
        OpenResult opened = await door.OpenHistoryAsync(patient, report, compartments, access, stop);
        return opened.Record is not { } record
            ? (opened, [])
            : record.Entries.Count == 0 && record.Unopened.Count > 0
            ? (opened with { Outcome = Outcome.StepUp, Reason = DecisionReason.TouchNeeded }, [])
            : (opened,
                [
                    .. ReadEntries.Of<DiagnosticReport>(record.Entries).Select(ReportResource.Read)
                        .OfType<SignedReport>().OrderByDescending(one => one.Version.Version),
                ]);
    }

    private static CompartmentSet Compartments(SessionDescription session) =>
        OpenSection.CompartmentsOf(session, withSensitive: true)
            .And(CompartmentSet.Of(Compartment.Laboratory, Compartment.Sensitive));

    private static byte[]? ContentOf(Binary? binary, EntryId report)
    {
        if (binary?.Data is not { } data
            || !string.Equals(
                binary.SecurityContext?.ReferenceValue, $"DiagnosticReport/{report}", StringComparison.Ordinal))
        {
            return null;
        }

        byte[] content = new byte[((data.Length / 4) + 1) * 3];
        return Convert.TryFromBase64String(data, content, out int length) ? content[..length] : null;
    }
}
