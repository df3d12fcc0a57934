using System.Data.Common;
using System.Text.Json;
using Npgsql;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Interop.Legacy.Importing;

/// <summary>One import on record.</summary>
internal sealed record ImportJob(
    long ImportId,
    short Site,
    string Profile,
    string ProfileSha256,
    string FileSha256,
    long FileLengthBytes,
    ImportJobState State,
    long BegunAtMs,
    long NextOffset,
    long NextLine,
    ImportCounts Counts,
    string? Certificate
)
{
    /// <summary>The text form of the identifier.</summary>
    public string Name => OpaqueId.Format(ImportId);
}

/// <summary>Where an import stands.</summary>
internal enum ImportJobState : short
{
    /// <summary>Not finished.</summary>
    Running = 1,

    /// <summary>Every row is accounted for.</summary>
    Complete = 2,

    /// <summary>And the source is erased.</summary>
    Retired = 3,
}

/// <summary>
/// The tables <c>import_job</c> and <c>import_finding</c>: progress is stored in the transaction that stores the
/// rows.
/// </summary>
internal static class ImportJobs
{
    private const string Columns = """
        SELECT import_id, site, profile, profile_sha256, file_sha256, file_length_bytes, state, begun_at,
               next_offset_bytes, next_line, counts, certificate
        FROM import_job
        WHERE site = @site AND file_sha256 = @file AND state = @state
        ORDER BY begun_at DESC
        LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO import_job (import_id, site, profile, profile_sha256, file_sha256, file_length_bytes, state,
                                begun_at, next_offset_bytes, next_line, counts)
        VALUES (@id, @site, @profile, @profileHash, @file, @length, 1, @at, @offset, @line, @counts)
        """;

    private const string Update =
        "UPDATE import_job SET next_offset_bytes = @offset, next_line = @line, counts = @counts WHERE import_id = @id";

    private const string Complete =
        "UPDATE import_job SET state = @state, completed_at = @at, certificate = @certificate WHERE import_id = @id";

    private const string InsertFinding = """
        INSERT INTO import_finding (import_id, line, ordinal, refused, code, source_column)
        VALUES (@id, @line, @ordinal, @refused, @code, @column)
        """;

    private const string InsertFindings = """
        INSERT INTO import_finding (import_id, line, ordinal, refused, code, source_column)
        SELECT @id, * FROM unnest(@lines, @ordinals, @refused, @codes, @columns)
        """;

    private const string Findings =
        """
        SELECT line, ordinal, refused, code, source_column
        FROM import_finding
        WHERE import_id = @id
        ORDER BY line, ordinal
        """;

    /// <summary>The newest import of this very file in that state.</summary>
    public static async Task<ImportJob?> FindAsync(
        DatabaseLocation main,
        short site,
        string fileSha256,
        ImportJobState state,
        CancellationToken stop
    )
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = Make(connection, null, Columns);
        command.Add("@site", site);
        command.Add("@file", fileSha256);
        command.Add("@state", (short)state);
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        return !await row.ReadAsync(stop)
            ? null
            : new(
                row.GetInt64(0),
                row.GetInt16(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetInt64(5),
                (ImportJobState)row.GetInt16(6),
                row.GetInt64(7),
                row.GetInt64(8),
                row.GetInt64(9),
                JsonSerializer.Deserialize(row.GetString(10), ImportJson.Default.ImportCounts) ?? new(),
                row.IsDBNull(11) ? null : row.GetString(11)
            );
    }

    /// <summary>Records a new import.</summary>
    public static async Task InsertAsync(DatabaseLocation main, ImportJob job, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = Make(connection, null, Insert);
        command.Add("@id", job.ImportId);
        command.Add("@site", job.Site);
        command.Add("@profile", job.Profile);
        command.Add("@profileHash", job.ProfileSha256);
        command.Add("@file", job.FileSha256);
        command.Add("@length", job.FileLengthBytes);
        command.Add("@at", job.BegunAtMs);
        command.Add("@offset", job.NextOffset);
        command.Add("@line", job.NextLine);
        command.Add("@counts", JsonSerializer.Serialize(job.Counts, ImportJson.Default.ImportCounts));
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Records how far the import is and what was found, in the transaction of the rows.</summary>
    public static async Task ProgressAsync(
        DbConnection connection,
        DbTransaction transaction,
        long importId,
        long nextOffset,
        long nextLine,
        ImportCounts counts,
        List<LineFinding> findings,
        CancellationToken stop
    )
    {
        await using (DbCommand command = Make(connection, transaction, Update))
        {
            command.Add("@id", importId);
            command.Add("@offset", nextOffset);
            command.Add("@line", nextLine);
            command.Add("@counts", JsonSerializer.Serialize(counts, ImportJson.Default.ImportCounts));
            await command.ExecuteNonQueryAsync(stop);
        }

        if (findings.Count > 0)
        {
            await FindingsAsync(connection, transaction, importId, findings, stop);
        }
    }

    /// <summary>Records the end.</summary>
    public static async Task CompleteAsync(
        DatabaseLocation main,
        long importId,
        ImportJobState state,
        string? certificate,
        long atMs,
        CancellationToken stop
    )
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = Make(connection, null, Complete);
        command.Add("@id", importId);
        command.Add("@state", (short)state);
        command.Add("@at", atMs);
        command.Add("@certificate", certificate);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Every finding of an import, by line, one at a time.</summary>
    public static async IAsyncEnumerable<LineFinding> FindingsAsync(
        DatabaseLocation main,
        long importId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = Make(connection, null, Findings);
        command.Add("@id", importId);
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            yield return new(
                row.GetInt64(0),
                row.GetInt16(1),
                row.GetInt16(2) == 1,
                row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4)
            );
        }
    }

    private static async Task FindingsAsync(
        DbConnection connection,
        DbTransaction transaction,
        long importId,
        List<LineFinding> findings,
        CancellationToken stop
    )
    {
        if (connection is NpgsqlConnection)
        {
            await using DbCommand all = Make(connection, transaction, InsertFindings);
            all.Add("@id", importId);
            all.Add("@lines", findings.ConvertAll(one => one.Line).ToArray());
            all.Add("@ordinals", findings.ConvertAll(one => one.Ordinal).ToArray());
            all.Add("@refused", findings.ConvertAll(one => (short)(one.Refused ? 1 : 0)).ToArray());
            all.Add("@codes", findings.ConvertAll(one => one.Code).ToArray());
            all.Add("@columns", findings.ConvertAll(one => one.Column).ToArray());
            await all.ExecuteNonQueryAsync(stop);
            return;
        }

        await using DbCommand command = Make(connection, transaction, InsertFinding);
        command.Add("@id", importId);
        DbParameter line = command.Add("@line", 0L);
        DbParameter ordinal = command.Add("@ordinal", 0L);
        DbParameter refused = command.Add("@refused", 0L);
        DbParameter code = command.Add("@code", string.Empty);
        DbParameter column = command.Add("@column", string.Empty);
        await command.PrepareAsync(stop);
        foreach (LineFinding finding in findings)
        {
            line.Value = finding.Line;
            ordinal.Value = (long)finding.Ordinal;
            refused.Value = finding.Refused ? 1L : 0L;
            code.Value = finding.Code;
            column.Value = (object?)finding.Column ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    private static DbCommand Make(DbConnection connection, DbTransaction? transaction, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
