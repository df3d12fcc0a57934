using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Notes;

/// <summary>Where a note stands; FHIR's composition-status.</summary>
public enum NoteStatus
{
    /// <summary>A draft of its author: <c>preliminary</c>.</summary>
    Draft = 1,

    /// <summary>Signed: <c>final</c>.</summary>
    Signed = 2,

    /// <summary>Signed again with a reason: <c>amended</c>.</summary>
    Amended = 3,

    /// <summary>Entered in error, or a draft that is no more.</summary>
    InError = 4,
}

/// <summary>A section's title and what stands under it.</summary>
public sealed record NoteSection(string Title, string Text)
{
    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(NoteSection);
}

/// <summary>What somebody writes: of which kind, under which title, what in each section.</summary>
public sealed record NoteContent(string Template, string Loinc, string Title, IReadOnlyList<NoteSection> Sections)
{
    /// <summary>Characters of all sections together; a form of them fits the largest that is taken.</summary>
    public const int MaxCharacters = 30_000;

    /// <summary>Characters of an amendment's reason.</summary>
    public const int MaxReasonCharacters = 300;

    /// <summary>Whether nothing is written.</summary>
    public bool IsEmpty => Sections.All(one => string.IsNullOrWhiteSpace(one.Text));

    /// <summary>Whether it is longer than a note may be.</summary>
    public bool IsTooLong => Sections.Sum(one => one.Text.Length) > MaxCharacters;

    /// <summary>One text of all sections, to compare.</summary>
    public string ToText() => string.Join("\n\n", Sections.Where(one => one.Text.Trim().Length > 0)
        .Select(one => $"{one.Title}\n{one.Text.Trim()}"));

    /// <summary>Whether both say the same.</summary>
    public bool SaysTheSame(NoteContent other) =>
        string.Equals(ToText(), other.ToText(), StringComparison.Ordinal)
        && string.Equals(Title, other.Title, StringComparison.Ordinal);

    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(NoteContent);
}

/// <summary>One version of a note, read.</summary>
public sealed record Note
{
    /// <summary>Which version of which entry.</summary>
    public required EntryVersion Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required NoteStatus Status { get; init; }

    /// <summary>What is written.</summary>
    public required NoteContent Content { get; init; }

    /// <summary>Who saved this version; the custodian says so.</summary>
    public required ActorId SavedBy { get; init; }

    /// <summary>When; the custodian says so.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Who wrote it first, as the resource says; null where that is nobody of this house.</summary>
    public ActorId? Author { get; init; }

    /// <summary>When it was written, as the resource says: for what another system sent.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Whether somebody ever signed it: what was not is a draft, or was one.</summary>
    public bool WasSigned { get; init; }

    /// <summary>Why it was signed again, or taken back.</summary>
    public string? Reason { get; init; }

    /// <summary>The signed version that a draft is to amend.</summary>
    public EntryVersion? Amends { get; init; }

    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(Note);

    /// <summary>Reads the notes among opened entries.</summary>
    public static IEnumerable<Note> Of(IEnumerable<OpenedEntry> entries) =>
        ReadEntries.Of<Composition>(entries).Select(NoteResource.Read);
}
