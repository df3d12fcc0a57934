using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;

namespace Serment.TransparencyLog.Tiles;

/// <summary>One file of an exported log: a path relative to the log's folder, with <c>/</c>, and its bytes.</summary>
public sealed record ExportedFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>Writes a log as the files of C2SP tlog-tiles, one after the other, in memory that does not grow with the
/// log. Everything is computed again from the leaves, so that no exported tile can disagree with them.</summary>
public static class LogExport
{
    /// <summary>The files of the log at the size of a signed checkpoint. The checkpoint itself comes last: a folder
    /// without it is an export that broke off.</summary>
    /// <param name="leaves">The log's leaves from the first; those beyond the checkpoint's size are not read.
    /// A leaf's memory must stay as it is until its bundle of 256 has been written.</param>
    /// <param name="signedCheckpoint">The checkpoint, whose signatures the caller has verified.</param>
    /// <exception cref="LogStorageException">The leaves end early or do not lead to the checkpoint's root.</exception>
    public static IEnumerable<ExportedFile> Files(
        IEnumerable<ReadOnlyMemory<byte>> leaves, SignedNote signedCheckpoint)
    {
        Checkpoint checkpoint = Checkpoint.Parse(signedCheckpoint.Text);
        TiledTree tree = new(NoStoredTiles.Instance);
        List<ReadOnlyMemory<byte>> bundle = new(EntryBundle.MaxLeaves);
        using IEnumerator<ReadOnlyMemory<byte>> next = leaves.GetEnumerator();
        while (tree.Size < checkpoint.Size && next.MoveNext())
        {
            tree.Append(next.Current.Span);
            bundle.Add(next.Current);
            if (bundle.Count == EntryBundle.MaxLeaves)
            {
                yield return Entries(tree.Size, bundle);
                bundle.Clear();
                foreach (Tile tile in tree.PendingTiles)
                {
                    yield return Hashes(tile);
                }

                tree.Commit();
            }
        }

        if (tree.Size != checkpoint.Size || tree.Root != checkpoint.Root)
        {
            throw new LogStorageException("the leaves do not lead to the checkpoint's size and root");
        }

        if (bundle.Count > 0)
        {
            yield return Entries(tree.Size, bundle);
        }

        foreach (Tile tile in tree.PartialTiles)
        {
            yield return Hashes(tile);
        }

        yield return new ExportedFile(TilePath.Checkpoint, signedCheckpoint.ToBytes());
    }

    private static ExportedFile Entries(long size, List<ReadOnlyMemory<byte>> bundle)
    {
        TilePath path = TilePath.OfEntries((size - 1) / EntryBundle.MaxLeaves, bundle.Count);
        return new ExportedFile(path.ToString(), EntryBundle.Encode(bundle));
    }

    private static ExportedFile Hashes(Tile tile) => new(tile.Path.ToString(), tile.Hashes);

    private sealed class NoStoredTiles : ITileSource
    {
        internal static readonly NoStoredTiles Instance = new();

        public ReadOnlyMemory<byte> ReadTile(int level, long index) =>
            throw new LogStorageException("an export proves nothing and so reads no tiles");
    }
}
