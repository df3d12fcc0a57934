using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Documents.Letters;
using Serment.Records.Entries;
using Serment.Web.Parts;

namespace Serment.Web.Documents;

/// <summary>The documents of one record.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Documents">Those that opened, withdrawn ones too.</param>
/// <param name="ClosedSensitive">Sensitive ones that a touch would open.</param>
/// <param name="Form">The upload form.</param>
/// <param name="HasScanner">Whether a virus scanner is configured.</param>
/// <param name="IsTruncated">Whether the record has more than is shown.</param>
/// <param name="Letters">Letters that nobody has signed yet.</param>
/// <param name="Templates">What the visitor may begin a letter with.</param>
public sealed record DocumentsModel(
    ChartHead Head, IReadOnlyList<DocumentDetails> Documents, int ClosedSensitive, FormState Form, bool HasScanner,
    bool IsTruncated, IReadOnlyList<Letter> Letters, IReadOnlyList<LetterTemplate> Templates);

/// <summary>A letter being written.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Form">What is typed.</param>
/// <param name="Type">What it is filed as.</param>
/// <param name="Seen">The draft that is shown; null for a new one.</param>
/// <param name="MaySign">Whether the visitor may sign it.</param>
/// <param name="SavedBy">Who saved first, where two saved at once.</param>
/// <param name="SavedAt">When.</param>
/// <param name="IsConflict">Whether two saved at once.</param>
public sealed record LetterModel(
    ChartHead Head, FormState Form, DocumentType Type, EntryVersion? Seen, bool MaySign, string? SavedBy = null,
    DateTimeOffset? SavedAt = null, bool IsConflict = false);

/// <summary>One document with its preview.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Document">The document.</param>
/// <param name="Text">A text's beginning.</param>
/// <param name="IsCut">Whether the text goes on.</param>
/// <param name="FiledBy">Who filed it.</param>
/// <param name="MayWithdraw">Whether the visitor may take it back.</param>
public sealed record DocumentModel(
    ChartHead Head, DocumentDetails Document, string? Text, bool IsCut, string? FiledBy, bool MayWithdraw);

/// <summary>What a copy of a record would hold.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="WithSensitive">Whether sensitive entries are asked for.</param>
public sealed record CopyModel(ChartHead Head, int Documents, bool WithSensitive);
