using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Keys;

/// <summary>
/// The root key under a passphrase (docs/formats/root-key-file.md): PBKDF2-HMAC-SHA-256, then AES-256-GCM.
/// </summary>
internal sealed record RootKeyFile(string Format, int Iterations, byte[] Salt, byte[] SealedKey)
{
    /// <summary>The format that this program writes.</summary>
    public const string FormatName = "serment-root-key/1";

    /// <summary>Iterations of a new file.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>Shortest passphrase.</summary>
    public const int MinPassphraseCharacters = 12;

    private const int MaxIterations = 100_000_000;
    private const int SaltBytes = 16;
    private const int MaxFileBytes = 4096;

    /// <summary>Seals a root key.</summary>
    public static RootKeyFile Seal(ReadOnlySpan<byte> rootKey, string passphrase, int iterations = DefaultIterations)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        Span<byte> nonce = stackalloc byte[SealedLengths.NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        return SealWith(rootKey, passphrase, iterations, salt, nonce);
    }

    /// <summary>Opens the file; the caller wipes the key.</summary>
    /// <exception cref="RootKeyException">A wrong passphrase, or a file that is none.</exception>
    public byte[] Open(string passphrase)
    {
        if (!string.Equals(Format, FormatName, StringComparison.Ordinal)
            || Iterations is < DefaultIterations / 100 or > MaxIterations
            || Salt is not { Length: SaltBytes } || SealedKey is not { Length: SealedLengths.WrappedKeyBytes })
        {
            throw new RootKeyException("The root key file is not one that this version of Serment knows.");
        }

        byte[] rootKey = SecretBytes.New(SealedLengths.KeyBytes);
        Span<byte> kek = stackalloc byte[SealedLengths.KeyBytes];
        Stretch(passphrase, Salt, Iterations, kek);
        try
        {
            using AesGcm aes = new(kek, SealedLengths.TagBytes);
            return KeyWrap.TryUnwrap(aes, SealedKey, AssociatedData(Iterations, Salt), rootKey)
                ? rootKey
                : throw new RootKeyException("The passphrase does not open the root key file.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <summary>Reads the file.</summary>
    public static RootKeyFile Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new RootKeyException("There is no root key file here: run 'serment init' first, or restore it.");
            }

            return file.Length <= MaxFileBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), RootKeyJson.Default.RootKeyFile) is { } read
                ? read
                : throw new RootKeyException("The root key file is not one that this version of Serment knows.");
        }
        catch (JsonException)
        {
            throw new RootKeyException("The root key file is damaged: restore it from its copy.");
        }
    }

    /// <summary>Writes a new file, readable by its owner alone; never over an existing one.</summary>
    public void WriteNew(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream stream = new(path, options);
        JsonSerializer.Serialize(stream, this, RootKeyJson.Default.RootKeyFile);
        stream.Flush(flushToDisk: true);
    }

    internal static RootKeyFile SealWith(
        ReadOnlySpan<byte> rootKey, string passphrase, int iterations, byte[] salt, ReadOnlySpan<byte> nonce)
    {
        Span<byte> kek = stackalloc byte[SealedLengths.KeyBytes];
        Stretch(passphrase, salt, iterations, kek);
        byte[] wrapped = new byte[SealedLengths.WrappedKeyBytes];
        using (AesGcm aes = new(kek, SealedLengths.TagBytes))
        {
            KeyWrap.Wrap(aes, nonce, rootKey, AssociatedData(iterations, salt), wrapped);
        }

        CryptographicOperations.ZeroMemory(kek);
        return new(FormatName, iterations, salt, wrapped);
    }

    private static void Stretch(string passphrase, byte[] salt, int iterations, Span<byte> kek)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(passphrase.Normalize(NormalizationForm.FormC));
        Rfc2898DeriveBytes.Pbkdf2(utf8, salt, kek, iterations, HashAlgorithmName.SHA256);
        CryptographicOperations.ZeroMemory(utf8);
    }

    // What the file says of itself is bound: fewer iterations or another salt do not open it.
    private static byte[] AssociatedData(int iterations, byte[] salt)
    {
        byte[] data = new byte[4 + 4 + SaltBytes];
        "SR1\0"u8.CopyTo(data);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), iterations);
        salt.CopyTo(data, 8);
        return data;
    }
}

/// <summary>The root key cannot be had; the message is for the person at the console.</summary>
public sealed class RootKeyException(string message) : Exception(message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(RootKeyFile))]
internal sealed partial class RootKeyJson : JsonSerializerContext;
