using System.Buffers.Binary;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Tiles;

namespace Serment.UnitTests.TransparencyLog;

/// <summary>Leaves and trees that the tests of the log share.</summary>
internal static class LogLeaves
{
    /// <summary>The leaf at an index: 4 to 12 bytes that no other index has.</summary>
    internal static byte[] Leaf(long index)
    {
        byte[] leaf = new byte[4 + index % 9];
        BinaryPrimitives.WriteInt32LittleEndian(leaf, (int)index);
        return leaf;
    }

    /// <summary>A hash that stands for a leaf hash where the leaf itself does not matter.</summary>
    internal static MerkleHash CheapHash(long index)
    {
        Span<byte> bytes = stackalloc byte[MerkleHash.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, index);
        return new MerkleHash(bytes);
    }

    internal static MerkleHash[] Hashes(int count) =>
        [.. Enumerable.Range(0, count).Select(index => Rfc6962.LeafHash(Leaf(index)))];

    /// <summary>A committed tree over the first leaves.</summary>
    internal static TiledTree Tree(int size, StoredTiles stored)
    {
        TiledTree tree = new(stored);
        Grow(tree, stored, size);
        return tree;
    }

    /// <summary>Appends the next leaves, stores the full tiles and commits.</summary>
    internal static void Grow(TiledTree tree, StoredTiles stored, int count)
    {
        for (int i = 0; i < count; i++)
        {
            tree.Append(Leaf(tree.Size));
        }

        stored.Store(tree.PendingTiles);
        tree.Commit();
    }

    /// <summary>MTH of RFC 6962 §2.1, word for word.</summary>
    internal static MerkleHash NaiveRoot(ReadOnlySpan<MerkleHash> leaves)
    {
        if (leaves.Length == 0)
        {
            return Rfc6962.EmptyRoot;
        }

        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int split = 1;
        while (split * 2 < leaves.Length)
        {
            split *= 2;
        }

        return Rfc6962.NodeHash(NaiveRoot(leaves[..split]), NaiveRoot(leaves[split..]));
    }

    internal static MerkleHash Flip(MerkleHash hash, int bit)
    {
        byte[] bytes = hash.ToArray();
        bytes[bit / 8 % bytes.Length] ^= (byte)(1 << bit % 8);
        return new MerkleHash(bytes);
    }
}

/// <summary>Full tiles in memory; counts how often they are read.</summary>
internal sealed class StoredTiles : ITileSource
{
    private readonly Dictionary<(int Level, long Index), byte[]> _tiles = [];

    internal int Reads { get; set; }

    internal int Count => _tiles.Count;

    public ReadOnlyMemory<byte> ReadTile(int level, long index)
    {
        Reads++;
        return _tiles.TryGetValue((level, index), out byte[]? tile)
            ? tile
            : throw new LogStorageException("no such tile");
    }

    internal void Store(IEnumerable<Tile> tiles)
    {
        foreach (Tile tile in tiles)
        {
            Assert.True(tile.IsFull);

            // A full tile is immutable: storing it twice would be a fault.
            _tiles.Add((tile.Level, tile.Index), tile.Hashes.ToArray());
        }
    }

    internal void Truncate(int level, long index) => _tiles[(level, index)] = [1, 2, 3];

    internal void Remove(int level, long index) => _tiles.Remove((level, index));
}
