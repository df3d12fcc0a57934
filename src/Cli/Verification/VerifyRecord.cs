using System.Diagnostics;
using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Custodian.Log;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>
/// Holds the main database against the log, offline and without keys. The log is read first, then the rows: every
/// confirmed leaf that was seen has its rows in the later snapshot, so a running system raises no false alarm.
/// Memory: three bytes a leaf, and a bounded list of findings.
/// </summary>
internal sealed class VerifyRecord(
    DatabaseLocation main, DatabaseLocation custody, KeptOutside? outside = null)
{
    /// <summary>Findings that are named one by one; more are only counted.</summary>
    public const int MaxFindings = 10_000;

    private readonly List<Finding> findings = [];
    private readonly List<SuspectRow> suspects = [];
    private long findingCount;
    private long neverAcknowledged;
    private long rows;

    /// <summary>Runs; <paramref name="progress"/> is told the rows seen so far, now and then.</summary>
    public async Task<VerificationReport> RunAsync(Action<long>? progress, CancellationToken stop)
    {
        long begun = Stopwatch.GetTimestamp();
        CheckpointsHeld checkpoints = await CheckpointsHeld.ReadAsync(
            main, custody, outside ?? KeptOutside.Nothing, stop);
        Report(checkpoints.Findings);
        LogScan log = await LogScan.RunAsync(custody, checkpoints, stop);
        Report(log.Findings);
        await using LeafPages leaves = await LeafPages.OpenAsync(custody, stop);
        await RowScan.RunAsync(main, row => Visit(row, log, leaves, progress), stop);
        await ExplainSuspectsAsync(log, stop);
        await FindMissingAsync(leaves, log, stop);
        LinkCheck links = await LinkCheck.RunAsync(main, custody, log, stop);
        Report(links.Findings);
        Report(await PowerCheck.RunAsync(custody, leaves, log, stop));
        return new(
            findingCount == 0 ? "intact" : "tampering",
            rows, log.Size, log.RootHash, log.SealedVersions, neverAcknowledged, links.Unfinished,
            checkpoints.Count,
            findingCount, findings, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private void Visit(SealedRow row, LogScan log, LeafPages leaves, Action<long>? progress)
    {
        if ((++rows & 0x3FFF) == 0)
        {
            progress?.Invoke(rows);
        }

        Span<byte> hash = stackalloc byte[SealedLengths.HashBytes];
        Span<byte> ciphertextHash = stackalloc byte[SealedLengths.HashBytes];
        ThreadSha256.HashData(row.Ciphertext, ciphertextHash);
        RowHash.Compute(ciphertextHash, row.WrappedKey, row.RecordedAtMs, new(row.AuthorId), hash);
        if (row.IsWrapWhole
            && row.LogIndex >= 0
            && LeafReading.TrySealed(leaves.Leaf(row.LogIndex), out SealedLeafReader leaf)
            && Matches(row, leaf, hash)
            && log.TrySee(row.LogIndex))
        {
            return;
        }

        if (suspects.Count < MaxFindings)
        {
            suspects.Add(new(new(row.PatientId), new(row.EntryId), row.Version, row.LogIndex, hash.ToArray()));
        }
        else
        {
            findingCount++;
        }
    }

    private static bool Matches(SealedRow row, in SealedLeafReader leaf, ReadOnlySpan<byte> hash)
    {
        if (leaf.Patient.Value != row.PatientId)
        {
            return false;
        }

        for (int i = 0; i < leaf.Count; i++)
        {
            if (leaf.Entry(i).Value == row.EntryId && leaf.Version(i) == row.Version)
            {
                return (int)leaf.Compartment(i) == row.Compartment
                    && leaf.Type(i).Code == row.ResourceType
                    && leaf.Hash(i).SequenceEqual(hash);
            }
        }

        return false;
    }

    private async Task ExplainSuspectsAsync(LogScan log, CancellationToken stop)
    {
        if (suspects.Count == 0)
        {
            return;
        }

        SuspectExplanation explanation = await SuspectExplanation.PrepareAsync(custody, suspects, stop);
        foreach (SuspectRow suspect in suspects)
        {
            Report(explanation.Explain(suspect, log.Size));
        }
    }

    // A leaf with fewer rows than versions: each of its versions is looked up by name.
    private async Task FindMissingAsync(LeafPages leaves, LogScan log, CancellationToken stop)
    {
        HashSet<(long, long, int)> explained = suspects
            .Select(suspect => (suspect.Patient.Value, suspect.Entry.Value, suspect.Version))
            .ToHashSet();
        await using VersionLookup lookup = await VersionLookup.OpenAsync(main, stop);
        for (long index = 0; index < log.Size; index++)
        {
            if (!log.IsShort(index))
            {
                continue;
            }

            stop.ThrowIfCancellationRequested();
            Missing(leaves, log, lookup, explained, index);
        }
    }

    private void Missing(
        LeafPages leaves, LogScan log, VersionLookup lookup, HashSet<(long, long, int)> explained, long index)
    {
        if (!LeafReading.TrySealed(leaves.Leaf(index), out SealedLeafReader leaf))
        {
            return;
        }

        for (int i = 0; i < leaf.Count; i++)
        {
            (EntryId entry, int version) = (leaf.Entry(i), leaf.Version(i));
            if (explained.Contains((leaf.Patient.Value, entry.Value, version)))
            {
                continue;
            }

            VersionsPresent present = lookup.Find(leaf.Patient, entry, version);
            if (present.IsThere)
            {
                continue;
            }

            if (!log.IsConfirmed(index))
            {
                neverAcknowledged++;
                continue;
            }

            FindingKind kind = present.HasOlder && !present.HasNewer ? FindingKind.RolledBack : FindingKind.Deleted;
            Report(new Finding(kind, leaf.Patient.ToString(), entry.ToString(), version, index));
        }
    }

    private void Report(IEnumerable<Finding> found)
    {
        foreach (Finding finding in found)
        {
            Report(finding);
        }
    }

    private void Report(Finding finding)
    {
        findingCount++;
        if (findings.Count < MaxFindings)
        {
            findings.Add(finding);
        }
    }
}

/// <summary>A row that its leaf does not know as it is.</summary>
internal sealed record SuspectRow(PatientId Patient, EntryId Entry, int Version, long LogIndex, byte[] Hash);
