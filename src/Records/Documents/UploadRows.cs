using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Documents;

/// <summary>Some of an upload's pieces were taken back before its document was filed: nothing of it is.</summary>
public sealed class UploadTakenBackException() : IOException("the upload took too long and was taken back");

/// <summary>One piece of an upload that has not ended.</summary>
internal readonly record struct WaitingPiece(long Patient, long Entry);

/// <summary>
/// The rows of uploads under way. They decide what may be deleted: a piece is deleted only together with its row, and
/// whoever files the document takes all of its rows away first, in the transaction that stores it. So no piece that a
/// filed document names has a row.
/// </summary>
internal static class UploadRows
{
    private const string Insert =
        """
        INSERT INTO upload_piece (patient_id, entry_id, upload_id, stored_at)
        VALUES (@patient, @entry, @upload, @now)
        """;

    private const string Finish = "DELETE FROM upload_piece WHERE patient_id = @patient AND upload_id = @upload";

    private const string OfUpload =
        """
        SELECT patient_id, entry_id FROM upload_piece
        WHERE patient_id = @patient AND upload_id = @upload ORDER BY entry_id LIMIT @limit
        """;

    private const string OlderThan =
        """
        SELECT patient_id, entry_id FROM upload_piece
        WHERE stored_at < @before ORDER BY patient_id, entry_id LIMIT @limit
        """;

    private const string TakeRow = "DELETE FROM upload_piece WHERE patient_id = @patient AND entry_id = @entry";

    private const string TakePiece =
        "DELETE FROM entry WHERE patient_id = @patient AND entry_id = @entry AND version = 1";

    /// <summary>Notes a piece, in the transaction that stores it.</summary>
    public static async Task AddAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId piece, long upload,
        DateTimeOffset now, CancellationToken stop)
    {
        await using DbCommand command = Of(connection, transaction, Insert, patient.Value);
        command.Add("@entry", piece.Value);
        command.Add("@upload", upload);
        command.Add("@now", now.ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Ends an upload, in the transaction that stores its document.</summary>
    /// <exception cref="UploadTakenBackException">Not all of its pieces are there any more.</exception>
    public static async Task FinishAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, long upload, int pieces,
        CancellationToken stop)
    {
        await using DbCommand command = Of(connection, transaction, Finish, patient.Value);
        command.Add("@upload", upload);
        if (await command.ExecuteNonQueryAsync(stop) != pieces)
        {
            throw new UploadTakenBackException();
        }
    }

    /// <summary>The pieces of one upload.</summary>
    public static Task<List<WaitingPiece>> OfUploadAsync(
        DatabaseLocation main, PatientId patient, long upload, int limit, CancellationToken stop) =>
        ReadAsync(
            main, OfUpload,
            command =>
            {
                command.Add("@patient", patient.Value);
                command.Add("@upload", upload);
                command.Add("@limit", limit);
            },
            stop);

    /// <summary>Pieces that were stored before a moment and belong to nothing yet.</summary>
    public static Task<List<WaitingPiece>> OlderThanAsync(
        DatabaseLocation main, DateTimeOffset before, int limit, CancellationToken stop) =>
        ReadAsync(
            main, OlderThan,
            command =>
            {
                command.Add("@before", before.ToUnixTimeMilliseconds());
                command.Add("@limit", limit);
            },
            stop);

    /// <summary>Deletes pieces that still have their rows; all of them in one transaction.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> TakeBackAsync(
        DatabaseLocation main, IReadOnlyList<WaitingPiece> pieces, CancellationToken stop)
    {
        if (pieces.Count == 0)
        {
            return 0;
        }

        int taken = 0;
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(stop);
        foreach (WaitingPiece piece in pieces)
        {
            // The row first: whoever files the document waits for it, or took it and leaves nothing to delete.
            await using DbCommand row = Of(connection, transaction, TakeRow, piece.Patient);
            row.Add("@entry", piece.Entry);
            if (await row.ExecuteNonQueryAsync(stop) == 1)
            {
                await using DbCommand entry = Of(connection, transaction, TakePiece, piece.Patient);
                entry.Add("@entry", piece.Entry);
                taken += await entry.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        return taken;
    }

    private static async Task<List<WaitingPiece>> ReadAsync(
        DatabaseLocation main, string sql, Action<DbCommand> fill, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        fill(command);
        List<WaitingPiece> read = [];
        await using DbDataReader row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            read.Add(new(row.GetInt64(0), row.GetInt64(1)));
        }

        return read;
    }

    private static DbCommand Of(DbConnection connection, DbTransaction transaction, string sql, long patient)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Add("@patient", patient);
        return command;
    }
}
