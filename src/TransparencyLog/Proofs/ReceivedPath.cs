using System.Diagnostics.CodeAnalysis;
using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Proofs;

/// <summary>Turns the byte strings of a received proof into hashes, or refuses them.</summary>
internal static class ReceivedPath
{
    /// <summary>No tree of 63-bit size needs a longer path, for inclusion or consistency.</summary>
    internal const int MaxHashes = 2 * CompactRange.MaxHeights;

    internal static bool TryRead(IReadOnlyList<byte[]> path, [NotNullWhen(true)] out MerkleHash[]? hashes)
    {
        hashes = null;
        if (path.Count > MaxHashes || path.Any(hash => hash.Length != MerkleHash.LengthBytes))
        {
            return false;
        }

        hashes = [.. path.Select(hash => new MerkleHash(hash))];
        return true;
    }
}
