using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog.Tiles;

public sealed class TiledTreeTests
{
    [Fact]
    public void Has_the_root_of_the_recursive_definition() => LogProperties.Hold(3000, (size, pick) =>
    {
        MerkleHash[] hashes = LogLeaves.Hashes(size);
        TiledTree tree = LogLeaves.Tree(size, new StoredTiles());
        int earlier = pick % (size + 1);
        return tree.Root == LogLeaves.NaiveRoot(hashes)
            && tree.RootAt(earlier) == LogLeaves.NaiveRoot(hashes.AsSpan(0, earlier));
    });

    [Fact]
    public void Splits_seventy_thousand_leaves_as_the_specification_says()
    {
        // The example of C2SP tlog-tiles, "Partial Tiles".
        StoredTiles stored = new();
        TiledTree tree = new(stored);
        Append(tree, 70_000);
        stored.Store(tree.PendingTiles);
        Assert.Equal(273 + 1, stored.Count);
        Assert.Equal(273, tree.PendingTiles.Count(tile => tile.Level == 0));
        Assert.Equal(
            "tile/0/273.p/112 tile/1/001.p/17 tile/2/000.p/1",
            string.Join(' ', tree.PartialTiles.Select(tile => tile.Path)));
    }

    [Fact]
    public void Every_hash_of_a_tile_is_the_subtree_hash_it_should_be()
    {
        const int size = 256 * 256 + 300;
        TiledTree tree = new(new StoredTiles());
        Append(tree, size);
        MerkleHash[] leaves = [.. Enumerable.Range(0, size).Select(index => LogLeaves.CheapHash(index))];
        foreach (Tile tile in tree.PendingTiles.Concat(tree.PartialTiles))
        {
            int span = 1 << Tile.Height * tile.Level;
            for (int i = 0; i < tile.Width; i += 37)
            {
                int start = (int)(tile.Index * Tile.FullWidth + i) * span;
                Assert.Equal(LogLeaves.NaiveRoot(leaves.AsSpan(start, span)), tile[i]);
            }
        }
    }

    [Fact]
    public void Rollback_restores_root_tiles_and_proofs() => LogProperties.Hold(2000, (size, pick) =>
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(size, stored);
        MerkleHash root = tree.Root;
        IReadOnlyList<Tile> before = tree.PartialTiles;
        for (int i = 0; i < 1 + pick % 1000; i++)
        {
            tree.Append([0xde, 0xad, (byte)i]);
        }

        bool changed = tree.Root != root;
        tree.Rollback();
        bool restored = tree.Root == root && tree.Size == size && tree.PendingTiles.Count == 0
            && Same(before, tree.PartialTiles);

        // What follows a rollback must be what would have followed without it.
        LogLeaves.Grow(tree, stored, 600);
        TiledTree continuous = LogLeaves.Tree(size + 600, new StoredTiles());
        MerkleHash leaf = Rfc6962.LeafHash(LogLeaves.Leaf(pick % size));
        return changed && restored && tree.Root == continuous.Root
            && Same(continuous.PartialTiles, tree.PartialTiles)
            && tree.ProveInclusion(pick % size, tree.Size).Verify(leaf, continuous.Root);
    });

    [Fact]
    public void Rollback_leaves_a_tile_taken_back_as_it_was()
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(200, stored);
        Append(tree, 100);
        Tile taken = Assert.Single(tree.PendingTiles);
        byte[] hashes = taken.Hashes.ToArray();
        tree.Rollback();
        LogLeaves.Grow(tree, stored, 100);
        Assert.Equal(hashes, taken.Hashes.ToArray());
    }

    [Fact]
    public void Resuming_equals_continuing() => LogProperties.Hold(3000, (size, pick) =>
    {
        StoredTiles stored = new();
        TiledTree continuous = LogLeaves.Tree(size, stored);
        MerkleHash[] last = LogLeaves.Hashes(size)[^Tile.PartialWidth(size, 0)..];
        TiledTree fromLeaves = TiledTree.Resume(stored, size, last);
        TiledTree fromTiles = TiledTree.Resume(stored, size, continuous.PartialTiles);
        bool same = fromLeaves.Root == continuous.Root && fromTiles.Root == continuous.Root;
        for (int i = 0; i < pick % 700; i++)
        {
            continuous.Append(LogLeaves.Leaf(i));
            fromLeaves.Append(LogLeaves.Leaf(i));
            fromTiles.Append(LogLeaves.Leaf(i));
        }

        return same && fromLeaves.Root == continuous.Root && fromTiles.Root == continuous.Root
            && Same(continuous.PartialTiles, fromLeaves.PartialTiles)
            && Same(continuous.PartialTiles, fromTiles.PartialTiles)
            && Same(continuous.PendingTiles, fromLeaves.PendingTiles)
            && Same(continuous.PendingTiles, fromTiles.PendingTiles);
    });

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_536 + 300)]
    [InlineData(200_000)]
    public void Resuming_a_tree_of_several_levels_equals_continuing(int size)
    {
        StoredTiles stored = new();
        TiledTree continuous = new(stored);
        Append(continuous, size);
        stored.Store(continuous.PendingTiles);
        continuous.Commit();
        int width = Tile.PartialWidth(size, 0);
        MerkleHash[] last = [.. Enumerable.Range(size - width, width).Select(index => LogLeaves.CheapHash(index))];
        TiledTree resumed = TiledTree.Resume(stored, size, last);
        Assert.Equal(continuous.Root, resumed.Root);
        Assert.True(Same(continuous.PartialTiles, resumed.PartialTiles));
    }

    [Fact]
    public void Resuming_refuses_what_does_not_fit_the_size()
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(300, stored);
        IReadOnlyList<Tile> edge = tree.PartialTiles;
        Assert.Throws<ArgumentException>(() => TiledTree.Resume(stored, 300, new MerkleHash[43]));
        Assert.Throws<ArgumentException>(() => TiledTree.Resume(stored, 300, [edge[0]]));
        Assert.Throws<ArgumentException>(() => TiledTree.Resume(stored, 301, edge));
        Assert.Throws<ArgumentException>(() => TiledTree.Resume(stored, 300, [.. edge, new Tile(5, 0, new byte[32])]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TiledTree.Resume(stored, -1, edge));
    }

    [Fact]
    public void A_missing_or_short_tile_is_refused()
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(600, stored);
        stored.Truncate(0, 0);
        Assert.Throws<LogStorageException>(() => tree.ProveInclusion(3, 600));
        stored.Remove(0, 1);
        Assert.Throws<LogStorageException>(() => tree.ProveInclusion(300, 600));
    }

    [Fact]
    public void Sizes_and_leaves_that_do_not_exist_are_refused()
    {
        TiledTree tree = LogLeaves.Tree(10, new StoredTiles());
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(0, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveInclusion(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveConsistency(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ProveConsistency(6, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.LeafHashAt(10));
    }

    [Fact]
    public void Proofs_reach_pending_leaves_and_committed_ones_alike()
    {
        StoredTiles stored = new();
        TiledTree tree = LogLeaves.Tree(500, stored);
        MerkleHash oldRoot = tree.Root;
        for (int i = 0; i < 700; i++)
        {
            tree.Append(LogLeaves.Leaf(tree.Size));
        }

        foreach (int index in new[] { 0, 255, 256, 499, 500, 511, 512, 767, 768, 1199 })
        {
            MerkleHash leaf = Rfc6962.LeafHash(LogLeaves.Leaf(index));
            Assert.Equal(leaf, tree.LeafHashAt(index));
            Assert.True(tree.ProveInclusion(index, tree.Size).Verify(leaf, tree.Root));
        }

        Assert.True(tree.ProveConsistency(500, 1200).Verify(oldRoot, tree.Root));
    }

    [Fact]
    public void Too_large_a_batch_is_refused()
    {
        TiledTree tree = new(new StoredTiles());
        Append(tree, TiledTree.MaxPendingLeaves);
        Assert.Throws<InvalidOperationException>(() => tree.AppendHash(default));
        tree.Commit();
        tree.AppendHash(default);
    }

    internal static void Append(TiledTree tree, int count)
    {
        for (int i = 0; i < count; i++)
        {
            tree.AppendHash(LogLeaves.CheapHash(tree.Size));
        }
    }

    private static bool Same(IReadOnlyList<Tile> expected, IReadOnlyList<Tile> actual) =>
        expected.Count == actual.Count
        && expected.Zip(actual).All(pair =>
            pair.First.Path == pair.Second.Path && pair.First.Hashes.Span.SequenceEqual(pair.Second.Hashes.Span));
}
