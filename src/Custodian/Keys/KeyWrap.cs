using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Keys;

/// <summary>The wrapped key of docs/formats/sealed-entry.md: nonce, AES-256-GCM of the key, tag; 60 bytes.</summary>
internal static class KeyWrap
{
    /// <summary>Length of the associated data of a patient key.</summary>
    public const int PatientDataBytes = 4 + 2 + 8;

    /// <summary>Wraps a 256-bit key.</summary>
    public static void Wrap(
        AesGcm aes, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> wrapped)
    {
        nonce.CopyTo(wrapped);
        aes.Encrypt(
            nonce,
            key,
            wrapped.Slice(SealedLengths.NonceBytes, SealedLengths.KeyBytes),
            wrapped.Slice(SealedLengths.NonceBytes + SealedLengths.KeyBytes, SealedLengths.TagBytes),
            data);
    }

    /// <summary>Unwraps; false, and zeros, when key, place or bytes are not the ones that were wrapped.</summary>
    public static bool TryUnwrap(AesGcm aes, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> data, Span<byte> key)
    {
        try
        {
            aes.Decrypt(
                wrapped[..SealedLengths.NonceBytes],
                wrapped.Slice(SealedLengths.NonceBytes, SealedLengths.KeyBytes),
                wrapped.Slice(SealedLengths.NonceBytes + SealedLengths.KeyBytes, SealedLengths.TagBytes),
                key,
                data);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            key.Clear();
            return false;
        }
    }

    /// <summary>The associated data of a wrapped patient key.</summary>
    public static void WritePatientData(Span<byte> data, short site, PatientId patient)
    {
        "SP1\0"u8.CopyTo(data);
        BinaryPrimitives.WriteInt16LittleEndian(data[4..], site);
        BinaryPrimitives.WriteInt64LittleEndian(data[6..], patient.Value);
    }

    /// <summary>The associated data of a wrapped site key.</summary>
    public static byte[] SiteData(short site)
    {
        byte[] data = new byte[4 + 2];
        "SS1\0"u8.CopyTo(data);
        BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(4), site);
        return data;
    }
}
