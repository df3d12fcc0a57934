using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// A connection kept for many large batches, set up for them. Tokens are random: added one by one to a large index,
/// each would touch a
/// page of its own. They are gathered in a small table and moved to the large one in the order of its index.
/// </summary>
public sealed class BulkStore : IAsyncDisposable
{
    /// <summary>Tokens in the small table at which they are moved.</summary>
    public const int MaxRecentTokens = 256 * 1024;

    private const string Settings =
        """
        PRAGMA cache_size = -24576;
        PRAGMA wal_autocheckpoint = 32768;
        """;

    private const string Usual =
        """
        PRAGMA wal_autocheckpoint = 1000;
        PRAGMA wal_checkpoint(TRUNCATE);
        """;

    private const string Count = "SELECT COUNT(*) FROM identity_token_recent";

    private const string Move =
        """
        INSERT INTO identity_token (token, patient_id, kind)
        SELECT token, patient_id, kind FROM identity_token_recent WHERE true ORDER BY token
        ON CONFLICT DO NOTHING
        """;

    // What another import adds between the reading and the emptying would be lost. SQLite has one writer anyway.
    private const string LockInPostgreSql = "LOCK TABLE identity_token_recent IN SHARE ROW EXCLUSIVE MODE";

    private const string EmptyInSqlite = "DELETE FROM identity_token_recent";

    // Deleted rows would stay in the table until a vacuum; lookups wait for the few milliseconds of the lock.
    private const string EmptyInPostgreSql = "TRUNCATE identity_token_recent";

    private readonly DatabaseEngine engine;
    private long recentTokens;
    private long addedTokens;

    private BulkStore(DbConnection connection, DatabaseEngine engine)
    {
        Connection = connection;
        this.engine = engine;
    }

    private DbConnection Connection { get; }

    /// <summary>Opens; at most one at a time is of use.</summary>
    public static async Task<BulkStore> OpenAsync(DatabaseLocation main, CancellationToken stop)
    {
        DbConnection connection = await main.OpenAsync(stop);
        BulkStore store = new(connection, main.Engine);
        try
        {
            if (main.Engine == DatabaseEngine.Sqlite)
            {
                await store.ExecuteAsync(Settings, null, stop);
            }

            await using DbCommand command = connection.CreateCommand();
            command.CommandText = Count;
            store.recentTokens = Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
            return store;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (engine == DatabaseEngine.Sqlite)
            {
                await ExecuteAsync(Usual, null, CancellationToken.None);
            }
        }
        catch (DbException)
        {
            // The disk that failed the import fails this too; the next connection has its usual settings anyway.
            recentTokens = 0;
        }
        finally
        {
            await Connection.DisposeAsync();
        }
    }

    /// <summary>Stores batches in one transaction; moves the tokens gathered when there are many.</summary>
    internal async Task<VersionConflict?> StoreAsync(
        IReadOnlyList<(SealBatch Batch, SealReceipt Receipt)> batches,
        Func<DbConnection, DbTransaction, Task> work,
        CancellationToken stop
    )
    {
        VersionConflict? conflict = await StoreRows.RunAsync(Connection, batches, work, stop);
        if (conflict is not null)
        {
            return conflict;
        }

        int tokens = batches.Sum(one => one.Batch.Tokens.Count);
        recentTokens += tokens;
        addedTokens += tokens;
        if (recentTokens >= MaxRecentTokens)
        {
            await MoveAsync(stop);
        }

        return null;
    }

    /// <summary>
    /// Ends a run. A large one leaves the small table empty: otherwise the next small run would pay for moving what
    /// this one has added.
    /// </summary>
    public async Task CompleteAsync(CancellationToken stop)
    {
        if (addedTokens >= MaxRecentTokens && recentTokens > 0)
        {
            await MoveAsync(stop);
        }
    }

    private async Task MoveAsync(CancellationToken stop)
    {
        await using DbTransaction transaction = await Connection.BeginTransactionAsync(stop);
        if (engine == DatabaseEngine.PostgreSql)
        {
            await ExecuteAsync(LockInPostgreSql, transaction, stop);
        }

        await ExecuteAsync(Move, transaction, stop);
        await ExecuteAsync(
            engine == DatabaseEngine.Sqlite ? EmptyInSqlite : EmptyInPostgreSql, transaction, stop);
        await transaction.CommitAsync(CancellationToken.None);
        recentTokens = 0;
    }

    private async Task ExecuteAsync(string sql, DbTransaction? transaction, CancellationToken stop)
    {
        await using DbCommand command = Connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(stop);
    }
}
