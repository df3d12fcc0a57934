using System.Numerics;
using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Proofs;

/// <summary>Proof that a leaf stands at an index of a tree (RFC 6962 §2.1.1; verified as in RFC 9162
/// §2.1.3.2).</summary>
/// <param name="LeafIndex">The leaf's index, from 0.</param>
/// <param name="TreeSize">The number of leaves of the tree whose root the proof leads to.</param>
/// <param name="Path">The sibling hashes from the leaf up to the root.</param>
public sealed record InclusionProof(long LeafIndex, long TreeSize, IReadOnlyList<MerkleHash> Path)
{
    /// <summary>Whether the leaf of this hash is at <see cref="LeafIndex"/> below this root.</summary>
    public bool Verify(in MerkleHash leafHash, in MerkleHash root) => Check(leafHash, root) == ProofFault.None;

    /// <summary>Like <see cref="Verify"/>, with the reason.</summary>
    public ProofFault Check(in MerkleHash leafHash, in MerkleHash root)
    {
        if (LeafIndex < 0 || TreeSize < 0 || LeafIndex >= TreeSize)
        {
            return ProofFault.Range;
        }

        // Below the point where the paths to this leaf and to the last leaf part, every level has a sibling;
        // above it only left siblings exist, one for each bit set in the index.
        int inner = 8 * sizeof(ulong) - BitOperations.LeadingZeroCount((ulong)(LeafIndex ^ (TreeSize - 1)));
        int border = BitOperations.PopCount((ulong)(LeafIndex >> inner));
        if (Path.Count != inner + border)
        {
            return ProofFault.PathLength;
        }

        MerkleHash node = leafHash;
        for (int i = 0; i < inner; i++)
        {
            node = (LeafIndex >> i & 1) == 0 ? Rfc6962.NodeHash(node, Path[i]) : Rfc6962.NodeHash(Path[i], node);
        }

        for (int i = inner; i < Path.Count; i++)
        {
            node = Rfc6962.NodeHash(Path[i], node);
        }

        return node == root ? ProofFault.None : ProofFault.RootMismatch;
    }

    /// <summary>Checks a proof as received: every hash's length is checked before it is believed to be one.</summary>
    public static ProofFault Check(
        long leafIndex,
        long treeSize,
        ReadOnlySpan<byte> leafHash,
        IReadOnlyList<byte[]> path,
        ReadOnlySpan<byte> root)
    {
        if (leafHash.Length != MerkleHash.LengthBytes || root.Length != MerkleHash.LengthBytes
            || !ReceivedPath.TryRead(path, out MerkleHash[]? hashes))
        {
            return ProofFault.HashLength;
        }

        return new InclusionProof(leafIndex, treeSize, hashes).Check(new MerkleHash(leafHash), new MerkleHash(root));
    }
}
