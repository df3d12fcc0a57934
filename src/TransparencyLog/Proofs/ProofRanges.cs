using System.Numerics;
using System.Runtime.InteropServices;

namespace Serment.TransparencyLog.Proofs;

/// <summary>A run of leaves whose subtree hash belongs to a proof.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LeafRange(long Start, long End);

/// <summary>Which subtrees a proof consists of. Only arithmetic: hashing them is the tree's business.</summary>
internal static class ProofRanges
{
    /// <summary>PATH of RFC 6962 §2.1.1, from the leaf up.</summary>
    internal static List<LeafRange> Inclusion(long leafIndex, long treeSize)
    {
        List<LeafRange> siblings = [];
        long start = 0;
        long end = treeSize;
        while (end - start > 1)
        {
            long middle = start + LargestPowerBelow(end - start);
            if (leafIndex < middle)
            {
                siblings.Add(new LeafRange(middle, end));
                end = middle;
            }
            else
            {
                siblings.Add(new LeafRange(start, middle));
                start = middle;
            }
        }

        siblings.Reverse();
        return siblings;
    }

    /// <summary>SUBPROOF of RFC 6962 §2.1.2, from the bottom up.</summary>
    internal static List<LeafRange> Consistency(long oldSize, long newSize)
    {
        List<LeafRange> ranges = [];
        long start = 0;
        long end = newSize;
        while (oldSize != end)
        {
            long middle = start + LargestPowerBelow(end - start);
            if (oldSize <= middle)
            {
                ranges.Add(new LeafRange(middle, end));
                end = middle;
            }
            else
            {
                ranges.Add(new LeafRange(start, middle));
                start = middle;
            }
        }

        // From the left edge the remaining subtree is the older tree itself, whose root the verifier has.
        if (start != 0)
        {
            ranges.Add(new LeafRange(start, end));
        }

        ranges.Reverse();
        return ranges;
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
