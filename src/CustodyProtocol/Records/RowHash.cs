using System.Buffers.Binary;

namespace Serment.CustodyProtocol;

/// <summary>
/// What the log says of a sealed row: SHA-256 over the ciphertext's SHA-256, the wrapped key, the time of recording
/// (i64, milliseconds since 1970, little-endian) and the author (i64). What else the row holds stands in the leaf
/// itself, so that a missing row can be named.
/// </summary>
public static class RowHash
{
    private const int InputBytes = SealedLengths.HashBytes + SealedLengths.WrappedKeyBytes + 8 + 8;

    /// <summary>Computes the hash into <paramref name="hash"/> (32 bytes).</summary>
    public static void Compute(
        ReadOnlySpan<byte> ciphertextHash, ReadOnlySpan<byte> wrappedKey, long recordedAtMs, ActorId author, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[InputBytes];
        ciphertextHash.CopyTo(input);
        wrappedKey.CopyTo(input[SealedLengths.HashBytes..]);
        Span<byte> rest = input[(SealedLengths.HashBytes + SealedLengths.WrappedKeyBytes)..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, recordedAtMs);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], author.Value);
        ThreadSha256.HashData(input, hash);
    }
}
