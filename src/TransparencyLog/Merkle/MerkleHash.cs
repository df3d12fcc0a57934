using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Serment.TransparencyLog.Merkle;

/// <summary>One SHA-256 hash of a Merkle tree: exactly 32 bytes, held by value so that a tree allocates
/// none.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct MerkleHash : IEquatable<MerkleHash>
{
    /// <summary>The length of every hash in the log.</summary>
    public const int LengthBytes = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Copies a hash.</summary>
    /// <exception cref="ArgumentException">The bytes are not exactly 32.</exception>
    public MerkleHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != LengthBytes)
        {
            throw new ArgumentException("a Merkle hash has 32 bytes", nameof(bytes));
        }

        _first = MemoryMarshal.Read<ulong>(bytes);
        _second = MemoryMarshal.Read<ulong>(bytes[8..]);
        _third = MemoryMarshal.Read<ulong>(bytes[16..]);
        _fourth = MemoryMarshal.Read<ulong>(bytes[24..]);
    }

    /// <summary>The 32 bytes, in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<MerkleHash>(in this));

    public static bool operator ==(MerkleHash left, MerkleHash right) => left.Equals(right);

    public static bool operator !=(MerkleHash left, MerkleHash right) => !left.Equals(right);

    /// <summary>Copies the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => Bytes.CopyTo(destination);

    /// <summary>The 32 bytes as a new array.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    // Hashes are published, so equality need not take constant time.
    public bool Equals(MerkleHash other) =>
        _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    public override bool Equals(object? obj) => obj is MerkleHash other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_first, _second, _third, _fourth);

    /// <summary>Lower-case hexadecimal, for messages to people; formats use <see cref="ToBase64"/>.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes);

    /// <summary>Standard base64 (RFC 4648 §4), as in checkpoints.</summary>
    public string ToBase64() => Convert.ToBase64String(Bytes);
}
