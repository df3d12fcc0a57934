namespace Serment.CustodyProtocol;

/// <summary>
/// Asks to sign reports: their SHA-256 digests, in lower-case hexadecimal. The biologist's passkey confirms exactly these,
/// in this order; the custodian sees no report.
/// </summary>
public sealed record ReportSigning(IReadOnlyList<string> Digests)
{
    /// <summary>Reports that one touch confirms.</summary>
    public const int MaxReports = 20;
}

/// <summary>
/// The passkey's answer, and the reports that are to be signed now: all that were confirmed, or some of them. A digest
/// that was not confirmed is refused, and with it all.
/// </summary>
public sealed record ReportSigningAnswer(CeremonyAnswer Answer, IReadOnlyList<string> Digests);

/// <summary>The signatures, in the order of the digests.</summary>
public sealed record ReportsSigned(IReadOnlyList<ReportSignature> Signatures, DateTimeOffset At);

/// <summary>One detached CMS signature, DER (docs/formats/report-signature.md), and its leaf in the log.</summary>
public sealed record ReportSignature(string Digest, byte[] Cms, long LogIndex);

/// <summary>The site's certificates for reports, the current one last. Empty before the first report is signed.</summary>
public sealed record ReportKeyList(IReadOnlyList<ReportKey> Keys);

/// <summary>One key that signs a laboratory's reports.</summary>
/// <param name="KeyId">Its number.</param>
/// <param name="Certificate">X.509, DER.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when it signed; null for the current one.</param>
public sealed record ReportKey(long KeyId, byte[] Certificate, DateTimeOffset From, DateTimeOffset? Until);
