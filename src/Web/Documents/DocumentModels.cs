using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Web.Parts;

namespace Serment.Web.Documents;

/// <summary>The documents of one record.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Documents">Those that opened, withdrawn ones too.</param>
/// <param name="ClosedSensitive">Sensitive ones that a touch would open.</param>
/// <param name="Form">The upload form.</param>
/// <param name="HasScanner">Whether a virus scanner is configured.</param>
/// <param name="IsTruncated">Whether the record has more than is shown.</param>
public sealed record DocumentsModel(
    ChartHead Head, IReadOnlyList<DocumentDetails> Documents, int ClosedSensitive, FormState Form, bool HasScanner,
    bool IsTruncated);

/// <summary>One document with its preview.</summary>
/// <param name="Head">Whose.</param>
/// <param name="Document">The document.</param>
/// <param name="Text">A text's beginning.</param>
/// <param name="IsCut">Whether the text goes on.</param>
/// <param name="FiledBy">Who filed it.</param>
/// <param name="MayWithdraw">Whether the visitor may take it back.</param>
public sealed record DocumentModel(
    ChartHead Head, DocumentDetails Document, string? Text, bool IsCut, string? FiledBy, bool MayWithdraw);
