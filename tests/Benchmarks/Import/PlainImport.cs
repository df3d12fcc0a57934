using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Serment.Benchmarks.Import;

/// <summary>
/// The baseline of the import: the same file into one plain table of text columns, then six B-tree indexes.
/// PostgreSQL by COPY in CSV format, SQLite by raw binds; nothing is checked, matched or sealed.
/// </summary>
internal static class PlainImport
{
    private static readonly string[] IndexedColumns =
        ["num_dossier", "nir", "nom_naissance, prenom", "date_naissance", "num_patient_labo", "ipp"];

    /// <summary>Loads into PostgreSQL; returns the table's size with its indexes.</summary>
    public static async Task<long> PostgreSqlAsync(string connectionString, string file, CancellationToken stop)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(stop);
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        using StreamReader reader = new(file, encoding, detectEncodingFromByteOrderMarks: false, 1 << 20);
        string[] columns = (await reader.ReadLineAsync(stop))!.ToLowerInvariant().Split(';');
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS plain", stop);
        await ExecuteAsync(connection, CreateTable(columns), stop);
        await using (TextWriter copy = await connection.BeginTextImportAsync(
            "COPY plain FROM STDIN (FORMAT csv, DELIMITER ';')", stop))
        {
            char[] buffer = new char[1 << 18];
            int read;
            while ((read = await reader.ReadAsync(buffer, stop)) > 0)
            {
                await copy.WriteAsync(buffer.AsMemory(0, read), stop);
            }
        }

        foreach (string statement in CreateIndexes())
        {
            await ExecuteAsync(connection, statement, stop);
        }

        await using NpgsqlCommand size = new("SELECT pg_total_relation_size('plain')", connection);
        return (long)(await size.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Loads into a SQLite file (WAL, synchronous=FULL, one transaction); returns the file's size.</summary>
    public static async Task<long> SqliteAsync(string path, string file, CancellationToken stop)
    {
        await using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        await connection.OpenAsync(stop);
        await ExecuteAsync(connection, "PRAGMA journal_mode = WAL", stop);
        await ExecuteAsync(connection, "PRAGMA synchronous = FULL", stop);
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        using StreamReader reader = new(file, encoding, detectEncodingFromByteOrderMarks: false, 1 << 20);
        string[] columns = (await reader.ReadLineAsync(stop))!.ToLowerInvariant().Split(';');
        await ExecuteAsync(connection, CreateTable(columns), stop);
        await ExecuteAsync(connection, "BEGIN", stop);
        Insert(connection.Handle!, reader, columns.Length);
        await ExecuteAsync(connection, "COMMIT", stop);
        foreach (string statement in CreateIndexes())
        {
            await ExecuteAsync(connection, statement, stop);
        }

        await ExecuteAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE)", stop);
        return new FileInfo(path).Length;
    }

    private static void Insert(sqlite3 handle, StreamReader reader, int columns)
    {
        string marks = string.Join(',', Enumerable.Repeat("?", columns));
        Check(raw.sqlite3_prepare_v2(handle, "INSERT INTO plain VALUES (" + marks + ")", out sqlite3_stmt statement));
        using (statement)
        {
            byte[] bytes = new byte[1 << 20];
            while (reader.ReadLine() is { } line)
            {
                int column = 1;
                foreach (Range field in line.AsSpan().Split(';'))
                {
                    int length = Encoding.UTF8.GetBytes(line.AsSpan()[field], bytes);
                    Check(raw.sqlite3_bind_text(statement, column++, bytes.AsSpan(0, length)));
                }

                raw.sqlite3_step(statement);
                Check(raw.sqlite3_reset(statement));
            }
        }
    }

    private static string CreateTable(string[] columns) =>
        "CREATE TABLE plain (" + string.Join(", ", columns.Select(column => column + " text")) + ")";

    private static IEnumerable<string> CreateIndexes() =>
        IndexedColumns.Select((columns, i) => "CREATE INDEX plain_" + (char)('a' + i) + " ON plain (" + columns + ")");

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {code}");
        }
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(stop);
    }
}
