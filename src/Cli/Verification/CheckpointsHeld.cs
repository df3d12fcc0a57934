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

    /// <summary>Reads the checkpoints of the main database and the key of the custody database.</summary>
    public static async Task<CheckpointsHeld> ReadAsync(DatabaseLocation main, DatabaseLocation custody, CancellationToken stop)
    {
        CheckpointsHeld held = new();
        NoteVerifier? key = await ReadKeyAsync(custody, stop);
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT tree_size, signed_note FROM checkpoint ORDER BY tree_size DESC LIMIT 100000";
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        while (held.roots.Count < MaxCheckpoints && await reader.ReadAsync(stop))
        {
            held.Take(
                Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
                Convert.ToString(reader.GetValue(1), CultureInfo.InvariantCulture)!,
                key);
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

            roots[size] = checkpoint.Root.ToString();
        }
        catch (LogFormatException e)
        {
            findings.Add(new(FindingKind.CheckpointForged, LogIndex: size, Detail: e.Message));
        }
    }
}
