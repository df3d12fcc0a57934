using System.Buffers.Binary;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Serment.Database;
using SQLitePCL;

namespace Serment.Cli.Verification;

/// <summary>
/// Reads every row of <c>entry</c> once, in the order in which they lie on disk, one snapshot, constant memory:
/// SQLite through its statement, PostgreSQL through binary COPY.
/// </summary>
internal static class RowScan
{
    private const int CopyBufferBytes = 1 << 18;
    private const int MaxFieldBytes = 1 << 28;

    /// <summary>Calls <paramref name="visit"/> for every row.</summary>
    public static async Task RunAsync(DatabaseLocation main, Action<SealedRow> visit, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        if (connection is SqliteConnection sqlite)
        {
            ScanSqlite(sqlite.Handle!, visit, stop);
        }
        else
        {
            await ScanPostgreSqlAsync((NpgsqlConnection)connection, visit, stop);
        }
    }

    private static void ScanSqlite(sqlite3 handle, Action<SealedRow> visit, CancellationToken stop)
    {
        const string sql =
            """
            SELECT patient_id, entry_id, recorded_at, author_id, log_index, version, compartment, resource_type,
                wrapped_key, ciphertext
            FROM entry NOT INDEXED
            """;
        if (raw.sqlite3_prepare_v2(handle, sql, out sqlite3_stmt statement) != raw.SQLITE_OK)
        {
            throw new InvalidDataException("the main database has no readable table of entries");
        }

        using (statement)
        {
            SealedRow row = new();
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
            {
                stop.ThrowIfCancellationRequested();
                row.PatientId = raw.sqlite3_column_int64(statement, 0);
                row.EntryId = raw.sqlite3_column_int64(statement, 1);
                row.RecordedAtMs = raw.sqlite3_column_int64(statement, 2);
                row.AuthorId = raw.sqlite3_column_int64(statement, 3);
                row.LogIndex = raw.sqlite3_column_int64(statement, 4);
                row.Version = raw.sqlite3_column_int(statement, 5);
                row.Compartment = raw.sqlite3_column_int(statement, 6);
                row.ResourceType = raw.sqlite3_column_int(statement, 7);
                row.SetWrappedKey(raw.sqlite3_column_blob(statement, 8));
                ReadOnlySpan<byte> ciphertext = raw.sqlite3_column_blob(statement, 9);
                ciphertext.CopyTo(row.Ciphertexts(ciphertext.Length));
                visit(row);
            }

            if (code != raw.SQLITE_DONE)
            {
                throw new InvalidDataException($"the main database's file is damaged (SQLite says {code})");
            }
        }
    }

    // PostgreSQL's documented binary COPY format: signature, flags, extension; then per row a field count
    // and for each field a length and its bytes, integers big-endian; -1 ends.
    private static async Task ScanPostgreSqlAsync(
        NpgsqlConnection connection, Action<SealedRow> visit, CancellationToken stop)
    {
        await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(
            """
            COPY entry (patient_id, entry_id, recorded_at, author_id, log_index, version, compartment, resource_type,
                wrapped_key, ciphertext)
            TO STDOUT (FORMAT binary)
            """,
            stop);
        CopyReader reader = new(copy);
        SealedRow row = new();
        reader.SkipHeader();
        while (reader.BeginRow())
        {
            stop.ThrowIfCancellationRequested();
            row.PatientId = reader.Int64();
            row.EntryId = reader.Int64();
            row.RecordedAtMs = reader.Int64();
            row.AuthorId = reader.Int64();
            row.LogIndex = reader.Int64();
            row.Version = (int)reader.Int64();
            row.Compartment = (int)reader.Int64();
            row.ResourceType = (int)reader.Int64();
            row.SetWrappedKey(reader.Bytes());
            ReadOnlySpan<byte> ciphertext = reader.Bytes();
            ciphertext.CopyTo(row.Ciphertexts(ciphertext.Length));
            visit(row);
        }
    }

    private sealed class CopyReader(Stream stream)
    {
        private const int Columns = 10;

        private byte[] buffer = new byte[CopyBufferBytes];
        private int start;
        private int end;

        public void SkipHeader()
        {
            Need(19);
            int extension = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start + 15));
            start += 19;
            Need(extension);
            start += extension;
        }

        public bool BeginRow()
        {
            Need(2);
            short fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(start));
            start += 2;
            return fields switch
            {
                -1 => false,
                Columns => true,
                _ => throw new InvalidDataException("PostgreSQL's COPY gave another shape than asked for"),
            };
        }

        public long Int64()
        {
            ReadOnlySpan<byte> bytes = Bytes();
            return bytes.Length switch
            {
                8 => BinaryPrimitives.ReadInt64BigEndian(bytes),
                4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
                2 => BinaryPrimitives.ReadInt16BigEndian(bytes),
                _ => throw new InvalidDataException("PostgreSQL's COPY gave no number where one stands"),
            };
        }

        public ReadOnlySpan<byte> Bytes()
        {
            Need(4);
            int length = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start));
            start += 4;
            if (length is < 0 or > MaxFieldBytes)
            {
                return default;
            }

            Need(length);
            start += length;
            return buffer.AsSpan(start - length, length);
        }

        private void Need(int bytes)
        {
            if (end - start >= bytes)
            {
                return;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (buffer.Length < bytes)
            {
                Array.Resize(ref buffer, Math.Max(bytes, buffer.Length * 2));
            }

            while (end < bytes)
            {
                int read = stream.Read(buffer, end, buffer.Length - end);
                if (read == 0)
                {
                    throw new InvalidDataException("PostgreSQL's COPY ended in mid-row");
                }

                end += read;
            }
        }
    }
}
