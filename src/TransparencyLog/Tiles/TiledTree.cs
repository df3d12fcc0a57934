using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Proofs;

namespace Serment.TransparencyLog.Tiles;

/// <summary>An append-only RFC 6962 tree, kept as C2SP tiles. In memory are only the unfinished tiles at its right
/// edge and one hash for each bit of the size; full tiles go to the caller's storage and come back through
/// <see cref="ITileSource"/> for proofs.</summary>
/// <remarks>
/// Appending is tentative: append a batch, store <see cref="PendingTiles"/> in the same transaction as the leaves,
/// then <see cref="Commit"/>; or, if the transaction failed, <see cref="Rollback"/>. One writer at a time; not
/// thread-safe.
/// </remarks>
public sealed class TiledTree
{
    /// <summary>A batch is bounded, because its full tiles wait in memory: 33 MB at this limit.</summary>
    public const int MaxPendingLeaves = 1 << 20;

    private readonly ITileSource _stored;
    private readonly RightEdge _edge;
    private readonly MerkleHash[] _perfect = new MerkleHash[CompactRange.MaxHeights];
    private readonly MerkleHash[] _committedPerfect = new MerkleHash[CompactRange.MaxHeights];

    /// <summary>An empty tree.</summary>
    /// <param name="stored">Where the caller keeps full tiles; it is asked only for tiles that were committed.</param>
    public TiledTree(ITileSource stored)
    {
        _stored = stored;
        _edge = new RightEdge();
    }

    private TiledTree(ITileSource stored, long size, RightEdge edge)
    {
        _stored = stored;
        _edge = edge;
        Size = size;
        CommittedSize = size;
        SubtreeReader reader = new(this);
        for (int height = 0; height < CompactRange.MaxHeights; height++)
        {
            if ((size >> height & 1) != 0)
            {
                _perfect[height] = reader.Perfect(height, (size >> height) - 1);
            }
        }

        _perfect.CopyTo(_committedPerfect, 0);
    }

    /// <summary>The number of leaves, pending ones included.</summary>
    public long Size { get; private set; }

    /// <summary>The number of leaves at the last commit: where a rollback returns to.</summary>
    public long CommittedSize { get; private set; }

    /// <summary>The root over all leaves, pending ones included. Costs at most one hash for each bit of the
    /// size.</summary>
    public MerkleHash Root => CompactRange.Root(_perfect, Size);

    /// <summary>The tiles that became full since the last commit, for the caller to store.</summary>
    public IReadOnlyList<Tile> PendingTiles => _edge.Pending;

    /// <summary>The unfinished tiles at the right edge, lowest level first, as copies: at most one each
    /// level.</summary>
    public IReadOnlyList<Tile> PartialTiles => _edge.Partial(Size);

    /// <summary>How many hashes proofs and resuming have computed; held to the logarithm of the size by a
    /// test.</summary>
    internal long NodeHashCount { get; set; }

    /// <summary>Continues a stored tree. Its unfinished tiles are computed again: the lowest from the leaf hashes
    /// given, the others from the full tiles below them, at most 255 reads a level.</summary>
    /// <param name="stored">Where the full tiles are.</param>
    /// <param name="size">The number of leaves stored.</param>
    /// <param name="lastLeafHashes">The hashes of the last <c>size mod 256</c> leaves, in order.</param>
    /// <remarks>The caller compares <see cref="Root"/> with its last checkpoint: a resumed tree is only as true as
    /// its storage.</remarks>
    /// <exception cref="ArgumentException">The number of leaf hashes does not fit the size.</exception>
    /// <exception cref="LogStorageException">A tile is missing or has the wrong length.</exception>
    public static TiledTree Resume(ITileSource stored, long size, ReadOnlySpan<MerkleHash> lastLeafHashes) =>
        new(stored, size, RightEdge.Recompute(stored, size, lastLeafHashes));

    /// <summary>Continues a stored tree whose unfinished tiles (<see cref="PartialTiles"/>) were stored too.</summary>
    /// <inheritdoc cref="Resume(ITileSource, long, ReadOnlySpan{MerkleHash})"/>
    /// <exception cref="ArgumentException">The partial tiles are not exactly those of a tree of this size.</exception>
    public static TiledTree Resume(ITileSource stored, long size, IReadOnlyList<Tile> partialTiles) =>
        new(stored, size, RightEdge.From(size, partialTiles));

    /// <summary>Appends a leaf.</summary>
    /// <returns>The leaf's hash.</returns>
    /// <exception cref="InvalidOperationException"><see cref="MaxPendingLeaves"/> wait for a commit
    /// already.</exception>
    public MerkleHash Append(ReadOnlySpan<byte> leaf)
    {
        MerkleHash hash = Rfc6962.LeafHash(leaf);
        AppendHash(hash);
        return hash;
    }

    /// <summary>Appends a leaf by its leaf hash.</summary>
    /// <inheritdoc cref="Append"/>
    public void AppendHash(in MerkleHash leafHash)
    {
        if (Size - CommittedSize >= MaxPendingLeaves)
        {
            throw new InvalidOperationException("too many leaves wait for a commit");
        }

        MerkleHash node = leafHash;
        _edge.Add(0, Size, node);
        int height = 0;
        while ((Size >> height & 1) != 0)
        {
            node = Rfc6962.NodeHash(_perfect[height], node);
            height++;
            if (height % Tile.Height == 0)
            {
                _edge.Add(height / Tile.Height, Size, node);
            }
        }

        _perfect[height] = node;
        Size++;
    }

    /// <summary>Makes the pending leaves final. Call it when leaves and <see cref="PendingTiles"/> are durably stored:
    /// from then on the tiles are read back from storage.</summary>
    public void Commit()
    {
        _edge.Commit();
        _perfect.CopyTo(_committedPerfect, 0);
        CommittedSize = Size;
    }

    /// <summary>Forgets the pending leaves, as if they had never been appended.</summary>
    public void Rollback()
    {
        _edge.Rollback(CommittedSize);
        _committedPerfect.CopyTo(_perfect, 0);
        Size = CommittedSize;
    }

    /// <summary>The root that the tree had at an earlier size.</summary>
    public MerkleHash RootAt(long size)
    {
        CheckSize(size);
        return size == 0 ? Rfc6962.EmptyRoot : new SubtreeReader(this).Range(new LeafRange(0, size));
    }

    /// <summary>The hash of a leaf.</summary>
    public MerkleHash LeafHashAt(long leafIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leafIndex, Size);
        return new SubtreeReader(this).Perfect(0, leafIndex);
    }

    /// <summary>Proves that a leaf is in the tree as it was at a size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such size or leaf.</exception>
    /// <exception cref="LogStorageException">A tile is missing or has the wrong length.</exception>
    public InclusionProof ProveInclusion(long leafIndex, long treeSize)
    {
        CheckSize(treeSize);
        ArgumentOutOfRangeException.ThrowIfNegative(leafIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leafIndex, treeSize);
        return new InclusionProof(leafIndex, treeSize, Hash(ProofRanges.Inclusion(leafIndex, treeSize)));
    }

    /// <summary>Proves that the tree of the new size continues the tree of the old one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is 0 or above the new one, or the tree is
    /// smaller.</exception>
    /// <exception cref="LogStorageException">A tile is missing or has the wrong length.</exception>
    public ConsistencyProof ProveConsistency(long oldSize, long newSize)
    {
        CheckSize(newSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(oldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        return new ConsistencyProof(oldSize, newSize, Hash(ProofRanges.Consistency(oldSize, newSize)));
    }

    /// <summary>A tile that holds at least the hashes that the current size gives it; the rest of an edge tile is
    /// noise.</summary>
    internal ReadOnlyMemory<byte> ReadTile(int level, long index)
    {
        if (index >= Tile.FullCount(Size, level))
        {
            return _edge.Current(level);
        }

        long committed = Tile.FullCount(CommittedSize, level);
        return index >= committed ? _edge.PendingAt(level, (int)(index - committed)).Hashes
            : ReadStored(_stored, level, index);
    }

    internal static ReadOnlyMemory<byte> ReadStored(ITileSource stored, int level, long index)
    {
        ReadOnlyMemory<byte> tile = stored.ReadTile(level, index);
        return tile.Length == Tile.FullBytes
            ? tile
            : throw new LogStorageException($"tile {level}/{index} has {tile.Length} bytes, not {Tile.FullBytes}");
    }

    private MerkleHash[] Hash(List<LeafRange> ranges)
    {
        SubtreeReader reader = new(this);
        return [.. ranges.Select(reader.Range)];
    }

    private void CheckSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
    }
}
