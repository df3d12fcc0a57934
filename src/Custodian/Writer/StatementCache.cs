using System.Data.Common;
using System.Globalization;

namespace Serment.Custodian.Writer;

/// <summary>
/// Commands of the writer's one connection, kept prepared: on the hot path, preparing costs more than running.
/// </summary>
internal sealed class StatementCache(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    public DbCommand Bind(string sql, DbTransaction? transaction, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 0; i < values.Length; i++)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i + 1}");
                command.Parameters.Add(parameter);
            }

            commands[sql] = command;
        }

        command.Transaction = transaction;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose()
    {
        foreach (DbCommand command in commands.Values)
        {
            command.Dispose();
        }

        commands.Clear();
    }
}
