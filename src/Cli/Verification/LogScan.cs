using System.Data.Common;
using System.Runtime.CompilerServices;
using Serment.CustodyProtocol;
using Serment.Custodian.Log;
using Serment.Database;
using Serment.TransparencyLog.Merkle;

namespace Serment.Cli.Verification;

/// <summary>One pass over the whole log: its root, which leaves seal, which seals are confirmed.</summary>
internal sealed class LogScan
{
    private readonly List<byte> sealedVersions = [];
    private readonly List<byte> seenVersions = [];
    private readonly List<LeafRange> confirmations = [];
    private readonly LogEvents events = new();
    private readonly List<Finding> findings = [];
    private readonly LogVerifier verifier = new();
    private bool[] confirmed = [];

    /// <summary>Leaves in the log.</summary>
    public long Size => verifier.Size;

    /// <summary>The root, in hexadecimal.</summary>
    public string RootHash => verifier.Root.ToString();

    /// <summary>Entry versions that the log says were sealed.</summary>
    public long SealedVersions { get; private set; }

    /// <summary>What is wrong with the log itself.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>What it says of links, care and passkeys.</summary>
    public LogEvents Events => events;

    /// <summary>Reads the log, and holds it against the checkpoints.</summary>
    public static async Task<LogScan> RunAsync(DatabaseLocation custody, CheckpointsHeld checkpoints, CancellationToken stop)
    {
        LogScan scan = new();
        await using DbConnection connection = await custody.OpenAsync(stop);
        await foreach (LeafPage page in PagesAsync(connection, stop))
        {
            if (page.First != scan.Size)
            {
                scan.findings.Add(new(
                    FindingKind.LogTruncated, LogIndex: scan.Size, Detail: $"leaves up to {page.First} are missing"));
                break;
            }

            if (page.Fault is not null)
            {
                scan.findings.Add(new(FindingKind.LogDamaged, LogIndex: page.First, Detail: page.Fault));
                break;
            }

            for (long index = page.First; index < page.First + page.Count; index++)
            {
                scan.Take(index, page.Leaf(index), checkpoints);
            }
        }

        scan.findings.AddRange(checkpoints.Beyond(scan.Size));
        scan.ApplyConfirmations();
        return scan;
    }

    /// <summary>What it says since this scan: a running system goes on while it is verified.</summary>
    public async Task<LogEvents> LaterAsync(DatabaseLocation custody, CancellationToken stop)
    {
        LogEvents later = new();
        await using DbConnection connection = await custody.OpenAsync(stop);
        await foreach (LeafPage page in PagesAsync(connection, stop, Size))
        {
            for (long index = page.First; index < page.First + page.Count; index++)
            {
                TakeSound(later, index, page.Leaf(index));
            }
        }

        return later;
    }

    /// <summary>The stored batches in order, from that leaf on.</summary>
    public static async IAsyncEnumerable<LeafPage> PagesAsync(
        DbConnection connection, [EnumeratorCancellation] CancellationToken stop, long from = 0)
    {
        const int batchesAtOnce = 64;
        while (true)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText =
                """
                SELECT first_index, leaf_count, leaves FROM log_batch
                WHERE first_index >= @from ORDER BY first_index LIMIT 64
                """;
            command.Add("@from", from);
            int read = 0;
            await using (DbDataReader reader = await command.ExecuteReaderAsync(stop))
            {
                while (await reader.ReadAsync(stop))
                {
                    LeafPage page = LeafPage.Read(reader);
                    from = page.First + Math.Max(page.Count, 1);
                    read++;
                    yield return page;
                }
            }

            if (read < batchesAtOnce)
            {
                yield break;
            }
        }
    }

    /// <summary>
    /// A row of that leaf was found as it was sealed; false when all of the leaf's rows were found before. A leaf of
    /// after the scan is not counted.
    /// </summary>
    public bool TrySee(long index) => index >= Size || ++seenVersions[(int)index] <= sealedVersions[(int)index];

    /// <summary>Whether rows of that leaf are missing.</summary>
    public bool IsShort(long index) => seenVersions[(int)index] < sealedVersions[(int)index];

    /// <summary>Whether the rows of that leaf were confirmed to be durable.</summary>
    public bool IsConfirmed(long index) => index < Size && confirmed[index];

    private static void TakeSound(LogEvents events, long index, ReadOnlySpan<byte> leaf)
    {
        try
        {
            events.Take(index, leaf);
        }
        catch (InvalidDataException)
        {
            // Where the scan stopped before the log's end it has said why; whatever lies beyond says nothing new.
            return;
        }
    }

    private void Take(long index, ReadOnlySpan<byte> leaf, CheckpointsHeld checkpoints)
    {
        verifier.Append(leaf);
        if (checkpoints.TryRoot(verifier.Size, out string root)
            && !string.Equals(root, verifier.Root.ToString(), StringComparison.Ordinal))
        {
            findings.Add(new(
                FindingKind.LogForked, LogIndex: verifier.Size, Detail: "a signed checkpoint of this size has another root"));
        }

        byte count = 0;
        try
        {
            if (LeafReading.TrySealed(leaf, out SealedLeafReader seals))
            {
                count = (byte)seals.Count;
                SealedVersions += count;
            }
            else if (LeafReading.TryConfirmed(leaf, out ConfirmedLeafReader ranges))
            {
                for (int i = 0; i < ranges.Count; i++)
                {
                    confirmations.Add(new(ranges.First(i), ranges.Length(i)));
                }
            }
            else
            {
                events.Take(index, leaf);
            }
        }
        catch (InvalidDataException e)
        {
            findings.Add(new(FindingKind.LogDamaged, LogIndex: index, Detail: e.Message));
        }

        sealedVersions.Add(count);
        seenVersions.Add(0);
    }

    private void ApplyConfirmations()
    {
        confirmed = new bool[Size];
        foreach (LeafRange range in confirmations)
        {
            long end = Math.Min(range.First + range.Count, Size);
            for (long index = Math.Max(range.First, 0); index < end; index++)
            {
                confirmed[index] = true;
            }
        }
    }
}
