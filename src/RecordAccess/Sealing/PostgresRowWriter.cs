using Npgsql;
using NpgsqlTypes;

namespace Serment.RecordAccess.Sealing;

/// <summary>Writes a batch's rows: a few as one pipelined batch of commands, many by binary COPY.</summary>
internal static class PostgresRowWriter
{
    private const int FewRows = 64;

    private const string InsertEntry = """
        INSERT INTO entry (patient_id, entry_id, recorded_at, author_id, log_index, version, compartment, resource_type,
                           content_token, wrapped_key, ciphertext)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string InsertTokens = """
        INSERT INTO identity_token (token, patient_id, kind)
        SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT DO NOTHING
        """;

    private const string CopyRecentTokens =
        "COPY identity_token_recent (token, patient_id, kind) FROM STDIN (FORMAT BINARY)";

    private const string DeleteRecentTokens = """
        DELETE FROM identity_token_recent AS held
        USING unnest($1, $2, $3) AS gone (token, patient_id, kind)
        WHERE held.token = gone.token AND held.patient_id = gone.patient_id AND held.kind = gone.kind
        """;

    private const string DeleteTokens = """
        DELETE FROM identity_token AS held
        USING unnest($1, $2, $3) AS gone (token, patient_id, kind)
        WHERE held.token = gone.token AND held.patient_id = gone.patient_id AND held.kind = gone.kind
        """;

    private const string CopyEntries = """
        COPY entry (patient_id, entry_id, recorded_at, author_id, log_index, version, compartment, resource_type,
                    content_token, wrapped_key, ciphertext)
        FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>Writes, inside the connection's running transaction.</summary>
    /// <exception cref="PostgresException">23505 on entry_pk when a version exists already.</exception>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        SealBatch batch,
        SealReceipt receipt,
        CancellationToken stop
    )
    {
        await using NpgsqlBatch commands = new(connection, transaction);
        if (batch.Entries.Count <= FewRows)
        {
            InsertEntries(commands, batch, receipt);
        }
        else
        {
            await CopyAsync(connection, batch, receipt, stop);
        }

        List<PendingToken> added = RowOrder.OfTokens(batch, remove: false);
        if (added.Count >= RowOrder.ManyTokens)
        {
            await CopyTokensAsync(connection, added, stop);
        }
        else
        {
            AddTokens(commands, InsertTokens, added);
        }

        AddTokens(commands, DeleteTokens, RowOrder.OfTokens(batch, remove: true));
        AddTokens(commands, DeleteRecentTokens, RowOrder.OfTokens(batch, remove: true));
        if (commands.BatchCommands.Count > 0)
        {
            await commands.ExecuteNonQueryAsync(stop);
        }
    }

    private static void InsertEntries(NpgsqlBatch commands, SealBatch batch, SealReceipt receipt)
    {
        foreach (int i in RowOrder.OfEntries(batch))
        {
            PendingEntry entry = batch.Entries[i];
            NpgsqlBatchCommand insert = new(InsertEntry);
            Add(insert, batch.Patients[entry.Patient].Value);
            Add(insert, entry.Entry.Value);
            Add(insert, receipt.RecordedAtMs);
            Add(insert, receipt.Author.Value);
            Add(insert, receipt.LogIndexOf(entry.Patient));
            Add(insert, entry.Version);
            Add(insert, (short)entry.Compartment);
            Add(insert, entry.Type.Code);
            insert.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = entry.ContentToken ?? (object)DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Bigint,
                }
            );
            Add(insert, receipt.WrappedKey(i));
            Add(insert, batch.Ciphertext(entry));
            commands.BatchCommands.Add(insert);
        }
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        SealBatch batch,
        SealReceipt receipt,
        CancellationToken stop
    )
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyEntries, stop);
        foreach (int i in RowOrder.OfEntries(batch))
        {
            PendingEntry entry = batch.Entries[i];

            // The synchronous writes go to a buffer in memory; awaiting each of ten values a row would cost more than
            // they do.
            copy.StartRow();
            copy.Write(batch.Patients[entry.Patient].Value, NpgsqlDbType.Bigint);
            copy.Write(entry.Entry.Value, NpgsqlDbType.Bigint);
            copy.Write(receipt.RecordedAtMs, NpgsqlDbType.Bigint);
            copy.Write(receipt.Author.Value, NpgsqlDbType.Bigint);
            copy.Write(receipt.LogIndexOf(entry.Patient), NpgsqlDbType.Bigint);
            copy.Write(entry.Version, NpgsqlDbType.Integer);
            copy.Write((short)entry.Compartment, NpgsqlDbType.Smallint);
            copy.Write(entry.Type.Code, NpgsqlDbType.Smallint);
            if (entry.ContentToken is long token)
            {
                copy.Write(token, NpgsqlDbType.Bigint);
            }
            else
            {
                copy.WriteNull();
            }

            copy.Write(receipt.WrappedKey(i), NpgsqlDbType.Bytea);
            copy.Write(batch.Ciphertext(entry), NpgsqlDbType.Bytea);
        }

        await copy.CompleteAsync(stop);
    }

    private static async Task CopyTokensAsync(
        NpgsqlConnection connection,
        List<PendingToken> tokens,
        CancellationToken stop
    )
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyRecentTokens, stop);
        foreach (PendingToken token in tokens)
        {
            copy.StartRow();
            copy.Write(token.Token, NpgsqlDbType.Bigint);
            copy.Write(token.Patient.Value, NpgsqlDbType.Bigint);
            copy.Write((short)token.Kind, NpgsqlDbType.Smallint);
        }

        await copy.CompleteAsync(stop);
    }

    private static void AddTokens(NpgsqlBatch commands, string sql, List<PendingToken> tokens)
    {
        if (tokens.Count == 0)
        {
            return;
        }

        NpgsqlBatchCommand command = new(sql);
        Add(command, tokens.ConvertAll(token => token.Token).ToArray());
        Add(command, tokens.ConvertAll(token => token.Patient.Value).ToArray());
        Add(command, tokens.ConvertAll(token => (short)token.Kind).ToArray());
        commands.BatchCommands.Add(command);
    }

    private static void Add<T>(NpgsqlBatchCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
