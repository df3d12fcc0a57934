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
        CancellationToken stop
    )
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        return await RunAsync(
            connection,
            [(batch, receipt)],
            work is null ? null : (held, transaction) => work(held, transaction, receipt, stop),
            stop
        );
    }

    /// <summary>The same for several batches in one transaction, on a connection that stays open.</summary>
    public static async Task<VersionConflict?> RunAsync(
        DbConnection connection,
        IReadOnlyList<(SealBatch Batch, SealReceipt Receipt)> batches,
        Func<DbConnection, DbTransaction, Task>? work,
        CancellationToken stop
    )
    {
        try
        {
            await WriteAsync(connection, batches, work, stop);
            return null;
        }
        catch (PostgresException e)
            when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "entry_pk" })
        {
            return await FindConflictAsync(connection, batches, stop)
                ?? throw new InvalidDataException("a version exists and does not exist", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConstraint)
        {
            VersionConflict? conflict = await FindConflictAsync(connection, batches, stop);
            if (conflict is null)
            {
                throw;
            }

            return conflict;
        }
    }

    private static async Task WriteAsync(
        DbConnection connection,
        IReadOnlyList<(SealBatch Batch, SealReceipt Receipt)> batches,
        Func<DbConnection, DbTransaction, Task>? work,
        CancellationToken stop
    )
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        foreach ((SealBatch batch, SealReceipt receipt) in batches)
        {
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
        }

        if (work is not null)
        {
            await work(connection, transaction);
        }

        // Not cancellable: whether it took effect must be known.
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<VersionConflict?> FindConflictAsync(
        DbConnection connection,
        IReadOnlyList<(SealBatch Batch, SealReceipt Receipt)> batches,
        CancellationToken stop
    )
    {
        foreach ((SealBatch batch, PendingEntry entry) in batches.SelectMany(
            one => one.Batch.Entries,
            (one, entry) => (one.Batch, entry)
        ))
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
