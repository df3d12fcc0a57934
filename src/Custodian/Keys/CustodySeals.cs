using System.Buffers.Binary;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.TransparencyLog.Merkle;

namespace Serment.Custodian.Keys;

/// <summary>
/// Seals under the root key over what the custody database holds in clear (docs/formats/custody-seals.md): who may write to
/// it, and has not the passphrase, can destroy but grant nothing.
/// </summary>
internal sealed class CustodySeals : IDisposable
{
    /// <summary>Length of one seal: HMAC-SHA-256, its first 16 bytes.</summary>
    public const int SealBytes = 16;

    private const int RelationshipBytes = 4 + (7 * 8) + 4 + 2 + 2;
    private const int LogEndBytes = 4 + 8 + 8 + SealedLengths.HashBytes;
    private const int RegisterBytes = 4 + 8 + SealedLengths.HashBytes;

    private readonly byte[] key = SecretBytes.New(SealedLengths.KeyBytes);

    /// <summary>Derives the key; the root key stays the caller's.</summary>
    public CustodySeals(ReadOnlySpan<byte> rootKey)
    {
        Span<byte> pseudoRandomKey = stackalloc byte[SealedLengths.HashBytes];
        KeyDerivation.Extract(rootKey, pseudoRandomKey);
        KeyDerivation.Expand(pseudoRandomKey, "serment/custody-seals/1"u8, key);
        CryptographicOperations.ZeroMemory(pseudoRandomKey);
    }

    /// <summary>The seal of a care relationship: every column.</summary>
    public byte[] Of(in RelationshipRow row)
    {
        Span<byte> bytes = stackalloc byte[RelationshipBytes];
        "RS1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], row.Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], row.Patient);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[20..], row.StartsAtMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[28..], row.EndsAtMs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[36..], row.Staff ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[44..], row.DeclaredBy);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[52..], row.LogIndex);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[60..], row.Unit ?? 0);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[64..], row.Site);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[66..], row.Kind);
        return Mac(bytes);
    }

    /// <summary>Whether a relationship is one that this custodian wrote.</summary>
    public bool Fits(in RelationshipRow row, byte[]? seal) => Same(Of(row), seal);

    /// <summary>The seal of the log's end: its size, the time of its last leaf, its root.</summary>
    public byte[] OfLogEnd(long size, long lastAtMs, in MerkleHash root)
    {
        Span<byte> bytes = stackalloc byte[LogEndBytes];
        "LE1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[12..], lastAtMs);
        root.CopyTo(bytes[20..]);
        return Mac(bytes);
    }

    /// <summary>The seal of the register as it is when the log has that size.</summary>
    public byte[] OfRegister(long size, ReadOnlySpan<byte> digest)
    {
        Span<byte> bytes = stackalloc byte[RegisterBytes];
        "RE1\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], size);
        digest.CopyTo(bytes[12..]);
        return Mac(bytes);
    }

    /// <summary>Compares seals; one that is missing or of another length is none.</summary>
    public static bool Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found) =>
        CryptographicOperations.FixedTimeEquals(expected, found);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private byte[] Mac(ReadOnlySpan<byte> message)
    {
        Span<byte> mac = stackalloc byte[SealedLengths.HashBytes];
        HMACSHA256.HashData(key, message, mac);
        return mac[..SealBytes].ToArray();
    }
}

/// <summary>A care relationship as its row has it, for the seal.</summary>
internal readonly record struct RelationshipRow(
    long Id, long Patient, long StartsAtMs, long EndsAtMs, long? Staff, long DeclaredBy, long LogIndex, int? Unit, short Site,
    short Kind);
