using System.Numerics;

namespace Serment.TransparencyLog.Merkle;

/// <summary>The roots of the perfect subtrees that a tree of some size splits into: entry <c>h</c> is in use exactly
/// when bit <c>h</c> of the size is set. It is all that appending and the root need, in memory of the size's
/// logarithm.</summary>
internal static class CompactRange
{
    /// <summary>Sizes have 63 bits.</summary>
    internal const int MaxHeights = 63;

    /// <summary>Adds one leaf hash to a range of <paramref name="size"/> leaves.</summary>
    internal static void Append(Span<MerkleHash> perfect, long size, MerkleHash node)
    {
        int height = 0;
        for (; (size >> height & 1) != 0; height++)
        {
            node = Rfc6962.NodeHash(perfect[height], node);
        }

        perfect[height] = node;
    }

    /// <summary>The root over the range: subtrees joined from the smallest, on the right, to the largest.</summary>
    internal static MerkleHash Root(ReadOnlySpan<MerkleHash> perfect, long size)
    {
        if (size == 0)
        {
            return Rfc6962.EmptyRoot;
        }

        int height = BitOperations.TrailingZeroCount(size);
        MerkleHash root = perfect[height];
        for (height++; height < MaxHeights && size >> height != 0; height++)
        {
            if ((size >> height & 1) != 0)
            {
                root = Rfc6962.NodeHash(perfect[height], root);
            }
        }

        return root;
    }
}
