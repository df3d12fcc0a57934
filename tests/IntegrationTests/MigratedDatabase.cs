using Microsoft.Data.Sqlite;
using Serment.Database;
using Serment.Records.Storage;

namespace Serment.IntegrationTests;

/// <summary>
/// Main databases for beds, at the newest schema and empty. Every migration runs once for each engine, and each test takes
/// a copy: that the migrations do what they should is for the tests of storage.
/// </summary>
internal static class MigratedDatabase
{
    private static readonly Lazy<Task<string>> File = new(MigrateFileAsync);
    private static readonly Lazy<Task<string>> Server = new(MigrateServerAsync);

    /// <summary>A new one: its file in a folder, or its connection string.</summary>
    public static async Task<string> NewAsync(DatabaseEngine engine, string folder)
    {
        if (engine == DatabaseEngine.PostgreSql)
        {
            return await PostgresServer.NewDatabaseAsync(await Server.Value);
        }

        string file = Path.Combine(folder, "main.db");
        System.IO.File.Copy(await File.Value, file);
        return file;
    }

    private static async Task<string> MigrateFileAsync()
    {
        string folder = Directory.CreateTempSubdirectory("serment-schema-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string file = Path.Combine(folder, "main.db");
        await MigrateAsync(file);

        // What the journal still holds goes into the file itself, which alone is copied.
        await using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
        return file;
    }

    private static async Task<string> MigrateServerAsync()
    {
        string database = await PostgresServer.NewDatabaseAsync();
        await MigrateAsync(database);
        return database;
    }

    private static async Task MigrateAsync(string database)
    {
        await using DatabaseLocation main = DatabaseLocation.Parse(database);
        await MainDatabase.MigrateAsync(main, TimeProvider.System, CancellationToken.None);
    }
}
