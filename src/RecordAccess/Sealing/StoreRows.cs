using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.RecordAccess.Sealing;

/// <summary>Stores a sealed batch in one transaction, or finds that somebody saved first.</summary>
internal static class StoreRows
{
    private const int SqliteConstraint = 19;

    private const string NewestVersion = """
        SELECT version, author_id, recorded_at FROM entry
        WHERE patient_id = @patient AND entry_id = @entry AND version >= @version
        ORDER BY version DESC LIMIT 1
        """;

    /// <summary>Null when the rows are durably stored.</summary>
    public static async Task<VersionConflict?> RunAsync(
        DatabaseLocation main,
        SealBatch batch,
        SealReceipt receipt,
        SealWork? work,
        BulkStore? bulk,
        CancellationToken stop
    )
    {
        if (bulk is null)
        {
            await using DbConnection connection = await main.OpenAsync(stop);
            return await RunAsync(connection, batch, receipt, work, stop);
        }

        VersionConflict? conflict = await RunAsync(bulk.Connection, batch, receipt, work, stop);
        if (conflict is null)
        {
            await bulk.AddedAsync(batch.Tokens.Count, stop);
        }

        return conflict;
    }

    private static async Task<VersionConflict?> RunAsync(
        DbConnection connection,
        SealBatch batch,
        SealReceipt receipt,
        SealWork? work,
        CancellationToken stop
    )
    {
        try
        {
            await WriteAsync(connection, batch, receipt, work, stop);
            return null;
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "entry_pk" })
        {
            return await FindConflictAsync(connection, batch, stop)
                ?? throw new InvalidDataException("a version exists and does not exist", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConstraint)
        {
            VersionConflict? conflict = await FindConflictAsync(connection, batch, stop);
            if (conflict is null)
            {
                throw;
            }

            return conflict;
        }
    }

    private static async Task WriteAsync(
        DbConnection connection,
        SealBatch batch,
        SealReceipt receipt,
        SealWork? work,
        CancellationToken stop
    )
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        if (connection is SqliteConnection sqlite)
        {
            SqliteRowWriter.Write(sqlite, batch, receipt);
        }
        else
        {
            await PostgresRowWriter.WriteAsync(
                (NpgsqlConnection)connection,
                (NpgsqlTransaction)transaction,
                batch,
                receipt,
                stop
            );
        }

        if (work is not null)
        {
            await work(connection, transaction, receipt, stop);
        }

        // Not cancellable: whether it took effect must be known.
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<VersionConflict?> FindConflictAsync(
        DbConnection connection,
        SealBatch batch,
        CancellationToken stop
    )
    {
        foreach (PendingEntry entry in batch.Entries)
        {
            PatientId patient = batch.Patients[entry.Patient];
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = NewestVersion;
            command.Add("@patient", patient.Value);
            command.Add("@entry", entry.Entry.Value);
            command.Add("@version", entry.Version);
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            if (await reader.ReadAsync(stop))
            {
                return new(patient, entry.Entry, reader.GetInt32(0), new(reader.GetInt64(1)), reader.GetInt64(2));
            }
        }

        return null;
    }
}
