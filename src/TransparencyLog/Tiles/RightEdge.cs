using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Tiles;

/// <summary>The unfinished tiles of a growing tree, one a level, and those that became full since the last
/// commit.</summary>
internal sealed class RightEdge
{
    private readonly byte[]?[] _tiles = new byte[]?[Tile.MaxLevels];

    // Where a level's tile became full since the last commit: that tile, whose first hashes are the committed ones.
    private readonly byte[]?[] _committed = new byte[]?[Tile.MaxLevels];

    private readonly List<Tile>[] _pendingByLevel =
        [.. Enumerable.Range(0, Tile.MaxLevels).Select(_ => new List<Tile>())];
    private readonly List<Tile> _pending = [];

    internal IReadOnlyList<Tile> Pending => _pending;

    /// <summary>The edge of a stored tree whose partial tiles were not stored.</summary>
    internal static RightEdge Recompute(ITileSource stored, long size, ReadOnlySpan<MerkleHash> lastLeafHashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (lastLeafHashes.Length != Tile.PartialWidth(size, 0))
        {
            throw new ArgumentException("give the leaf hashes of the unfinished tile", nameof(lastLeafHashes));
        }

        RightEdge edge = new();
        for (int i = 0; i < lastLeafHashes.Length; i++)
        {
            edge.Put(0, i, lastLeafHashes[i]);
        }

        for (int level = 1; level < Tile.MaxLevels; level++)
        {
            long first = Tile.FullCount(size, level) * Tile.FullWidth;
            for (int i = 0; i < Tile.PartialWidth(size, level); i++)
            {
                ReadOnlyMemory<byte> below = TiledTree.ReadStored(stored, level - 1, first + i);
                edge.Put(level, i, SubtreeReader.Fold(below.Span));
            }
        }

        return edge;
    }

    /// <summary>The edge of a stored tree whose partial tiles were stored.</summary>
    internal static RightEdge From(long size, IReadOnlyList<Tile> partialTiles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        RightEdge edge = new();
        int expected = 0;
        for (int level = 0; level < Tile.MaxLevels; level++)
        {
            int widthBytes = Tile.PartialWidth(size, level) * MerkleHash.LengthBytes;
            if (widthBytes == 0)
            {
                continue;
            }

            expected++;
            Tile tile = partialTiles.SingleOrDefault(tile => tile.Level == level)
                ?? throw new ArgumentException("a partial tile is missing", nameof(partialTiles));
            if (tile.Index != Tile.FullCount(size, level) || tile.Hashes.Length != widthBytes)
            {
                throw new ArgumentException("a partial tile does not fit the size of the tree", nameof(partialTiles));
            }

            byte[] copy = new byte[Tile.FullBytes];
            tile.Hashes.Span.CopyTo(copy);
            edge._tiles[level] = copy;
        }

        return partialTiles.Count == expected
            ? edge
            : throw new ArgumentException("there are more partial tiles than the tree has", nameof(partialTiles));
    }

    /// <summary>Adds a level's next hash, while a leaf is being appended to a tree of <paramref name="size"/>
    /// leaves.</summary>
    internal void Add(int level, long size, in MerkleHash hash)
    {
        int position = Tile.PartialWidth(size, level);
        Put(level, position, hash);
        if (position < Tile.FullWidth - 1)
        {
            return;
        }

        byte[] full = _tiles[level]!;
        Tile tile = new(level, Tile.FullCount(size, level), full);
        _pending.Add(tile);
        _pendingByLevel[level].Add(tile);
        _committed[level] ??= full;
        _tiles[level] = null;
    }

    internal void Commit()
    {
        ClearPending();
        Array.Clear(_committed);
    }

    internal void Rollback(long committedSize)
    {
        for (int level = 0; level < Tile.MaxLevels; level++)
        {
            // Where no tile became full, the committed hashes are still in place and later ones are overwritten.
            if (_committed[level] is byte[] before)
            {
                // A copy: the caller may still hold the full tile that is being taken back.
                byte[] tile = new byte[Tile.FullBytes];
                before.AsSpan(0, Tile.PartialWidth(committedSize, level) * MerkleHash.LengthBytes).CopyTo(tile);
                _tiles[level] = tile;
                _committed[level] = null;
            }
        }

        ClearPending();
    }

    internal ReadOnlyMemory<byte> Current(int level) => _tiles[level];

    internal Tile PendingAt(int level, int position) => _pendingByLevel[level][position];

    internal IReadOnlyList<Tile> Partial(long size)
    {
        List<Tile> partial = [];
        for (int level = 0; level < Tile.MaxLevels; level++)
        {
            int width = Tile.PartialWidth(size, level);
            if (width > 0)
            {
                byte[] hashes = _tiles[level].AsSpan(0, width * MerkleHash.LengthBytes).ToArray();
                partial.Add(new Tile(level, Tile.FullCount(size, level), hashes));
            }
        }

        return partial;
    }

    private void Put(int level, int position, in MerkleHash hash) =>
        hash.CopyTo((_tiles[level] ??= new byte[Tile.FullBytes]).AsSpan(position * MerkleHash.LengthBytes));

    private void ClearPending()
    {
        _pending.Clear();
        foreach (List<Tile> level in _pendingByLevel)
        {
            level.Clear();
        }
    }
}
