using System.Security.Cryptography;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// Seals what came in and belongs to no record yet, under a key that the caller holds: nonce, ciphertext, tag. What belongs
/// to a patient is never sealed so, but by the custodian's keys.
/// </summary>
public static class AsideCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Seals, bound to some bytes.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding)
    {
        byte[] to = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(to.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(key, TagBytes);
        cipher.Encrypt(
            to.AsSpan(0, NonceBytes), plain, to.AsSpan(NonceBytes, plain.Length), to.AsSpan(NonceBytes + plain.Length),
            binding);
        return to;
    }

    /// <summary>Opens; null where it is not what was sealed with that key and those bytes. The caller wipes it.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> from, ReadOnlySpan<byte> binding)
    {
        if (from.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        byte[] plain = new byte[from.Length - NonceBytes - TagBytes];
        using AesGcm cipher = new(key, TagBytes);
        try
        {
            cipher.Decrypt(
                from[..NonceBytes], from.Slice(NonceBytes, plain.Length), from[(NonceBytes + plain.Length)..], plain,
                binding);
            return plain;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
