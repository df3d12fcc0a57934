using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Documents.Scanning;
using Serment.Records.Entries;

namespace Serment.Records.Documents;

/// <summary>One document of a record, without its content.</summary>
public sealed record DocumentDetails
{
    /// <summary>The entry, whose patient may be one joined with the record that was asked for.</summary>
    public required EntryVersion Version { get; init; }

    /// <summary>Whose key opens it.</summary>
    public required Compartment Compartment { get; init; }

    /// <summary>What it is.</summary>
    public required DocumentType Type { get; init; }

    /// <summary>What it is called here.</summary>
    public required string Title { get; init; }

    /// <summary>The day it bears; null where nobody said.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Who wrote it, as it was typed.</summary>
    public string? Author { get; init; }

    /// <summary>The name that its file had.</summary>
    public string? FileName { get; init; }

    /// <summary>What the file is.</summary>
    public required FileKind Kind { get; init; }

    /// <summary>Its size.</summary>
    public required int SizeBytes { get; init; }

    /// <summary>SHA-256 of the whole file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its pieces, in order.</summary>
    public required IReadOnlyList<EntryId> Pieces { get; init; }

    /// <summary>What the virus scanner said.</summary>
    public required ScanVerdict Scan { get; init; }

    /// <summary>The laboratory's order that it belongs to: its prescription, or another laboratory's report.</summary>
    public EntryId? Order { get; init; }

    /// <summary>Taken back: filed in the wrong record, for example.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>When it was filed, or withdrawn.</summary>
    public long RecordedAtMs { get; init; }

    /// <summary>By whom.</summary>
    public ActorId FiledBy { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DocumentDetails);
}

/// <summary>The FHIR DocumentReference of a document: written once its last piece is stored.</summary>
public static class DocumentResource
{
    /// <summary>FHIR's type.</summary>
    public const string ResourceType = "DocumentReference";

    /// <summary>Longest title.</summary>
    public const int MaxTitleCharacters = 120;

    /// <summary>Longest file name kept.</summary>
    public const int MaxFileNameCharacters = 150;

    private const string Binary = "Binary/";
    private const string Order = "ServiceRequest/";
    private const string Piece = "urn:serment:fhir:document-piece";
    private const string Hash = "urn:serment:fhir:sha-256";
    private const string Scan = "urn:serment:fhir:virus-scan";
    private const string Confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    /// <summary>Documents of a record, newest first by their day.</summary>
    public static IReadOnlyList<DocumentDetails> Of(IEnumerable<OpenedEntry> entries)
    {
        ResourceType type = CustodyProtocol.ResourceType.Of(ResourceType);
        return
        [
            .. entries
                .Where(entry => entry.ResourceType == type)
                .Select(entry => FhirJson.ReadResource(entry.Json.Span) is DocumentReference document
                    ? Read(document, entry)
                    : null)
                .OfType<DocumentDetails>()
                .OrderByDescending(one => one.Date ?? DayOf(one.RecordedAtMs))
                .ThenByDescending(one => one.RecordedAtMs),
        ];
    }

    /// <summary>Reads one; null for a document that is not kept here, as another system's link.</summary>
    public static DocumentDetails? Read(DocumentReference document, OpenedEntry entry)
    {
        Attachment? file = document.Content?.FirstOrDefault()?.Attachment;
        if (file is null || Letters.LetterResource.IsDraft(document) || FileKinds.OfMediaType(file.ContentType) is not { } kind)
        {
            return null;
        }

        string? code = document.Type?.Coding?.Find(one => one.System is DocumentTypes.System)?.Code;
        return new()
        {
            Version = new(entry.Patient, entry.Entry, entry.Version),
            Compartment = entry.Compartment,
            Type = Enum.TryParse(code, out DocumentType type) ? type : DocumentType.OtherClinical,
            Title = document.Description ?? "",
            Date = DateOnly.TryParseExact(file.Creation, "yyyy-MM-dd", out DateOnly day) ? day : null,
            Author = document.Author?.FirstOrDefault()?.Display,
            FileName = file.Title,
            Kind = kind,
            SizeBytes = file.Size ?? 0,
            Sha256 = file.Extension?.Find(one => one.Url is Hash)?.ValueString ?? "",
            Pieces =
            [
                .. (file.Extension ?? []).Where(one => one.Url is Piece)
                    .Select(one => EntryOf(one.ValueReference, Binary)).OfType<EntryId>(),
            ],
            Scan = Enum.TryParse(file.Extension?.Find(one => one.Url is Scan)?.ValueCode, out ScanVerdict verdict)
                ? verdict
                : ScanVerdict.NotConfigured,
            Order = document.Context?.Related?.Select(one => EntryOf(one, Order)).FirstOrDefault(one => one is not null),
            IsWithdrawn = document.Status is "entered-in-error",
            RecordedAtMs = entry.RecordedAtMs,
            FiledBy = entry.Author,
        };
    }

    /// <summary>Writes a new one.</summary>
    internal static DocumentReference Write(
        DocumentDraft draft, StoredFile file, PatientId patient, SessionDescription filer, DateTimeOffset now)
    {
        List<Coding> codings = [new() { System = DocumentTypes.System, Code = draft.Type.ToString() }];
        if (DocumentTypes.Loinc(draft.Type) is { } loinc)
        {
            codings.Add(new() { System = "http://loinc.org", Code = loinc });
        }

        // Who files what came from elsewhere has not written it.
        Reference? author = draft.IsSigned
            ? new() { ReferenceValue = $"Practitioner/{filer.StaffId}", Display = filer.Name }
            : draft.Author is { } typed ? new() { Display = typed } : null;
        return new()
        {
            Status = "current",
            DocStatus = "final",
            Type = new() { Coding = codings },
            Subject = new() { ReferenceValue = $"Patient/{patient}" },
            Date = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Author = author is null ? null : [author],
            Authenticator = draft.IsSigned
                ? new() { ReferenceValue = $"Practitioner/{filer.StaffId}", Display = filer.Name }
                : null,
            Description = draft.Title,
            SecurityLabel = draft.IsSensitive
                ? [new() { Coding = [new() { System = Confidentiality, Code = "R" }] }]
                : null,
            Content = [new() { Attachment = AttachmentOf(draft, file) }],
            Context = draft.Order is { } order ? new() { Related = [new() { ReferenceValue = Order + order }] } : null,
        };
    }

    /// <summary>A text of one line, without control characters, no longer than that.</summary>
    public static string Clean(string? text, int maxCharacters)
    {
        StringBuilder clean = new();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);

            // Marks that turn the direction of a text can make one ending look like another.
            if (category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                && clean.Length + rune.Utf16SequenceLength <= maxCharacters)
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().Trim();
    }

    private static Attachment AttachmentOf(DocumentDraft draft, StoredFile file) => new()
    {
        ContentType = file.Kind.MediaType(),
        Size = file.SizeBytes,
        Title = draft.FileName,
        Creation = draft.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Extension =
        [
            new() { Url = Hash, ValueString = file.Sha256 },
            new() { Url = Scan, ValueCode = file.Scan.ToString() },
            .. file.Pieces.Select(piece =>
                new Extension { Url = Piece, ValueReference = new() { ReferenceValue = Binary + piece } }),
        ],
    };

    private static DateOnly DayOf(long ms) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);

    private static EntryId? EntryOf(Reference? reference, string type) =>
        reference?.ReferenceValue is { } text
        && text.StartsWith(type, StringComparison.Ordinal)
        && EntryId.TryParse(text[type.Length..], out EntryId entry)
            ? entry
            : null;
}
