using System.Numerics;
using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Proofs;

/// <summary>Proof that one tree is a prefix of another: nothing was altered, removed or inserted in between
/// (RFC 6962 §2.1.2; verified as in RFC 9162 §2.1.4.2).</summary>
/// <param name="OldSize">The leaves of the older tree; at least one.</param>
/// <param name="NewSize">The leaves of the newer tree; at least <paramref name="OldSize"/>.</param>
/// <param name="Path">The proof's hashes, from the bottom up.</param>
public sealed record ConsistencyProof(long OldSize, long NewSize, IReadOnlyList<MerkleHash> Path)
{
    /// <summary>Whether the newer tree continues the older one.</summary>
    public bool Verify(in MerkleHash oldRoot, in MerkleHash newRoot) => Check(oldRoot, newRoot) == ProofFault.None;

    /// <summary>Like <see cref="Verify"/>, with the reason.</summary>
    public ProofFault Check(in MerkleHash oldRoot, in MerkleHash newRoot)
    {
        ProofFault sizes = CheckSizes(OldSize, NewSize);
        if (sizes != ProofFault.None)
        {
            return sizes;
        }

        if (OldSize == NewSize)
        {
            return Path.Count != 0 ? ProofFault.PathLength
                : oldRoot == newRoot ? ProofFault.None
                : ProofFault.RootMismatch;
        }

        // A perfect older tree is itself a node of the newer one; its root stands for the proof's first hash.
        bool startsAtOldRoot = BitOperations.IsPow2(OldSize);
        int first = startsAtOldRoot ? 0 : 1;
        if (Path.Count < first)
        {
            return ProofFault.PathLength;
        }

        return Climb(startsAtOldRoot ? oldRoot : Path[0], first, oldRoot, newRoot);
    }

    /// <summary>Checks a proof as received: every hash's length is checked before it is believed to be one.</summary>
    /// <remarks>Between equal sizes nothing is hashed: the two roots are compared as the bytes they are.</remarks>
    public static ProofFault Check(
        long oldSize,
        long newSize,
        ReadOnlySpan<byte> oldRoot,
        ReadOnlySpan<byte> newRoot,
        IReadOnlyList<byte[]> path)
    {
        ProofFault sizes = CheckSizes(oldSize, newSize);
        if (sizes != ProofFault.None)
        {
            return sizes;
        }

        if (oldSize == newSize && path.Count == 0)
        {
            return oldRoot.SequenceEqual(newRoot) ? ProofFault.None : ProofFault.RootMismatch;
        }

        if (oldRoot.Length != MerkleHash.LengthBytes || newRoot.Length != MerkleHash.LengthBytes
            || !ReceivedPath.TryRead(path, out MerkleHash[]? hashes))
        {
            return ProofFault.HashLength;
        }

        return new ConsistencyProof(oldSize, newSize, hashes).Check(new MerkleHash(oldRoot), new MerkleHash(newRoot));
    }

    private static ProofFault CheckSizes(long oldSize, long newSize) =>
        oldSize < 0 || newSize < oldSize ? ProofFault.Range
        : oldSize == 0 ? ProofFault.EmptyTree
        : ProofFault.None;

    private ProofFault Climb(MerkleHash start, int first, MerkleHash oldRoot, MerkleHash newRoot)
    {
        long oldNode = OldSize - 1;
        long newNode = NewSize - 1;
        int skipped = BitOperations.TrailingZeroCount(~oldNode);
        oldNode >>= skipped;
        newNode >>= skipped;

        MerkleHash oldHash = start;
        MerkleHash newHash = start;
        for (int i = first; i < Path.Count; i++)
        {
            if (newNode == 0)
            {
                return ProofFault.PathLength;
            }

            if ((oldNode & 1) != 0 || oldNode == newNode)
            {
                oldHash = Rfc6962.NodeHash(Path[i], oldHash);
                newHash = Rfc6962.NodeHash(Path[i], newHash);
                while ((oldNode & 1) == 0 && oldNode != 0)
                {
                    oldNode >>= 1;
                    newNode >>= 1;
                }
            }
            else
            {
                newHash = Rfc6962.NodeHash(newHash, Path[i]);
            }

            oldNode >>= 1;
            newNode >>= 1;
        }

        return newNode != 0 ? ProofFault.PathLength
            : oldHash == oldRoot && newHash == newRoot ? ProofFault.None
            : ProofFault.RootMismatch;
    }
}
