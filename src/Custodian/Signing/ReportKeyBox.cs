using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serment.Custodian.Keys;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Signing;

/// <summary>A laboratory's signing key at rest: nonce, AES-256-GCM of the PKCS #8 form under the site's key, tag.</summary>
internal static class ReportKeyBox
{
    /// <summary>How long a certificate of our own making holds: as long as reports are usually kept.</summary>
    public const int CertificateYears = 20;

    private const int DataBytes = 4 + 2 + 8;
    private const int MaxKeyBytes = 1024;
    private const int MaxCommonNameCharacters = 64;

    /// <summary>A new key, wrapped, with a certificate that it signs itself.</summary>
    /// <param name="site">The site's keys.</param>
    /// <param name="keyId">The key's number.</param>
    /// <param name="name">The laboratory's name.</param>
    /// <param name="now">From when the certificate holds.</param>
    public static (byte[] Certificate, byte[] Wrapped) Create(SiteKeys site, long keyId, string name, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddCountryOrRegion("FR");
        subject.AddOrganizationName(Shortened(name));
        subject.AddCommonName(Shortened(name));
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-1), now.AddYears(CertificateYears));
        return (certificate.RawData, Wrap(site, keyId, key));
    }

    /// <summary>Unwraps; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">The row was altered or moved.</exception>
    public static ECDsa Unwrap(SiteKeys site, long keyId, ReadOnlySpan<byte> box)
    {
        int length = box.Length - SealedLengths.NonceBytes - SealedLengths.TagBytes;
        if (length is <= 0 or > MaxKeyBytes)
        {
            throw new InvalidDataException("a laboratory's signing key in the custody database is damaged");
        }

        byte[] secret = site.DeriveReportKey();
        byte[] pkcs8 = new byte[length];
        try
        {
            using AesGcm aes = new(secret, SealedLengths.TagBytes);
            aes.Decrypt(
                box[..SealedLengths.NonceBytes], box.Slice(SealedLengths.NonceBytes, length),
                box[^SealedLengths.TagBytes..], pkcs8, Data(site.Site, keyId));
            ECDsa key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException("a laboratory's signing key in the custody database is not this site's", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] Wrap(SiteKeys site, long keyId, ECDsa key)
    {
        byte[] secret = site.DeriveReportKey();
        byte[] pkcs8 = key.ExportPkcs8PrivateKey();
        byte[] box = new byte[SealedLengths.NonceBytes + pkcs8.Length + SealedLengths.TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, SealedLengths.NonceBytes));
        using AesGcm aes = new(secret, SealedLengths.TagBytes);
        aes.Encrypt(
            box.AsSpan(0, SealedLengths.NonceBytes), pkcs8, box.AsSpan(SealedLengths.NonceBytes, pkcs8.Length),
            box.AsSpan(box.Length - SealedLengths.TagBytes), Data(site.Site, keyId));
        CryptographicOperations.ZeroMemory(pkcs8);
        CryptographicOperations.ZeroMemory(secret);
        return box;
    }

    // Site and number are in the associated data: a row that was moved to another laboratory does not open.
    private static byte[] Data(short site, long keyId)
    {
        byte[] data = new byte[DataBytes];
        "RK1\0"u8.CopyTo(data);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(4), site);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(6), keyId);
        return data;
    }

    private static string Shortened(string name) =>
        name.Length <= MaxCommonNameCharacters ? name : name[..MaxCommonNameCharacters].Trim();
}
