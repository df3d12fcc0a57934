using System.Data.Common;
using System.Globalization;
using Serment.Custodian.Writer;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Tiles;

namespace Serment.Custodian.Log;

/// <summary>The log as it durably is.</summary>
internal sealed record LogHead(long Size, MerkleHash Root);

/// <summary>
/// The custodian's log: leaves in the table <c>log_batch</c>, one row a turn, and the full tiles of their Merkle tree
/// in
/// <c>log_tile</c>. Only the writer's thread changes it; anybody may read <see cref="Head"/>.
/// </summary>
internal sealed class CustodyLog(TileTable tiles) : IDurableState
{
    private TiledTree tree = new(tiles);
    private volatile LogHead head = new(0, Rfc6962.EmptyRoot);

    /// <summary>Size and root hash of what is durable.</summary>
    public LogHead Head => head;

    /// <summary>Leaves that are durable.</summary>
    public long Size => head.Size;

    /// <summary>The way of its rows into the index.</summary>
    public WaitingEvents Events { get; } = new();

    /// <summary>The time of the last leaf, milliseconds since 1970.</summary>
    public long LastAtMs { get; private set; }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        (long size, long lastAtMs) = ReadEnd(connection);
        TiledTree read = TiledTree.Resume(tiles, size, LastLeafHashes(connection, size));

        // What was durable once stays: a shortened or rewritten log is never taken over, and so never signed.
        if (size < head.Size || read.RootAt(head.Size) != head.Root)
        {
            throw new LogStorageException("the stored log does not continue the one that this process has written");
        }

        tree = read;
        LastAtMs = lastAtMs;
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
            "INSERT INTO log_batch (first_index, last_at, leaf_count, leaves) VALUES (@p1, @p2, @p3, @p4)",
            Size, LastAtMs, leaves.Count, leaves.Bytes.ToArray());
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

    private static (long Size, long LastAtMs) ReadEnd(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT first_index, leaf_count, last_at FROM log_batch ORDER BY first_index DESC LIMIT 1";
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetInt64(0) + reader.GetInt32(1), reader.GetInt64(2))
            : (0, 0);
    }

    private static MerkleHash[] LastLeafHashes(DbConnection connection, long size)
    {
        int wanted = Tile.PartialWidth(size, 0);
        long first = size - wanted;
        List<MerkleHash> hashes = new(wanted);
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT first_index, leaves FROM log_batch WHERE first_index + leaf_count > @first ORDER BY first_index";
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@first";
        parameter.Value = first;
        command.Parameters.Add(parameter);
        if (wanted == 0)
        {
            return [];
        }

        using DbDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            long index = rows.GetInt64(0);
            LeafBatchReader leaves = new((byte[])rows.GetValue(1));
            while (leaves.MoveNext())
            {
                if (index++ >= first)
                {
                    hashes.Add(Rfc6962.LeafHash(leaves.Leaf));
                }
            }
        }

        return hashes.Count == wanted
            ? [.. hashes]
            : throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"the log has {hashes.Count} of its last {wanted} leaves"));
    }
}
