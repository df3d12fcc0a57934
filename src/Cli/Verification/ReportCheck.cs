using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Signing;

namespace Serment.Cli.Verification;

/// <summary>What a report and its signature turn out to be.</summary>
internal enum ReportVerdict
{
    /// <summary>Unaltered, and signed with a certificate that was given.</summary>
    Valid,

    /// <summary>Unaltered since somebody signed it; no certificate was given, so nobody says who that is.</summary>
    SignerUnknown,

    /// <summary>Unaltered, but signed with another certificate than those given.</summary>
    OtherSigner,

    /// <summary>The PDF is not the one that was signed.</summary>
    OtherDocument,

    /// <summary>The signature itself was altered, or is not of the form that Serment makes.</summary>
    SignatureAltered,

    /// <summary>The file is no signature.</summary>
    NoSignature,
}

/// <summary>
/// Holds a report against its detached signature (docs/formats/report-signature.md), without network, key or database.
/// </summary>
/// <param name="Verdict">What came out.</param>
/// <param name="Signer">The subject of the certificate that it was signed with; null where there is none to be read.</param>
/// <param name="SignedAt">When, by the laboratory's clock.</param>
/// <param name="CertificateSha256">The certificate's digest, lower-case hexadecimal.</param>
internal sealed record ReportCheck(
    ReportVerdict Verdict, string? Signer = null, DateTimeOffset? SignedAt = null, string? CertificateSha256 = null)
{
    /// <summary>Checks one.</summary>
    /// <param name="pdf">The report's bytes.</param>
    /// <param name="signature">The signature's bytes: a CMS SignedData, DER.</param>
    /// <param name="certificates">The laboratory's certificates, got from the laboratory itself; empty for none.</param>
    public static ReportCheck Of(byte[] pdf, byte[] signature, X509Certificate2Collection certificates)
    {
        SignedCms cms = new(new ContentInfo(pdf), detached: true);
        try
        {
            cms.Decode(signature);
        }
        catch (CryptographicException)
        {
            return new(ReportVerdict.NoSignature);
        }

        try
        {
            return Of(pdf, signature, cms, certificates);
        }
        catch (CryptographicException)
        {
            // A part of it does not even decode.
            return new(ReportVerdict.SignatureAltered);
        }
    }

    private static ReportCheck Of(
        byte[] pdf, byte[] signature, SignedCms cms, X509Certificate2Collection certificates)
    {
        if (!cms.Detached || cms.SignerInfos is not [{ Certificate: { } certificate } signer]
            || DigestOf(signer) is not { Length: SHA256.HashSizeInBytes } digest || TimeOf(signer) is not { } at
            || !DetachedSignature.Assemble(digest, at, certificate, signer.GetSignature()).AsSpan().SequenceEqual(signature))
        {
            // Written in another way than the one that there is, even where no signed byte differs.
            return new(ReportVerdict.SignatureAltered);
        }

        ReportCheck found = new(
            ReportVerdict.SignerUnknown, certificate.Subject, at,
            Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));
        if (!CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(pdf)))
        {
            return found with { Verdict = ReportVerdict.OtherDocument };
        }

        try
        {
            cms.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException)
        {
            return found with { Verdict = ReportVerdict.SignatureAltered };
        }

        // The very certificate, not only its name: anybody can make one that is called like the laboratory.
        return certificates.Count == 0 ? found
            : certificates.Any(one => one.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))
            ? found with { Verdict = ReportVerdict.Valid }
            : found with { Verdict = ReportVerdict.OtherSigner };
    }

    private static byte[]? DigestOf(SignerInfo signer) =>
        Attributes(signer).OfType<Pkcs9MessageDigest>().ToArray() is [{ } one] ? one.MessageDigest : null;

    private static DateTimeOffset? TimeOf(SignerInfo signer) =>
        Attributes(signer).OfType<Pkcs9SigningTime>().ToArray() is [{ } one]
            ? new DateTimeOffset(DateTime.SpecifyKind(one.SigningTime, DateTimeKind.Utc))
            : null;

    private static IEnumerable<AsnEncodedData> Attributes(SignerInfo signer) =>
        signer.SignedAttributes.Cast<CryptographicAttributeObject>().SelectMany(one => one.Values.Cast<AsnEncodedData>());
}
