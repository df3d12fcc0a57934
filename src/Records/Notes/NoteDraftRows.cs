using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;

namespace Serment.Records.Notes;

/// <summary>One draft as routing knows it: whose, of whom, and which version is the newest. No text.</summary>
internal sealed record NoteDraftRow(
    PatientId Patient, EntryId Entry, ActorId Author, int Version, long Window, int Edit, long SavedAtMs);

/// <summary>
/// Somebody else holds the draft by now, or another window saved it: the whole transaction is given up.
/// </summary>
internal sealed class DraftMovedException : Exception
{
    public DraftMovedException()
        : base("the draft is not as it was shown")
    {
    }
}

/// <summary>
/// The rows of drafts. A draft is its author's: every change names the author and the version before it, so that the
/// row decides, in the transaction that stores the text, who may go on writing.
/// </summary>
internal static class NoteDraftRows
{
    private const string Insert =
        """
        INSERT INTO note_draft (patient_id, entry_id, author_id, version, window_id, edit, saved_at)
        VALUES (@patient, @entry, @author, 1, @window, @edit, @now)
        """;

    private const string Update =
        """
        UPDATE note_draft SET version = @next, window_id = @window, edit = @edit, saved_at = @now
        WHERE patient_id = @patient AND entry_id = @entry AND author_id = @author AND version = @seen
        """;

    private const string Delete =
        """
        DELETE FROM note_draft
        WHERE patient_id = @patient AND entry_id = @entry AND author_id = @author AND version = @seen
        """;

    private const string Select =
        """
        SELECT patient_id, entry_id, author_id, version, window_id, edit, saved_at FROM note_draft
        WHERE patient_id = @patient AND entry_id = @entry
        """;

    private const string SelectOfAuthor =
        """
        SELECT patient_id, entry_id, author_id, version, window_id, edit, saved_at FROM note_draft
        WHERE author_id = @author
        ORDER BY saved_at DESC, entry_id
        LIMIT @limit
        """;

    /// <summary>The row of one draft; null where there is none.</summary>
    public static async Task<NoteDraftRow?> FindAsync(
        DatabaseLocation main, PatientId patient, EntryId entry, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Select;
        command.Add("@patient", patient.Value);
        command.Add("@entry", entry.Value);
        List<NoteDraftRow> rows = await ReadAsync(command, stop);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The drafts of one person, newest first.</summary>
    public static async Task<IReadOnlyList<NoteDraftRow>> OfAuthorAsync(
        DatabaseLocation main, ActorId author, int limit, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = SelectOfAuthor;
        command.Add("@author", author.Value);
        command.Add("@limit", limit);
        return await ReadAsync(command, stop);
    }

    /// <summary>Writes that the author has saved the version after the one seen; 0 is a new draft.</summary>
    /// <exception cref="DraftMovedException">It is not that author's, or not that version.</exception>
    public static async Task SavedAsync(
        DbConnection connection, DbTransaction transaction, DraftText draft, ActorId author, int seen, long nowMs,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = seen == 0 ? Insert : Update;
        Bind(command, draft.Patient, draft.Entry, author);
        command.Add("@window", draft.Window);
        command.Add("@edit", draft.Edit);
        command.Add("@now", nowMs);
        if (seen > 0)
        {
            command.Add("@seen", seen);
            command.Add("@next", seen + 1);
        }

        await RunAsync(command, stop);
    }

    /// <summary>The draft is signed or given up.</summary>
    /// <exception cref="DraftMovedException">It is not that author's, or not that version.</exception>
    public static async Task EndedAsync(
        DbConnection connection, DbTransaction transaction, PatientId patient, EntryId entry, ActorId author, int seen,
        CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Delete;
        Bind(command, patient, entry, author);
        command.Add("@seen", seen);
        await RunAsync(command, stop);
    }

    private static void Bind(DbCommand command, PatientId patient, EntryId entry, ActorId author)
    {
        command.Add("@patient", patient.Value);
        command.Add("@entry", entry.Value);
        command.Add("@author", author.Value);
    }

    private static async Task RunAsync(DbCommand command, CancellationToken stop)
    {
        if (await command.ExecuteNonQueryAsync(stop) != 1)
        {
            throw new DraftMovedException();
        }
    }

    private static async Task<List<NoteDraftRow>> ReadAsync(DbCommand command, CancellationToken stop)
    {
        List<NoteDraftRow> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            rows.Add(new(
                new(reader.GetInt64(0)), new(reader.GetInt64(1)), new(reader.GetInt64(2)), reader.GetInt32(3),
                reader.GetInt64(4), reader.GetInt32(5), reader.GetInt64(6)));
        }

        return rows;
    }
}
