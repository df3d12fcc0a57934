using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// Seals and opens one entry version: AES-256-GCM, zero nonce (an entry key seals one message), bound to its place.
/// </summary>
internal static class EntryCipher
{
    private static ReadOnlySpan<byte> ZeroNonce => new byte[SealedLengths.NonceBytes];

    /// <summary>Seals a padded payload: ciphertext, then tag.</summary>
    public static void Seal(
        in EntryBinding binding,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> padded,
        Span<byte> ciphertext
    )
    {
        Span<byte> bound = stackalloc byte[EntryBinding.LengthBytes];
        binding.Write(bound);
        using AesGcm cipher = new(key, SealedLengths.TagBytes);
        cipher.Encrypt(
            ZeroNonce,
            padded,
            ciphertext[..padded.Length],
            ciphertext.Slice(padded.Length, SealedLengths.TagBytes),
            bound
        );
    }

    /// <summary>Opens a ciphertext; false when it is not what that entry sealed.</summary>
    public static bool TryOpen(
        in EntryBinding binding,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> padded
    )
    {
        if (ciphertext.Length < SealedLengths.TagBytes)
        {
            return false;
        }

        Span<byte> bound = stackalloc byte[EntryBinding.LengthBytes];
        binding.Write(bound);
        using AesGcm cipher = new(key, SealedLengths.TagBytes);
        try
        {
            cipher.Decrypt(
                ZeroNonce,
                ciphertext[..^SealedLengths.TagBytes],
                ciphertext[^SealedLengths.TagBytes..],
                padded[..(ciphertext.Length - SealedLengths.TagBytes)],
                bound
            );
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
