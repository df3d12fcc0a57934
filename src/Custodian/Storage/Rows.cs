using System.Data.Common;
using Serment.Custodian.Writer;
using Serment.Database;

namespace Serment.Custodian.Storage;

/// <summary>Many rows in one statement on PostgreSQL, one prepared statement run many times on SQLite.</summary>
internal static class Rows
{
    /// <summary>Runs the SQLite statement for each row, or PostgreSQL's once with one array a column.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="perRow">An insert with <c>@p1</c> … for one row.</param>
    /// <param name="unnested">An insert that selects from <c>unnest(@p1, @p2, …)</c>.</param>
    /// <param name="columns">One typed array a column, all of one length.</param>
    public static void Insert(Turn turn, string perRow, string unnested, params ReadOnlySpan<Array> columns)
    {
        int count = columns[0].Length;
        object?[] values = new object?[columns.Length];
        if (turn.Engine == DatabaseEngine.PostgreSql)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                values[i] = columns[i];
            }

            turn.Execute(unnested, values);
            return;
        }

        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                values[i] = columns[i].GetValue(row);
            }

            turn.Execute(perRow, values);
        }
    }
}
