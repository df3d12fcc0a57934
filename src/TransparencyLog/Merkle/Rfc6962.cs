using System.Security.Cryptography;

namespace Serment.TransparencyLog.Merkle;

/// <summary>The hashing of RFC 6962 §2.1 with SHA-256. Leaves and nodes have different prefixes,
/// so that nobody can pass off two concatenated hashes as a leaf.</summary>
public static class Rfc6962
{
    /// <summary>Leaves up to this size are hashed without an allocation; larger ones in several steps.</summary>
    internal const int StackLeafBytes = 2048;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    [ThreadStatic]
    private static IncrementalHash? threadHash;

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static MerkleHash EmptyRoot { get; } = new(SHA256.HashData(ReadOnlySpan<byte>.Empty));

    /// <summary>SHA-256(0x00 ‖ leaf).</summary>
    public static MerkleHash LeafHash(ReadOnlySpan<byte> leaf)
    {
        Span<byte> digest = stackalloc byte[MerkleHash.LengthBytes];
        if (leaf.Length > StackLeafBytes)
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData([LeafPrefix]);
            hash.AppendData(leaf);
            hash.GetHashAndReset(digest);
            return new MerkleHash(digest);
        }

        // One call over a contiguous buffer: a call costs more than copying the leaf.
        Span<byte> buffer = stackalloc byte[StackLeafBytes + 1];
        buffer[0] = LeafPrefix;
        leaf.CopyTo(buffer[1..]);
        HashOnThread(buffer[..(leaf.Length + 1)], digest);
        return new MerkleHash(digest);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static MerkleHash NodeHash(in MerkleHash left, in MerkleHash right)
    {
        Span<byte> buffer = stackalloc byte[1 + MerkleHash.LengthBytes + MerkleHash.LengthBytes];
        Span<byte> digest = stackalloc byte[MerkleHash.LengthBytes];
        buffer[0] = NodePrefix;
        left.CopyTo(buffer[1..]);
        right.CopyTo(buffer[(1 + MerkleHash.LengthBytes)..]);
        HashOnThread(buffer, digest);
        return new MerkleHash(digest);
    }

    // One instance a thread: a one-shot hash makes and frees a context at every call, which costs more than the hashing.
    private static void HashOnThread(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        IncrementalHash own = threadHash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        own.AppendData(data);
        own.GetHashAndReset(digest);
    }
}
