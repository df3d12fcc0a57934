using System.Globalization;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Documents.Letters;

/// <summary>What somebody typed of a letter.</summary>
/// <param name="Type">What it is filed as.</param>
/// <param name="Title">Its title.</param>
/// <param name="Recipient">Name and address, in lines.</param>
/// <param name="Text">The text, fields filled.</param>
public sealed record LetterDraft(DocumentType Type, string Title, string Recipient, string Text)
{
    /// <summary>Longest recipient.</summary>
    public const int MaxRecipientCharacters = 400;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(LetterDraft);
}

/// <summary>A letter that nobody has signed yet, with the entry that holds it.</summary>
public sealed record Letter(EntryVersion Version, LetterDraft Draft, long RecordedAtMs, ActorId Author)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Letter);
}

/// <summary>
/// A letter that is being written: a DocumentReference whose <c>docStatus</c> is preliminary, with its text inside.
/// Signing makes it a document with pieces, under the same entry; every draft stays in its history.
/// </summary>
public static class LetterResource
{
    private const string Recipient = "urn:serment:fhir:letter-recipient";
    private const string Preliminary = "preliminary";

    /// <summary>Whether it is a draft.</summary>
    public static bool IsDraft(DocumentReference document) => document.DocStatus is Preliminary;

    /// <summary>The drafts of a record, newest first.</summary>
    public static IReadOnlyList<Letter> Of(IEnumerable<OpenedEntry> entries) =>
    [
        .. ReadEntries.Of<DocumentReference>(entries)
            .Where(one => IsDraft(one.Resource) && one.Resource.Status is "current")
            .Select(one => new Letter(one.Version, Read(one.Resource), one.RecordedAtMs, one.Author))
            .OrderByDescending(one => one.RecordedAtMs),
    ];

    /// <summary>Writes a draft.</summary>
    internal static DocumentReference Write(
        LetterDraft draft, PatientId patient, SessionDescription author, DateTimeOffset now) => new()
    {
        Extension = draft.Recipient.Length > 0 ? [new() { Url = Recipient, ValueString = draft.Recipient }] : null,
        Status = "current",
        DocStatus = Preliminary,
        Type = new() { Coding = [new() { System = DocumentTypes.System, Code = draft.Type.ToString() }] },
        Subject = new() { ReferenceValue = $"Patient/{patient}" },
        Date = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Author = [new() { ReferenceValue = $"Practitioner/{author.StaffId}", Display = author.Name }],
        Description = draft.Title,
        Content =
        [
            new()
            {
                Attachment = new()
                {
                    ContentType = "text/plain",
                    Data = Convert.ToBase64String(Encoding.UTF8.GetBytes(draft.Text)),
                },
            },
        ],
    };

    private static LetterDraft Read(DocumentReference document)
    {
        string? code = document.Type?.Coding?.Find(one => one.System is DocumentTypes.System)?.Code;
        string? data = document.Content?.FirstOrDefault()?.Attachment?.Data;
        return new(
            Enum.TryParse(code, out DocumentType type) ? type : DocumentType.Letter,
            document.Description ?? "",
            document.Extension?.Find(one => one.Url is Recipient)?.ValueString ?? "",
            data is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(data)));
    }
}
