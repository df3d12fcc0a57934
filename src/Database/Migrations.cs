using System.Data.Common;
using System.Globalization;
using System.Reflection;

namespace Serment.Database;

/// <summary>
/// Numbered SQL scripts, embedded in the assembly that owns the schema, as <c>NNNN-name.sql</c> for both engines or
/// <c>NNNN-name.sqlite.sql</c> and <c>NNNN-name.postgresql.sql</c>. Each runs once, in its own transaction, in order.
/// </summary>
public sealed class Migrations
{
    private readonly List<Script> scripts;
    private readonly DatabaseLocation database;
    private readonly TimeProvider clock;

    /// <summary>Finds the scripts under a resource prefix.</summary>
    public Migrations(DatabaseLocation database, Assembly owner, string resourcePrefix, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        string other = database.Engine == DatabaseEngine.Sqlite ? ".postgresql.sql" : ".sqlite.sql";
        scripts = owner.GetManifestResourceNames()
            .Where(name => name.StartsWith(resourcePrefix, StringComparison.Ordinal)
                && name.EndsWith(".sql", StringComparison.Ordinal)
                && !name.EndsWith(other, StringComparison.Ordinal))
            .Select(name => Script.Load(owner, name, name[resourcePrefix.Length..].TrimStart('.')))
            .OrderBy(script => script.Number)
            .ToList();
        for (int i = 0; i < scripts.Count; i++)
        {
            if (scripts[i].Number != i + 1)
            {
                throw new InvalidOperationException($"migration {i + 1} is missing or doubled under {resourcePrefix}");
            }
        }
    }

    /// <summary>The version that this program writes.</summary>
    public int NewestVersion => scripts.Count;

    /// <summary>Brings the database to <see cref="NewestVersion"/>.</summary>
    /// <exception cref="NewerDatabaseException">A later program has written it; nothing was changed.</exception>
    /// <returns>The version found; 0 for an empty database.</returns>
    public async Task<int> ApplyAsync(CancellationToken stop)
    {
        await using DbConnection connection = await database.OpenAsync(stop);
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            await ExecuteAsync(connection, null, "PRAGMA journal_mode = WAL", stop);
        }

        await ExecuteAsync(
            connection,
            null,
            """
            CREATE TABLE IF NOT EXISTS schema_version (
                version integer NOT NULL PRIMARY KEY,
                name text NOT NULL,
                applied_at bigint NOT NULL)
            """,
            stop);
        int found = await VersionAsync(connection, stop);
        if (found > NewestVersion)
        {
            throw new NewerDatabaseException(found, NewestVersion);
        }

        foreach (Script script in scripts.Skip(found))
        {
            await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
            await ExecuteAsync(connection, transaction, script.Sql, stop);
            await using DbCommand note = connection.CreateCommand();
            note.Transaction = transaction;
            note.CommandText = "INSERT INTO schema_version (version, name, applied_at) VALUES (@version, @name, @at)";
            note.Add("@version", script.Number);
            note.Add("@name", script.Name);
            note.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
            await note.ExecuteNonQueryAsync(stop);
            await transaction.CommitAsync(stop);
        }

        return found;
    }

    private static async Task<int> VersionAsync(DbConnection connection, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        return Convert.ToInt32(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(
        DbConnection connection, DbTransaction? transaction, string sql, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(stop);
    }

    private sealed record Script(int Number, string Name, string Sql)
    {
        public static Script Load(Assembly owner, string resource, string fileName)
        {
            using Stream stream = owner.GetManifestResourceStream(resource)!;
            using StreamReader reader = new(stream);
            return new(
                int.Parse(fileName.AsSpan(0, 4), CultureInfo.InvariantCulture),
                fileName.Split('.')[0],
                reader.ReadToEnd());
        }
    }
}

/// <summary>The database was written by a later version of Serment; this one leaves it untouched.</summary>
public sealed class NewerDatabaseException(int found, int known)
    : Exception(
        $"The database has schema version {found}; this program knows versions up to {known}. "
        + "Install the newer Serment that wrote it, or restore a backup taken before the upgrade.");
