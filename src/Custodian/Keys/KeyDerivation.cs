using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Keys;

/// <summary>
/// HKDF-SHA-256 (RFC 5869) with an empty salt, split in its two steps: a patient's compartments share the extraction.
/// Written over SHA-256 directly, as a one-shot HMAC costs four times as much and this runs for every sealed entry.
/// </summary>
internal static class KeyDerivation
{
    private const int BlockBytes = 64;
    private const int MaxInfoBytes = 64;

    /// <summary>RFC 5869 §2.2: the pseudo-random key of some input.</summary>
    public static void Extract(ReadOnlySpan<byte> inputKey, Span<byte> pseudoRandomKey)
    {
        Span<byte> emptySalt = stackalloc byte[SealedLengths.HashBytes];
        emptySalt.Clear();
        Hmac(emptySalt, inputKey, pseudoRandomKey);
    }

    /// <summary>RFC 5869 §2.3 for one block of output.</summary>
    public static void Expand(ReadOnlySpan<byte> pseudoRandomKey, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Span<byte> message = stackalloc byte[MaxInfoBytes + 1];
        info.CopyTo(message);
        message[info.Length] = 1;
        Hmac(pseudoRandomKey, message[..(info.Length + 1)], output);
    }

    /// <summary>The key of a compartment, from the extraction of the patient's key.</summary>
    public static void Compartment(ReadOnlySpan<byte> pseudoRandomKey, Compartment compartment, Span<byte> key)
    {
        ReadOnlySpan<byte> prefix = "serment/compartment/1/"u8;
        ReadOnlySpan<byte> name = Compartments.NameOf(compartment);
        Span<byte> info = stackalloc byte[MaxInfoBytes];
        prefix.CopyTo(info);
        name.CopyTo(info[prefix.Length..]);
        Expand(pseudoRandomKey, info[..(prefix.Length + name.Length)], key);
    }

    /// <summary>The site's index key.</summary>
    public static void Index(ReadOnlySpan<byte> siteKey, Span<byte> key)
    {
        Span<byte> pseudoRandomKey = stackalloc byte[SealedLengths.HashBytes];
        Extract(siteKey, pseudoRandomKey);
        Expand(pseudoRandomKey, "serment/index/1"u8, key);
        CryptographicOperations.ZeroMemory(pseudoRandomKey);
    }

    // RFC 2104, for keys of at most a block and messages of at most 65 bytes.
    private static void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Span<byte> block = stackalloc byte[BlockBytes + MaxInfoBytes + 1];
        Span<byte> inner = stackalloc byte[SealedLengths.HashBytes];
        Pad(key, block, 0x36);
        message.CopyTo(block[BlockBytes..]);
        ThreadSha256.HashData(block[..(BlockBytes + message.Length)], inner);
        Pad(key, block, 0x5c);
        inner.CopyTo(block[BlockBytes..]);
        ThreadSha256.HashData(block[..(BlockBytes + inner.Length)], mac);
        CryptographicOperations.ZeroMemory(block);
        CryptographicOperations.ZeroMemory(inner);
    }

    private static void Pad(ReadOnlySpan<byte> key, Span<byte> block, byte pad)
    {
        for (int i = 0; i < BlockBytes; i++)
        {
            block[i] = (byte)(i < key.Length ? key[i] ^ pad : pad);
        }
    }
}
