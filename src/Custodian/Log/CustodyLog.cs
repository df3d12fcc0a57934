using System.Data.Common;
using Serment.Custodian.Budgets;
using Serment.Custodian.Keys;
using Serment.Custodian.Storage;
using Serment.Custodian.Writer;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Tiles;

namespace Serment.Custodian.Log;

/// <summary>The log as it durably is.</summary>
internal sealed record LogHead(long Size, MerkleHash Root);

/// <summary>
/// The custodian's log: leaves in the table <c>log_batch</c>, one row a turn, and the full tiles of their Merkle tree in
/// <c>log_tile</c>. Each row seals the log and the <see cref="Register"/> as they are after it. Only the writer's thread
/// changes it; anybody may read <see cref="Head"/>.
/// </summary>
/// <param name="tiles">The stored tiles.</param>
/// <param name="seals">Makes and checks the seals.</param>
/// <param name="anchor">The head that was kept outside the database: what is found must continue it.</param>
internal sealed class CustodyLog(TileTable tiles, CustodySeals seals, LogHead? anchor = null) : IDurableState
{
    private const int CommitEveryLeaves = 1 << 18;

    private List<SpentLeaf> spending = [];
    private TiledTree tree = new(tiles);
    private volatile LogHead head = anchor ?? new(0, Rfc6962.EmptyRoot);

    /// <summary>Size and root hash of what is durable.</summary>
    public LogHead Head => head;

    /// <summary>Leaves that are durable.</summary>
    public long Size => head.Size;

    /// <summary>The way of its rows into the index.</summary>
    public WaitingEvents Events { get; } = new();

    /// <summary>The seals.</summary>
    public CustodySeals Seals => seals;

    /// <summary>What the tables of rights durably say.</summary>
    public Register Register { get; } = new();

    /// <summary>
    /// True once, at the first start on a database of before there were seals: it is taken as it stands.
    /// </summary>
    public bool IsUnsealed { get; set; }

    /// <summary>What was spent in the longest window before the last leaf, read from checked leaves; taken once.</summary>
    public List<SpentLeaf> TakeSpending()
    {
        List<SpentLeaf> taken = spending;
        spending = [];
        return taken;
    }

    /// <summary>The time of the last leaf, milliseconds since 1970.</summary>
    public long LastAtMs { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="LogStorageException">The log does not continue what is known of it.</exception>
    /// <exception cref="AlteredCustodyException">Somebody else has written to the database.</exception>
    public void Load(DbConnection connection)
    {
        (long size, long lastAtMs, byte[]? seal) = LogPages.ReadEnd(connection);
        if (size < head.Size)
        {
            throw NotContinued();
        }

        (TiledTree read, List<SpentLeaf> spent) = ReadRecent(connection, size, lastAtMs);

        // What was durable once stays: a shortened or rewritten log is never taken over, and so never signed.
        if (read.RootAt(head.Size) != head.Root)
        {
            throw NotContinued();
        }

        Register.Load(connection);
        if (!IsUnsealed)
        {
            ThrowUnlessSealed(size, lastAtMs, read.Root, seal);
        }

        tree = read;
        LastAtMs = lastAtMs;
        spending = spent;
        head = new(size, read.Root);
    }

    /// <summary>Proves that the log continues what it was at that size; null where it was never of that size.</summary>
    public IReadOnlyList<byte[]>? ProveSince(long size) =>
        size <= head.Size
            ? [.. tree.ProveConsistency(size, head.Size).Path.Select(hash => hash.ToArray())]
            : null;

    /// <summary>
    /// Writes the turn's leaves, their index rows and the tiles that they fill, inside the transaction.
    /// </summary>
    public void Store(Turn turn, PendingLeaves leaves)
    {
        if (leaves.Count == 0)
        {
            return;
        }

        LeafBatchReader reader = new(leaves.Bytes);
        while (reader.MoveNext())
        {
            tree.Append(reader.Leaf);
        }

        LastAtMs = turn.Now.ToUnixTimeMilliseconds();
        turn.Execute(
            "INSERT INTO log_batch (first_index, last_at, leaf_count, leaves, seal) VALUES (@p1, @p2, @p3, @p4, @p5)",
            Size, LastAtMs, leaves.Count, leaves.Bytes.ToArray(), Seal(tree.Size, LastAtMs, tree.Root, turn.Register.Digest()));
        foreach (Tile tile in tree.PendingTiles)
        {
            turn.Execute(
                "INSERT INTO log_tile (level, tile_index, hashes) VALUES (@p1, @p2, @p3)",
                (short)tile.Level, tile.Index, tile.Hashes.ToArray());
        }

        Events.Store(turn, Size, leaves.Index);
    }

    /// <summary>The turn's transaction is durable.</summary>
    public void Committed()
    {
        if (tree.Size != head.Size)
        {
            tree.Commit();
            head = new(tree.Size, tree.Root);
        }
    }

    private static LogStorageException NotContinued() =>
        new("the stored log does not continue the one that this custodian has written");

    private byte[] Seal(long size, long lastAtMs, MerkleHash root, byte[] digest) =>
        [.. seals.OfLogEnd(size, lastAtMs, root), .. seals.OfRegister(size, digest)];

    private void ThrowUnlessSealed(long size, long lastAtMs, MerkleHash root, byte[]? seal)
    {
        byte[] digest = Register.Digest();
        if (size == 0)
        {
            if (!digest.AsSpan().SequenceEqual(new Register().Digest()))
            {
                throw new AlteredCustodyException("The custody database has rows of rights, and no log.");
            }

            return;
        }

        byte[] expected = Seal(size, lastAtMs, root, digest);
        if (seal?.Length != expected.Length
            || !CustodySeals.Same(expected.AsSpan(0, CustodySeals.SealBytes), seal.AsSpan(0, CustodySeals.SealBytes)))
        {
            throw new AlteredCustodyException("The log in the custody database was not written by this custodian.");
        }

        if (!CustodySeals.Same(expected.AsSpan(CustodySeals.SealBytes), seal.AsSpan(CustodySeals.SealBytes)))
        {
            throw new AlteredCustodyException(
                "Rows of staff, passkeys, enrolments, clients, budgets, links, sessions or proposals in the custody database "
                + "were added, altered or removed by somebody else. Nothing is opened. Restore the database.");
        }
    }

    /// <summary>
    /// Reads the leaves of the longest window and hashes them on top of the tree as it was before: only when they lead to the
    /// root are they, and their times, what was written.
    /// </summary>
    private (TiledTree Tree, List<SpentLeaf> Spent) ReadRecent(DbConnection connection, long size, long lastAtMs)
    {
        long cutoffMs = lastAtMs - (long)MeterWindows.Longest.TotalMilliseconds;
        long first = LogPages.FirstNeeded(connection, cutoffMs) / Tile.FullWidth * Tile.FullWidth;
        TiledTree read = TiledTree.Resume(tiles, first, ReadOnlySpan<MerkleHash>.Empty);
        List<SpentLeaf> spent = [];
        long oldestAtMs = long.MaxValue;
        foreach ((long index, byte[] leaves) in LogPages.From(connection, first))
        {
            LeafBatchReader reader = new(leaves);
            for (long at = index; reader.MoveNext(); at++)
            {
                if (at < first)
                {
                    continue;
                }

                if (at != read.Size)
                {
                    throw new LogStorageException("leaves of the log are missing");
                }

                read.Append(reader.Leaf);
                LogLeafReader leaf = LogLeafReader.Read(reader.Leaf);
                oldestAtMs = Math.Min(oldestAtMs, leaf.AtMs);
                if (leaf.AtMs > cutoffMs && SpentLeaf.Of(at, leaf, lastAtMs) is SpentLeaf one)
                {
                    spent.Add(one);
                }

                if (read.Size - read.CommittedSize == CommitEveryLeaves)
                {
                    read.Commit();
                }
            }
        }

        // The first leaf read must be older than the window, or the log's very first: otherwise something was left out.
        if (read.Size != size || (first > 0 && oldestAtMs > cutoffMs))
        {
            throw new LogStorageException("leaves of the log are missing");
        }

        read.Commit();
        return (read, spent);
    }
}
