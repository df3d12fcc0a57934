using System.Numerics;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Tiles;

/// <summary>The cost of the tree in counted operations, not in time: it may grow with the logarithm of the size
/// only.</summary>
public sealed class TiledTreeCostTests
{
    // A path takes from one tile at most the sums 2^0 − 1 … 2^7 − 1, and crosses two tiles a level.
    private const int HashesATile = 247;

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void A_proof_reads_two_tiles_a_level_at_most(int size)
    {
        StoredTiles stored = new();
        TiledTree tree = new(stored);
        TiledTreeTests.Append(tree, size);
        stored.Store(tree.PendingTiles);
        tree.Commit();
        int levels = (BitOperations.Log2((uint)size) + Tile.Height) / Tile.Height;

        foreach (int index in new[] { 0, size / 3, size / 2, size - 300, size - 1 })
        {
            AssertCheap(tree, stored, levels, () => tree.ProveInclusion(index, size));
            AssertCheap(tree, stored, levels, () => tree.ProveInclusion(index, index + 1));
            AssertCheap(tree, stored, levels, () => tree.ProveConsistency(index + 1, size));
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void Appending_and_the_root_read_no_tile(int size)
    {
        StoredTiles stored = new();
        TiledTree tree = new(stored);
        TiledTreeTests.Append(tree, size);
        stored.Store(tree.PendingTiles);
        tree.Commit();
        TiledTreeTests.Append(tree, 1000);
        Assert.NotEqual(default, tree.Root);
        tree.Rollback();
        Assert.Equal(0, stored.Reads);
        Assert.Equal(0, tree.NodeHashCount);
    }

    [Fact]
    public void Appending_allocates_little_more_than_the_tiles()
    {
        const int leaves = 100 * Tile.FullWidth;
        TiledTree tree = new(new StoredTiles());
        TiledTreeTests.Append(tree, Tile.FullWidth);

        long before = GC.GetAllocatedBytesForCurrentThread();
        TiledTreeTests.Append(tree, leaves);
        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        long tileBytes = leaves * MerkleHash.LengthBytes;
        Assert.True(allocatedBytes < tileBytes + tileBytes / 10, $"{allocatedBytes} bytes, tiles {tileBytes}");
    }

    [Fact]
    public void Resuming_a_million_leaves_reads_at_most_255_tiles_a_level()
    {
        const int size = 1_000_000;
        StoredTiles stored = new();
        TiledTree tree = new(stored);
        TiledTreeTests.Append(tree, size);
        stored.Store(tree.PendingTiles);
        MerkleHash[] last = [.. Enumerable.Range(size - 64, 64).Select(index => LogLeaves.CheapHash(index))];
        Assert.Equal(tree.Root, TiledTree.Resume(stored, size, last).Root);
        Assert.InRange(stored.Reads, 1, 2 * (Tile.FullWidth - 1));
    }

    private static void AssertCheap(TiledTree tree, StoredTiles stored, int levels, Func<object> prove)
    {
        stored.Reads = 0;
        tree.NodeHashCount = 0;
        Assert.True(prove() is InclusionProof or ConsistencyProof);
        Assert.InRange(stored.Reads, 0, 2 * levels);
        Assert.InRange(tree.NodeHashCount, 0, 2 * levels * (HashesATile + Tile.Height));
    }
}
