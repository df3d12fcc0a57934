using System.Collections.Concurrent;
using System.Data.Common;
using Serment.Custodian.Keys;
using Serment.Custodian.Writer;
using Serment.Database;

namespace Serment.Custodian.Storage;

/// <summary>A connection that only reads, with its statements prepared.</summary>
internal sealed class CustodyReader(DatabaseEngine engine, DbConnection connection, CustodySeals seals) : IDisposable
{
    private readonly StatementCache statements = new(connection);

    /// <summary>The engine, for the few statements that differ.</summary>
    public DatabaseEngine Engine => engine;

    /// <summary>Checks the seals of rows that are sealed one by one.</summary>
    public CustodySeals Seals => seals;

    /// <summary>Reads rows; parameters are <c>@p1</c>, <c>@p2</c>, … in order.</summary>
    public DbDataReader Read(string sql, params ReadOnlySpan<object?> values) =>
        statements.Bind(sql, null, values).ExecuteReader();

    /// <inheritdoc/>
    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }
}

/// <summary>Connections for reading beside the writer. Opening one costs more than the reading.</summary>
internal sealed class ReaderPool(DatabaseLocation database, CustodySeals seals) : IDisposable
{
    /// <summary>Reads at a time; the two cores of a small machine are busy long before.</summary>
    public const int MaxReaders = 8;

    private readonly SemaphoreSlim slots = new(MaxReaders, MaxReaders);
    private readonly ConcurrentBag<CustodyReader> idle = [];

    /// <summary>Runs a reading. A connection on which it failed is not used again.</summary>
    public async Task<T> RunAsync<T>(Func<CustodyReader, T> reading, CancellationToken stop)
    {
        await slots.WaitAsync(stop);
        try
        {
            CustodyReader reader = idle.TryTake(out CustodyReader? ready)
                ? ready
                : new(database.Engine, await database.OpenAsync(stop), seals);
            bool isSound = false;
            try
            {
                T result = reading(reader);
                isSound = true;
                return result;
            }
            finally
            {
                if (isSound)
                {
                    idle.Add(reader);
                }
                else
                {
                    reader.Dispose();
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (idle.TryTake(out CustodyReader? reader))
        {
            reader.Dispose();
        }

        slots.Dispose();
    }
}
