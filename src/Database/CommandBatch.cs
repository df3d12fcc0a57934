using System.Data.Common;

namespace Serment.Database;

/// <summary>Many statements of a transaction.</summary>
public static class CommandBatch
{
    /// <summary>
    /// Carries statements out in their order: in one round trip where the engine takes them together (PostgreSQL), one by
    /// one where there is no way to go (SQLite). The commands are disposed of.
    /// </summary>
    /// <param name="connection">The connection they were made for.</param>
    /// <param name="transaction">Their transaction.</param>
    /// <param name="commands">The statements.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>How many rows each changed.</returns>
    public static async Task<int[]> ExecuteAllAsync(
        this DbConnection connection, DbTransaction transaction, IReadOnlyList<DbCommand> commands, CancellationToken stop)
    {
        try
        {
            return connection.CanCreateBatch && commands.Count > 1
                ? await TogetherAsync(connection, transaction, commands, stop)
                : await OneByOneAsync(commands, stop);
        }
        finally
        {
            foreach (DbCommand command in commands)
            {
                await command.DisposeAsync();
            }
        }
    }

    private static async Task<int[]> TogetherAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<DbCommand> commands, CancellationToken stop)
    {
        await using DbBatch batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (DbCommand command in commands)
        {
            DbBatchCommand one = batch.CreateBatchCommand();
            one.CommandText = command.CommandText;
            DbParameter[] parameters = [.. command.Parameters.Cast<DbParameter>()];
            command.Parameters.Clear();
            one.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(one);
        }

        await batch.ExecuteNonQueryAsync(stop);
        return [.. batch.BatchCommands.Select(one => one.RecordsAffected)];
    }

    private static async Task<int[]> OneByOneAsync(IReadOnlyList<DbCommand> commands, CancellationToken stop)
    {
        int[] changed = new int[commands.Count];
        for (int i = 0; i < changed.Length; i++)
        {
            changed[i] = await commands[i].ExecuteNonQueryAsync(stop);
        }

        return changed;
    }
}
