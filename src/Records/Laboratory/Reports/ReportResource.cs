using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Laboratory.Reports;

/// <summary>One edition of a report, as its sealed DiagnosticReport says it.</summary>
/// <param name="Version">The entry; its version is the edition.</param>
/// <param name="Compartment">Where it is sealed.</param>
/// <param name="Status">How far.</param>
/// <param name="Number">The order's number.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="Changes">What it changes against the edition before.</param>
/// <param name="Pdf">The sealed PDF.</param>
/// <param name="PdfSha256">Its digest.</param>
/// <param name="Signature">The sealed signature.</param>
public sealed record SignedReport(
    EntryVersion Version, Compartment Compartment, ReportStatus Status, string Number, DateTimeOffset IssuedAt,
    string? SignedBy, IReadOnlyList<ReportChange> Changes, EntryId Pdf, string PdfSha256, EntryId Signature)
{
    /// <summary>Of which order.</summary>
    public EntryId? Request { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(SignedReport);
}

/// <summary>The FHIR R4 DiagnosticReport of a signed report, and back.</summary>
public static class ReportResource
{
    /// <summary>Media type of a detached signature.</summary>
    public const string SignatureType = "application/pkcs7-signature";

    /// <summary>Media type of the report.</summary>
    public const string PdfType = "application/pdf";

    private const string NumberSystem = "https://serment.org/fhir/laboratory-request";
    private const string Category = "http://terminology.hl7.org/CodeSystem/v2-0074";
    private const string Loinc = "http://loinc.org";
    private const string LaboratoryReport = "11502-2";
    private const string Sha256Url = "urn:serment:fhir:sha256";
    private const string ChangeUrl = "urn:serment:fhir:report-change";
    private const string Title = "Compte rendu de biologie médicale";
    private const string HistoryPart = "/_history/";
    private const string RequestPrefix = "ServiceRequest/";

    /// <summary>Makes it.</summary>
    /// <param name="draft">What was signed.</param>
    /// <param name="who">Who signed.</param>
    /// <param name="at">When.</param>
    /// <param name="pdf">The entry of the PDF.</param>
    /// <param name="signature">The entry of the signature.</param>
    /// <param name="signatureBytes">Its length.</param>
    public static DiagnosticReport Write(
        ReportDraft draft, SessionDescription who, DateTimeOffset at, EntryId pdf, EntryId signature, int signatureBytes)
    {
        Reference biologist = new() { ReferenceValue = $"Practitioner/{who.StaffId}", Display = who.Name };
        ReportModel model = draft.Model;
        return new()
        {
            Identifier = [new() { System = NumberSystem, Value = model.Number }],
            BasedOn = [new() { ReferenceValue = $"{RequestPrefix}{draft.Asked.Request}" }],
            Status = StatusOf(model.Status),
            Category = [Coded.Of(Category, "LAB")],
            Code = Coded.Of(Loinc, LaboratoryReport, Title),
            Subject = new() { ReferenceValue = $"Patient/{draft.Asked.Patient}" },
            EffectiveDateTime = model.Tubes.Select(tube => tube.CollectedAt).Max() is { } taken ? Coded.Time(taken) : null,
            Issued = Coded.Time(at),
            Performer = [new() { Display = model.House.Name }],
            ResultsInterpreter = [biologist],
            Result = [.. draft.Results.Select(one => new Reference { ReferenceValue = ReferenceOf(one) })],
            Conclusion = ConclusionOf(model),
            PresentedForm =
            [
                Form(PdfType, pdf, draft.Pdf.Length, Title, draft.Digest),
                Form(SignatureType, signature, signatureBytes, "Signature électronique", null),
            ],
            Extension = model.Changes.Count == 0 ? null : [.. model.Changes.Select(Write)],
        };
    }

    /// <summary>Reads one; null where this laboratory did not sign it.</summary>
    public static SignedReport? Read(CurrentEntry<DiagnosticReport> entry)
    {
        DiagnosticReport from = entry.Resource;
        Attachment? pdf = from.PresentedForm?.Find(one => one.ContentType is PdfType);
        Attachment? signature = from.PresentedForm?.Find(one => one.ContentType is SignatureType);
        return StatusOf(from.Status) is { } status
            && BinaryOf(pdf) is { } pdfEntry
            && BinaryOf(signature) is { } signatureEntry
            && pdf!.Extension?.Find(one => one.Url is Sha256Url)?.ValueString is { Length: 64 } digest
                ? new(
                    entry.Version, entry.Compartment, status,
                    from.Identifier?.Find(one => one.System is NumberSystem)?.Value ?? "",
                    Coded.Moment(from.Issued) ?? DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs),
                    from.ResultsInterpreter?.FirstOrDefault()?.Display,
                    [.. (from.Extension ?? []).Where(one => one.Url is ChangeUrl).Select(ReadChange)],
                    pdfEntry, digest, signatureEntry)
                {
                    Request = from.BasedOn?.FirstOrDefault()?.ReferenceValue is { } order
                        && order.StartsWith(RequestPrefix, StringComparison.Ordinal)
                        && EntryId.TryParse(order[RequestPrefix.Length..], out EntryId request)
                            ? request
                            : null,
                }
                : null;
    }

    /// <summary>The versions of the results that an edition tells.</summary>
    public static IReadOnlyList<EntryVersion> ResultsOf(DiagnosticReport report) =>
        [.. (report.Result ?? []).Select(one => VersionOf(one.ReferenceValue)).OfType<EntryVersion>()];

    private static string StatusOf(ReportStatus status) => status switch
    {
        ReportStatus.Partial => "preliminary",
        ReportStatus.Corrected => "corrected",
        _ => "final",
    };

    private static ReportStatus? StatusOf(string? status) => status switch
    {
        "partial" or "preliminary" => ReportStatus.Partial,
        "corrected" or "amended" or "appended" => ReportStatus.Corrected,
        "final" => ReportStatus.Final,
        _ => null,
    };

    private static string? ConclusionOf(ReportModel model) =>
        model.Changes.Count == 0
            ? null
            : string.Join(
                " ; ",
                model.Changes.Select(one => $"Rectification – {one.Label} : {one.After} au lieu de {one.Before} ({one.Reason})"));

    private static Attachment Form(string type, EntryId entry, int size, string title, string? digest) => new()
    {
        ContentType = type,
        Url = $"Binary/{entry}",
        Size = size,
        Title = title,
        Extension = digest is null ? null : [new() { Url = Sha256Url, ValueString = digest }],
    };

    private static Extension Write(ReportChange change) => new()
    {
        Url = ChangeUrl,
        Extension =
        [
            new() { Url = "label", ValueString = change.Label },
            new() { Url = "before", ValueString = change.Before },
            new() { Url = "after", ValueString = change.After },
            new() { Url = "reason", ValueString = change.Reason },
        ],
    };

    private static ReportChange ReadChange(Extension from)
    {
        return new(Part("label"), Part("before"), Part("after"), Part("reason"));

        string Part(string url) =>
            from.Extension?.Find(one => string.Equals(one.Url, url, StringComparison.Ordinal))?.ValueString ?? "";
    }

    private static EntryId? BinaryOf(Attachment? form) =>
        form?.Url is { } url && url.StartsWith("Binary/", StringComparison.Ordinal)
        && EntryId.TryParse(url["Binary/".Length..], out EntryId entry)
            ? entry
            : null;

    // The patient stands in it because records that were joined keep their own entries.
    private static string ReferenceOf(EntryVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"Patient/{version.Patient}/Observation/{version.Entry}{HistoryPart}{version.Version}");

    private static EntryVersion? VersionOf(string? reference)
    {
        string[] parts = (reference ?? "").Split('/');
        return parts is ["Patient", var patient, "Observation", var entry, "_history", var version]
            ? EntryVersion.Parse($"{patient}.{entry}.{version}")
            : null;
    }
}
