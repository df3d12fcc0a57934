using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serment.Web.Downtime;

/// <summary>What is inside an envelope: the pack's bytes and the custodian's certificate over them.</summary>
/// <param name="Certificate">A C2SP signed note.</param>
/// <param name="Pack">The pack as JSON.</param>
public sealed record PackContent(string Certificate, string Pack);

/// <summary>
/// The file: CMS EnvelopedData (RFC 5652), AES-256-CBC, the key by RSA-OAEP with SHA-256 (docs/formats/downtime-pack.md).
/// .NET offers AuthEnvelopedData on no system: that the content is whole is what the certificate inside says.
/// </summary>
public static class PackEnvelope
{
    /// <summary>The longest file.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    /// <summary>Encrypts to one recipient.</summary>
    public static byte[] Seal(PackContent content, X509Certificate2 recipient)
    {
        byte[] clear = JsonSerializer.SerializeToUtf8Bytes(content, PackJson.Default.PackContent);
        try
        {
            EnvelopedCms cms = new(new ContentInfo(clear), new AlgorithmIdentifier(new Oid(Aes256Cbc)));
            cms.Encrypt(new CmsRecipient(recipient, RSAEncryptionPadding.OaepSHA256));
            return cms.Encode();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>Decrypts with the ward's key.</summary>
    /// <exception cref="InvalidDataException">No such file, or another key's.</exception>
    public static PackContent Open(ReadOnlySpan<byte> file, RSA key)
    {
        try
        {
            EnvelopedCms cms = new();
            cms.Decode(file);
            if (cms.RecipientInfos.Count != 1)
            {
                throw new InvalidDataException("the file has not exactly one recipient");
            }

            cms.Decrypt(cms.RecipientInfos[0], key);
            return JsonSerializer.Deserialize(cms.ContentInfo.Content, PackJson.Default.PackContent)
                ?? throw new InvalidDataException("the file is empty");
        }
        catch (Exception e) when (e is CryptographicException or JsonException or DecoderFallbackException)
        {
            throw new InvalidDataException("the file does not open with this key, or is no downtime pack", e);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PackContent))]
internal sealed partial class PackJson : JsonSerializerContext;
