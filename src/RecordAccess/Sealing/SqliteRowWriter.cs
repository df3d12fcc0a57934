using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// Writes a batch's rows by raw binds on statements prepared once: a <see cref="SqliteCommand"/> would allocate
/// several objects a row.
/// </summary>
internal static class SqliteRowWriter
{
    private const string InsertEntry = """
        INSERT INTO entry (patient_id, entry_id, recorded_at, author_id, log_index, version, compartment, resource_type,
                           content_token, wrapped_key, ciphertext)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """;

    private const string InsertToken =
        "INSERT INTO identity_token (token, patient_id, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

    private const string InsertRecentToken =
        "INSERT INTO identity_token_recent (token, patient_id, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

    private const string DeleteToken =
        "DELETE FROM identity_token WHERE token = ?1 AND patient_id = ?2 AND kind = ?3";

    private const string DeleteRecentToken =
        "DELETE FROM identity_token_recent WHERE token = ?1 AND patient_id = ?2 AND kind = ?3";

    /// <summary>Writes, inside the connection's running transaction.</summary>
    /// <exception cref="SqliteException">Code 19 when a version exists already.</exception>
    public static void Write(SqliteConnection connection, SealBatch batch, SealReceipt receipt)
    {
        sqlite3 database = connection.Handle!;
        WriteEntries(database, batch, receipt);
        bool bulk = RowOrder.AddsMany(batch);
        WriteTokens(database, batch, bulk ? InsertRecentToken : InsertToken, remove: false);
        WriteTokens(database, batch, DeleteToken, remove: true);
        WriteTokens(database, batch, DeleteRecentToken, remove: true);
    }

    private static void WriteEntries(sqlite3 database, SealBatch batch, SealReceipt receipt)
    {
        using sqlite3_stmt insert = Prepare(database, InsertEntry);
        foreach (int i in RowOrder.OfEntries(batch))
        {
            PendingEntry entry = batch.Entries[i];
            raw.sqlite3_bind_int64(insert, 1, batch.Patients[entry.Patient].Value);
            raw.sqlite3_bind_int64(insert, 2, entry.Entry.Value);
            raw.sqlite3_bind_int64(insert, 3, receipt.RecordedAtMs);
            raw.sqlite3_bind_int64(insert, 4, receipt.Author.Value);
            raw.sqlite3_bind_int64(insert, 5, receipt.LogIndexOf(entry.Patient));
            raw.sqlite3_bind_int(insert, 6, entry.Version);
            raw.sqlite3_bind_int(insert, 7, (int)entry.Compartment);
            raw.sqlite3_bind_int(insert, 8, entry.Type.Code);
            if (entry.ContentToken is long token)
            {
                raw.sqlite3_bind_int64(insert, 9, token);
            }
            else
            {
                raw.sqlite3_bind_null(insert, 9);
            }

            raw.sqlite3_bind_blob(insert, 10, receipt.WrappedKey(i).Span);
            raw.sqlite3_bind_blob(insert, 11, batch.Ciphertext(entry).Span);
            Step(database, insert);
        }
    }

    private static void WriteTokens(sqlite3 database, SealBatch batch, string sql, bool remove)
    {
        List<PendingToken> tokens = RowOrder.OfTokens(batch, remove);
        if (tokens.Count == 0)
        {
            return;
        }

        using sqlite3_stmt write = Prepare(database, sql);
        foreach (PendingToken token in tokens)
        {
            raw.sqlite3_bind_int64(write, 1, token.Token);
            raw.sqlite3_bind_int64(write, 2, token.Patient.Value);
            raw.sqlite3_bind_int(write, 3, (int)token.Kind);
            Step(database, write);
        }
    }

    private static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement),
            database
        );
        return statement;
    }

    private static void Step(sqlite3 database, sqlite3_stmt statement)
    {
        int code = raw.sqlite3_step(statement);
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }

        raw.sqlite3_reset(statement);
    }
}
