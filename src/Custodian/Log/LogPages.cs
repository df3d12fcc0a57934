using System.Data.Common;
using Serment.Database;

namespace Serment.Custodian.Log;

/// <summary>Reads <c>log_batch</c> at the start.</summary>
internal static class LogPages
{
    /// <summary>The log's size, the time of its last leaf and the seal at its end.</summary>
    public static (long Size, long LastAtMs, byte[]? Seal) ReadEnd(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT first_index, leaf_count, last_at, seal FROM log_batch ORDER BY first_index DESC LIMIT 1";
        using DbDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? (
                reader.GetInt64(0) + reader.GetInt32(1), reader.GetInt64(2),
                reader.IsDBNull(3) ? null : (byte[])reader.GetValue(3))
            : (0, 0, null);
    }

    /// <summary>
    /// The first leaf of the newest batch whose last leaf is not after that time; zero where all are. Its word is checked by
    /// the leaves' own times.
    /// </summary>
    public static long FirstNeeded(DbConnection connection, long cutoffMs)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT first_index, last_at FROM log_batch WHERE first_index <= @index ORDER BY first_index DESC LIMIT 1";
        DbParameter index = command.Add("@index", 0L);
        long low = -1;
        long high = long.MaxValue;
        long found = 0;

        // Times never go back from batch to batch: halving the indexes finds the place in as many steps as they have bits.
        while (low < high - 1)
        {
            long middle = low + ((high - low) / 2);
            index.Value = middle;
            using DbDataReader reader = command.ExecuteReader();
            if (!reader.Read())
            {
                break;
            }

            long first = reader.GetInt64(0);
            if (reader.GetInt64(1) <= cutoffMs)
            {
                found = first;
                low = middle;
            }
            else
            {
                high = first;
            }
        }

        return found;
    }

    /// <summary>The batches that hold that leaf and later ones, in order.</summary>
    public static IEnumerable<(long First, byte[] Leaves)> From(DbConnection connection, long leaf)
    {
        long start;
        using (DbCommand find = connection.CreateCommand())
        {
            find.CommandText = "SELECT MAX(first_index) FROM log_batch WHERE first_index <= @index";
            find.Add("@index", leaf);
            start = find.ExecuteScalar() is long known ? known : 0;
        }

        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT first_index, leaves FROM log_batch WHERE first_index >= @index ORDER BY first_index";
        command.Add("@index", start);
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), (byte[])reader.GetValue(1));
        }
    }
}
