using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Merkle;
using Serment.TransparencyLog.Notes;
using Serment.TransparencyLog.Proofs;

namespace Serment.Records.Storage;

/// <summary>What was fetched, and what is wrong with it; a contradiction is kept beside the good ones.</summary>
public sealed record CheckpointKept(long TreeSize, string? Contradiction);

/// <summary>
/// Keeps the log's newest signed checkpoint on this side, once its signature holds and it provably continues the newest one
/// held. The custodian cannot take it back: a log cut short or rewritten later contradicts it, and <c>serment verify</c> says
/// so. One that does not fit is kept too, as evidence.
/// </summary>
/// <param name="custodian">The custodian.</param>
/// <param name="main">The main database.</param>
/// <param name="clock">The time.</param>
/// <param name="logKey">The log's verifier key as <c>init</c> printed it; null checks continuity alone.</param>
public sealed class KeepCheckpoint(
    CustodianClient custodian, DatabaseLocation main, TimeProvider clock, string? logKey = null)
{
    /// <summary>How often the web server does it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Fetches, checks and stores; a size that is known already is left as it is.</summary>
    public async Task<CheckpointKept> RunAsync(CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        Checkpoint? held = await NewestAsync(connection, stop);
        CheckpointText newest = await custodian.AskAsync(
            MessageKind.LatestCheckpoint, null, new(held?.Size),
            CustodyJson.Default.CheckpointQuery, CustodyJson.Default.CheckpointText, stop);
        string? contradiction = Fault(newest, held);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = contradiction is null
            ? """
              INSERT INTO checkpoint (tree_size, received_at, signed_note) VALUES (@size, @at, @note)
              ON CONFLICT (tree_size) DO NOTHING
              """
            : """
              INSERT INTO checkpoint_contradiction (tree_size, received_at, signed_note) VALUES (@size, @at, @note)
              ON CONFLICT (received_at, tree_size) DO NOTHING
              """;
        command.Add("@size", newest.TreeSize);
        command.Add("@at", clock.GetUtcNow().ToUnixTimeMilliseconds());
        command.Add("@note", newest.SignedNote);
        await command.ExecuteNonQueryAsync(stop);
        return new(newest.TreeSize, contradiction);
    }

    private string? Fault(CheckpointText newest, Checkpoint? held)
    {
        try
        {
            SignedNote note = SignedNote.Parse(newest.SignedNote);
            Checkpoint checkpoint = Checkpoint.Parse(note.Text);
            if (logKey is not null)
            {
                NoteVerifier key = NoteVerifier.Parse(logKey);
                checkpoint = Checkpoint.Open(note, key.Name, key);
            }

            return checkpoint.Size != newest.TreeSize
                ? "the checkpoint is of another size than said"
                : held is { Size: > 0 } ? FaultBetween(held, checkpoint, newest.ConsistencyPath) : null;
        }
        catch (Exception e) when (e is LogFormatException or UntrustedCheckpointException)
        {
            return e.Message;
        }
    }

    private static string? FaultBetween(Checkpoint held, Checkpoint newest, IReadOnlyList<byte[]>? path)
    {
        if (newest.Size < held.Size)
        {
            return "the log is shorter than a checkpoint that is held";
        }

        if (newest.Size == held.Size)
        {
            return newest.Root == held.Root ? null : "the log has another root than a checkpoint of its size that is held";
        }

        ProofFault fault = ConsistencyProof.Check(
            held.Size, newest.Size, held.Root.Bytes, newest.Root.Bytes, path ?? []);
        return fault == ProofFault.None ? null : "the log does not continue the newest checkpoint that is held";
    }

    private static async Task<Checkpoint?> NewestAsync(DbConnection connection, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT signed_note FROM checkpoint ORDER BY tree_size DESC LIMIT 1";
        if (await command.ExecuteScalarAsync(stop) is not string note)
        {
            return null;
        }

        try
        {
            return Checkpoint.Parse(SignedNote.Parse(note).Text);
        }
        catch (LogFormatException)
        {
            // A row that somebody put there: it proves nothing, and verification names it.
            return null;
        }
    }
}
