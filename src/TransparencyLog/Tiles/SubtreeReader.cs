using System.Numerics;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;

namespace Serment.TransparencyLog.Tiles;

/// <summary>Computes subtree hashes from tiles, for the duration of one proof: each tile is read once, and a path
/// crosses at most two tiles a level (its own and the one at the tree's right edge).</summary>
internal sealed class SubtreeReader(TiledTree tree)
{
    private readonly Dictionary<(int Level, long Index), ReadOnlyMemory<byte>> _tiles = [];

    /// <summary>The hash over a run of leaves that starts at a multiple of a power of two not below its
    /// length.</summary>
    internal MerkleHash Range(LeafRange range)
    {
        Stack<MerkleHash> parts = new(CompactRange.MaxHeights);
        for (long start = range.Start; start < range.End;)
        {
            int height = BitOperations.Log2((ulong)(range.End - start));
            parts.Push(Perfect(height, start >> height));
            start += 1L << height;
        }

        MerkleHash hash = parts.Pop();
        while (parts.TryPop(out MerkleHash left))
        {
            hash = Rfc6962.NodeHash(left, hash);
            tree.NodeHashCount++;
        }

        return hash;
    }

    /// <summary>The hash of the perfect subtree over leaves <c>index·2^height</c> to <c>(index+1)·2^height −
    /// 1</c>.</summary>
    internal MerkleHash Perfect(int height, long index)
    {
        int level = height / Tile.Height;
        int inTile = height % Tile.Height;
        long first = index << inTile;
        long tileIndex = first / Tile.FullWidth;
        if (!_tiles.TryGetValue((level, tileIndex), out ReadOnlyMemory<byte> tile))
        {
            tile = tree.ReadTile(level, tileIndex);
            _tiles.Add((level, tileIndex), tile);
        }

        int start = (int)(first % Tile.FullWidth) * MerkleHash.LengthBytes;
        tree.NodeHashCount += (1 << inTile) - 1;
        return Fold(tile.Span.Slice(start, MerkleHash.LengthBytes << inTile));
    }

    /// <summary>The root over hashes whose number is a power of two, at most a tile's.</summary>
    internal static MerkleHash Fold(ReadOnlySpan<byte> hashes)
    {
        int count = hashes.Length / MerkleHash.LengthBytes;
        Span<MerkleHash> nodes = stackalloc MerkleHash[Tile.FullWidth];
        for (int i = 0; i < count; i++)
        {
            nodes[i] = new MerkleHash(hashes.Slice(i * MerkleHash.LengthBytes, MerkleHash.LengthBytes));
        }

        for (; count > 1; count /= 2)
        {
            for (int i = 0; i < count / 2; i++)
            {
                nodes[i] = Rfc6962.NodeHash(nodes[2 * i], nodes[2 * i + 1]);
            }
        }

        return nodes[0];
    }
}
