namespace Serment.TransparencyLog.Merkle;

/// <summary>Recomputes a log's root from its leaves as they stream by, in memory that grows with the logarithm of
/// their number. It keeps no tiles and cannot prove; for that see <see cref="Tiles.TiledTree"/>.</summary>
public sealed class LogVerifier
{
    private readonly MerkleHash[] _perfect = new MerkleHash[CompactRange.MaxHeights];

    /// <summary>How many leaves were appended.</summary>
    public long Size { get; private set; }

    /// <summary>The RFC 6962 root of the leaves so far. Costs at most one hash for each bit of
    /// <see cref="Size"/>.</summary>
    public MerkleHash Root => CompactRange.Root(_perfect, Size);

    /// <summary>Appends the next leaf.</summary>
    /// <returns>The leaf's hash, for comparison with a stored one.</returns>
    public MerkleHash Append(ReadOnlySpan<byte> leaf)
    {
        MerkleHash hash = Rfc6962.LeafHash(leaf);
        AppendHash(hash);
        return hash;
    }

    /// <summary>Appends the next leaf by its leaf hash.</summary>
    public void AppendHash(in MerkleHash leafHash)
    {
        CompactRange.Append(_perfect, Size, leafHash);
        Size++;
    }
}
