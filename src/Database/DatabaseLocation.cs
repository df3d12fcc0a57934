using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Serment.Database;

/// <summary>The two engines that Serment runs on.</summary>
public enum DatabaseEngine
{
    /// <summary>SQLite in a file of the data folder: nothing to install.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or later, by a connection string.</summary>
    PostgreSql,
}

/// <summary>
/// Where a database is, and how to connect to it. A text that names a <c>Host</c> is PostgreSQL's;
/// anything else is the path of a SQLite file.
/// </summary>
public sealed class DatabaseLocation : IAsyncDisposable
{
    private const int DefaultBufferBytes = 8192;
    private const int WriteBufferBytes = 128 * 1024;

    private readonly string connectionString;
    private readonly NpgsqlDataSource? dataSource;

    private DatabaseLocation(DatabaseEngine engine, string connectionString, string? filePath)
    {
        Engine = engine;
        this.connectionString = connectionString;
        FilePath = filePath;
        if (engine == DatabaseEngine.PostgreSql)
        {
            dataSource = new NpgsqlDataSourceBuilder(connectionString).Build();
        }
    }

    /// <summary>The engine.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>The SQLite file; null for PostgreSQL.</summary>
    public string? FilePath { get; }

    /// <summary>Reads a path or a connection string.</summary>
    /// <param name="text">A SQLite file's path, or PostgreSQL's <c>Host=…;Database=…</c>.</param>
    /// <param name="readOnly">Opens SQLite files without the right to write; verification uses it.</param>
    public static DatabaseLocation Parse(string text, bool readOnly = false)
    {
        if (text.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            NpgsqlConnectionStringBuilder postgres = new(text) { IncludeErrorDetail = false };
            if (postgres.MaxAutoPrepare == 0)
            {
                postgres.MaxAutoPrepare = 100;
            }

            if (postgres.WriteBufferSize == DefaultBufferBytes)
            {
                // A COPY flushes whenever this is full, and each flush wakes the server.
                postgres.WriteBufferSize = WriteBufferBytes;
            }

            return new(DatabaseEngine.PostgreSql, postgres.ConnectionString, null);
        }

        SqliteConnectionStringBuilder sqlite = new()
        {
            DataSource = Path.GetFullPath(text),
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        return new(DatabaseEngine.Sqlite, sqlite.ConnectionString, sqlite.DataSource);
    }

    /// <summary>
    /// Opens a connection from the pool. SQLite runs in WAL with <c>synchronous=FULL</c>: a commit that returned is on
    /// disk.
    /// </summary>
    public async Task<DbConnection> OpenAsync(CancellationToken stop)
    {
        if (dataSource is not null)
        {
            return await dataSource.OpenConnectionAsync(stop);
        }

        SqliteConnection connection = new(connectionString);
        await connection.OpenAsync(stop);
        await using SqliteCommand settings = connection.CreateCommand();
        settings.CommandText =
            """
            PRAGMA synchronous = FULL;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -16384;
            PRAGMA secure_delete = FAST;
            """;
        await settings.ExecuteNonQueryAsync(stop);
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (dataSource is not null)
        {
            await dataSource.DisposeAsync();
            return;
        }

        using SqliteConnection pooled = new(connectionString);
        SqliteConnection.ClearPool(pooled);
    }
}
