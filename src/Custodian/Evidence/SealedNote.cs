using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Evidence;

/// <summary>
/// Free text of people, kept sealed in the custody database while the log holds only a salted commitment to it.
/// Layout (docs/formats/sealed-note.md): nonce 12, ciphertext of salt 32 and UTF-8 text, tag 16; AES-256-GCM under the
/// site's note key; associated data "SN1\0", site (i16), row number (i64), field (u8).
/// </summary>
internal static class SealedNote
{
    /// <summary>The reason of a break-glass.</summary>
    public const byte ReasonField = 1;

    /// <summary>The remark of its review.</summary>
    public const byte RemarkField = 2;

    /// <summary>The reason of a request to be let in.</summary>
    public const byte RequestField = 3;

    private const int SaltBytes = 32;

    /// <summary>Seals a text; also returns SHA-256 over salt and text, for the log.</summary>
    public static (byte[] Sealed, byte[] Commitment) Seal(
        ReadOnlySpan<byte> noteKey, short site, long row, byte field, string text)
    {
        byte[] clear = [.. RandomNumberGenerator.GetBytes(SaltBytes), .. Encoding.UTF8.GetBytes(text)];
        byte[] note = new byte[SealedLengths.NonceBytes + clear.Length + SealedLengths.TagBytes];
        RandomNumberGenerator.Fill(note.AsSpan(0, SealedLengths.NonceBytes));
        using AesGcm aes = new(noteKey, SealedLengths.TagBytes);
        aes.Encrypt(
            note.AsSpan(0, SealedLengths.NonceBytes), clear, note.AsSpan(SealedLengths.NonceBytes, clear.Length),
            note.AsSpan(SealedLengths.NonceBytes + clear.Length), DataOf(site, row, field));
        byte[] commitment = SHA256.HashData(clear);
        CryptographicOperations.ZeroMemory(clear);
        return (note, commitment);
    }

    /// <summary>Opens a text.</summary>
    /// <exception cref="AuthenticationTagMismatchException">
    /// The note was altered, or stands in another's place.
    /// </exception>
    public static string Open(ReadOnlySpan<byte> noteKey, short site, long row, byte field, ReadOnlySpan<byte> note)
    {
        byte[] clear = new byte[note.Length - SealedLengths.NonceBytes - SealedLengths.TagBytes];
        using AesGcm aes = new(noteKey, SealedLengths.TagBytes);
        aes.Decrypt(
            note[..SealedLengths.NonceBytes], note[SealedLengths.NonceBytes..^SealedLengths.TagBytes],
            note[^SealedLengths.TagBytes..], clear, DataOf(site, row, field));
        string text = Encoding.UTF8.GetString(clear.AsSpan(SaltBytes));
        CryptographicOperations.ZeroMemory(clear);
        return text;
    }

    private static byte[] DataOf(short site, long row, byte field)
    {
        byte[] data = new byte[4 + 2 + 8 + 1];
        "SN1\0"u8.CopyTo(data);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(4), site);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(6), row);
        data[^1] = field;
        return data;
    }
}
