using Serment.TransparencyLog.Merkle;

namespace Serment.TransparencyLog.Tiles;

/// <summary>A run of consecutive hashes at one height of the tree (C2SP tlog-tiles). Level 0 holds leaf hashes; each
/// hash at a higher level is the root of a full tile of the level below. A full tile never changes again.</summary>
/// <param name="Level">0 for leaf hashes; see <see cref="MaxLevels"/>.</param>
/// <param name="Index">The tile's number in its level, from 0.</param>
/// <param name="Hashes">The hashes, concatenated: 8,192 bytes when full.</param>
public sealed record Tile(int Level, long Index, ReadOnlyMemory<byte> Hashes)
{
    /// <summary>A tile spans 8 levels of the tree.</summary>
    public const int Height = 8;

    /// <summary>The hashes of a full tile.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>The bytes of a full tile.</summary>
    public const int FullBytes = FullWidth * MerkleHash.LengthBytes;

    /// <summary>Trees of 63-bit size have no tile at this level or above.</summary>
    public const int MaxLevels = (CompactRange.MaxHeights + Height - 1) / Height;

    /// <summary>How many hashes the tile holds: 256 when full, 1 to 255 at the right edge of the tree.</summary>
    public int Width => Hashes.Length / MerkleHash.LengthBytes;

    /// <summary>Whether the tile is full and so final.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>Where the tile stands in a tlog-tiles folder.</summary>
    public TilePath Path => TilePath.OfTile(Level, Index, Width);

    /// <summary>One of the tile's hashes.</summary>
    public MerkleHash this[int position] =>
        new(Hashes.Span.Slice(position * MerkleHash.LengthBytes, MerkleHash.LengthBytes));

    /// <summary>How many full tiles a tree of this size has at a level.</summary>
    public static long FullCount(long treeSize, int level) => HashCount(treeSize, level) >> Height;

    /// <summary>The width of the partial tile that a tree of this size has at a level; 0 when there is none.</summary>
    public static int PartialWidth(long treeSize, int level) => (int)(HashCount(treeSize, level) & (FullWidth - 1));

    /// <summary>How many hashes a tree of this size has at a tile level.</summary>
    internal static long HashCount(long treeSize, int level) => treeSize >> (Height * level);
}
