using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serment.Custodian.Signing;

/// <summary>
/// A detached CMS SignedData (RFC 5652 §5) over a document of which only the SHA-256 digest is known: one signer, ECDSA on
/// P-256 with SHA-256 (RFC 5753, RFC 5758), the signer's certificate inside and named by its hash in the signed attributes
/// (ESS signingCertificateV2, RFC 5035). docs/formats/report-signature.md.
/// </summary>
internal static class DetachedSignature
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningTime = "1.2.840.113549.1.9.5";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>UTCTime ends here (RFC 5652 §11.3).</summary>
    private const int FirstYearOfGeneralizedTime = 2050;

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Signs.</summary>
    /// <param name="digest">SHA-256 of the document, 32 bytes.</param>
    /// <param name="at">The signing time, in whole seconds.</param>
    /// <param name="certificate">The signer's certificate.</param>
    /// <param name="key">Its private key.</param>
    /// <returns>A ContentInfo, DER.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> digest, DateTimeOffset at, X509Certificate2 certificate, ECDsa key)
    {
        // What is signed is the SET OF (RFC 5652 §5.4), though the SignerInfo carries it under an implicit tag.
        byte[] signed = SignedAttributes(digest, at, certificate, Asn1Tag.SetOf);
        return Assemble(
            digest, at, certificate, key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    /// <summary>The ContentInfo around a signature: there is one way to write it, so that whoever checks can compare.</summary>
    /// <param name="digest">SHA-256 of the document, 32 bytes.</param>
    /// <param name="at">The signing time, in whole seconds.</param>
    /// <param name="certificate">The signer's certificate.</param>
    /// <param name="signature">ECDSA over the signed attributes, DER.</param>
    public static byte[] Assemble(
        ReadOnlySpan<byte> digest, DateTimeOffset at, X509Certificate2 certificate, byte[] signature)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Zero))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    Algorithm(writer, Sha256);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Data);
                }

                using (writer.PushSetOf(Zero))
                {
                    writer.WriteEncodedValue(certificate.RawData);
                }

                using (writer.PushSetOf())
                {
                    WriteSigner(writer, SignedAttributes(digest, at, certificate, Zero), signature, certificate);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>The signed attributes, as a set under that tag: what the signature stands for.</summary>
    public static byte[] SignedAttributes(
        ReadOnlySpan<byte> digest, DateTimeOffset at, X509Certificate2 certificate, Asn1Tag tag)
    {
        if (digest.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException("a digest has 32 bytes", nameof(digest));
        }

        byte[] copy = digest.ToArray();
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSetOf(tag))
        {
            Attribute(writer, ContentType, () => writer.WriteObjectIdentifier(Data));
            Attribute(writer, MessageDigest, () => writer.WriteOctetString(copy));
            Attribute(writer, SigningTime, () => WriteTime(writer, at));
            Attribute(writer, SigningCertificateV2, () => WriteCertificateId(writer, certificate));
        }

        return writer.Encode();
    }

    private static void WriteSigner(AsnWriter writer, byte[] attributes, byte[] signature, X509Certificate2 certificate)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }

            Algorithm(writer, Sha256);
            writer.WriteEncodedValue(attributes);
            Algorithm(writer, EcdsaWithSha256);
            writer.WriteOctetString(signature);
        }
    }

    // RFC 5035 §4: SHA-256 is the default and therefore left out (DER); issuer and serial are bound as well.
    private static void WriteCertificateId(AsnWriter writer, X509Certificate2 certificate)
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true)))
                {
                    writer.WriteEncodedValue(certificate.IssuerName.RawData);
                }

                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset at)
    {
        if (at.UtcDateTime.Year < FirstYearOfGeneralizedTime)
        {
            writer.WriteUtcTime(at);
        }
        else
        {
            writer.WriteGeneralizedTime(at, omitFractionalSeconds: true);
        }
    }

    private static void Attribute(AsnWriter writer, string type, Action write)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                write();
            }
        }
    }

    // RFC 5754 §2 and RFC 5758 §3.2: no parameters.
    private static void Algorithm(AsnWriter writer, string algorithm)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(algorithm);
        }
    }
}
