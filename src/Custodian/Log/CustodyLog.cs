using System.Data.Common;
using System.Globalization;
using Serment.Custodian.Writer;

namespace Serment.Custodian.Log;

/// <summary>
/// The custodian's log: leaves in the table <c>log_batch</c>, one row a turn. Only the writer's thread changes it.
/// </summary>
internal sealed class CustodyLog : IDurableState
{
    private long pending;

    /// <summary>Leaves that are durable.</summary>
    public long Size { get; private set; }

    /// <summary>The time of the last leaf, milliseconds since 1970.</summary>
    public long LastAtMs { get; private set; }

    /// <inheritdoc/>
    public void Load(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT first_index + leaf_count, last_at FROM log_batch ORDER BY first_index DESC LIMIT 1";
        using DbDataReader reader = command.ExecuteReader();
        Size = 0;
        LastAtMs = 0;
        if (reader.Read())
        {
            Size = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
            LastAtMs = Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes the turn's leaves inside its transaction.</summary>
    public void Store(Turn turn, PendingLeaves leaves)
    {
        pending = leaves.Count;
        if (leaves.Count == 0)
        {
            return;
        }

        turn.Execute(
            "INSERT INTO log_batch (first_index, leaf_count, last_at, leaves) VALUES (@p1, @p2, @p3, @p4)",
            Size, leaves.Count, turn.Now.ToUnixTimeMilliseconds(), leaves.Bytes.ToArray());
    }

    /// <summary>The turn's transaction is durable.</summary>
    public void Committed()
    {
        Size += pending;
        pending = 0;
    }
}
