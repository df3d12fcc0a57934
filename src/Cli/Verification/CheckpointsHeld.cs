using System.Data.Common;
using System.Globalization;
using Serment.Database;
using Serment.TransparencyLog;
using Serment.TransparencyLog.Notes;

namespace Serment.Cli.Verification;

/// <summary>
/// The signed checkpoints that the web side kept, checked with the log's verifier key: a log cut short or rewritten
/// after one of them contradicts it.
/// </summary>
internal sealed class CheckpointsHeld
{
    private const int MaxCheckpoints = 100_000;

    private readonly Dictionary<long, string> roots = [];
    private readonly List<Finding> findings = [];

    /// <summary>Checkpoints whose signature holds.</summary>
    public int Count => roots.Count;

    /// <summary>Checkpoints whose signature does not.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Reads the checkpoints of the main database, and those that were brought along.</summary>
    /// <param name="main">The main database.</param>
    /// <param name="custody">The custody database; its own word on the log's key counts only where none is given.</param>
    /// <param name="outside">The key and checkpoints that were kept elsewhere.</param>
    /// <param name="stop">Cancels.</param>
    public static async Task<CheckpointsHeld> ReadAsync(
        DatabaseLocation main, DatabaseLocation custody, KeptOutside outside, CancellationToken stop)
    {
        CheckpointsHeld held = new();
        NoteVerifier? stored = await ReadKeyAsync(custody, stop);
        NoteVerifier? key = outside.Key ?? stored;
        if (outside.Key is not null && !outside.Key.Equals(stored))
        {
            held.findings.Add(new(FindingKind.LogForked, Detail: "the custody database names another log key"));
        }

        foreach ((long size, string note) in outside.Checkpoints)
        {
            held.Take(size, note, key);
        }

        await using DbConnection connection = await main.OpenAsync(stop);
        foreach (string sql in (string[])
            [
                "SELECT tree_size, signed_note FROM checkpoint ORDER BY tree_size DESC LIMIT 100000",
                "SELECT tree_size, signed_note FROM checkpoint_contradiction ORDER BY received_at LIMIT 100000",
            ])
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
            while (held.findings.Count < MaxCheckpoints && await reader.ReadAsync(stop))
            {
                held.Take(
                    Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                    Convert.ToString(reader.GetValue(1), CultureInfo.InvariantCulture)!,
                    key);
            }
        }

        return held;
    }

    /// <summary>The root that a checkpoint gives for a size.</summary>
    public bool TryRoot(long size, out string root) => roots.TryGetValue(size, out root!);

    /// <summary>A finding for the largest checkpoint beyond the end of the log.</summary>
    public IEnumerable<Finding> Beyond(long size) =>
        roots.Keys.Where(known => known > size).OrderDescending().Take(1).Select(known => new Finding(
            FindingKind.LogTruncated, LogIndex: size, Detail: $"a signed checkpoint knows {known} leaves"));

    private static async Task<NoteVerifier?> ReadKeyAsync(DatabaseLocation custody, CancellationToken stop)
    {
        await using DbConnection connection = await custody.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT verifier FROM log_key";
        return await command.ExecuteScalarAsync(stop) is string text ? NoteVerifier.Parse(text) : null;
    }

    private void Take(long size, string text, NoteVerifier? key)
    {
        try
        {
            SignedNote note = SignedNote.Parse(text);
            Checkpoint checkpoint = Checkpoint.Parse(note.Text);
            if (key is null || !note.Verify(key).SignedBy.Contains(key) || checkpoint.Size != size)
            {
                findings.Add(new(FindingKind.CheckpointForged, LogIndex: size));
                return;
            }

            string root = checkpoint.Root.ToString();
            if (!string.Equals(roots.GetValueOrDefault(size, root), root, StringComparison.Ordinal))
            {
                findings.Add(new(
                    FindingKind.LogForked, LogIndex: size, Detail: "two signed checkpoints of this size have different roots"));
                return;
            }

            roots[size] = root;
        }
        catch (LogFormatException e)
        {
            findings.Add(new(FindingKind.CheckpointForged, LogIndex: size, Detail: e.Message));
        }
    }
}
