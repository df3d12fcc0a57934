using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serment.Custodian.Downtime;

/// <summary>Which certificates a ward's packs may be encrypted to. Pure.</summary>
internal static class WardCertificate
{
    /// <summary>The longest PEM text.</summary>
    public const int MaxPemCharacters = 8_000;

    /// <summary>The shortest RSA key, for packs that are read within a day.</summary>
    public const int MinKeyBits = 3072;

    /// <summary>
    /// A certificate from PEM; null for anything else, a private key above all. The key is RSA: the platform encrypts
    /// CMS to no other kind of recipient on all systems.
    /// </summary>
    public static X509Certificate2? Read(string? pem)
    {
        if (pem is null or { Length: > MaxPemCharacters }
            || pem.Contains("PRIVATE", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        X509Certificate2? certificate = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
            using RSA? key = certificate.GetRSAPublicKey();
            if (key is { KeySize: >= MinKeyBits })
            {
                return certificate;
            }
        }
        catch (CryptographicException)
        {
            // Whatever was pasted there is no certificate: the caller says so, with the field's name.
            certificate?.Dispose();
            return null;
        }

        certificate.Dispose();
        return null;
    }

    /// <summary>SHA-256 over the certificate's DER form, as both people compare it.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
}
