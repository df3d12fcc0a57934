using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Custodian.Log;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>
/// Says what happened to a row that its leaf does not know: one more pass over the log remembers where the suspects'
/// names and hashes stand.
/// </summary>
internal sealed class SuspectExplanation
{
    private readonly Dictionary<(long Patient, long Entry, int Version), long> leafOfName = [];
    private readonly Dictionary<string, string> nameOfHash = new(StringComparer.Ordinal);

    /// <summary>Reads the log for the suspects' names and hashes.</summary>
    public static async Task<SuspectExplanation> PrepareAsync(
        DatabaseLocation custody, IReadOnlyList<SuspectRow> suspects, CancellationToken stop)
    {
        HashSet<(long, long, int)> names = suspects
            .Select(suspect => (suspect.Patient.Value, suspect.Entry.Value, suspect.Version))
            .ToHashSet();
        HashSet<string> hashes = suspects
            .Select(suspect => Convert.ToHexString(suspect.Hash))
            .ToHashSet(StringComparer.Ordinal);
        SuspectExplanation explanation = new();
        await using DbConnection connection = await custody.OpenAsync(stop);
        await foreach (LeafPage page in LogScan.PagesAsync(connection, stop))
        {
            for (long index = page.First; index < page.First + page.Count; index++)
            {
                explanation.Remember(page, index, names, hashes);
            }
        }

        return explanation;
    }

    /// <summary>The finding for a suspect.</summary>
    public Finding Explain(SuspectRow suspect, long logSize)
    {
        (string patient, string entry, int version) =
            (suspect.Patient.ToString(), suspect.Entry.ToString(), suspect.Version);
        bool isNamed = leafOfName.TryGetValue((suspect.Patient.Value, suspect.Entry.Value, version), out long own);
        if (nameOfHash.TryGetValue(Convert.ToHexString(suspect.Hash), out string? sealedAs))
        {
            string here = Name(suspect.Patient, suspect.Entry, version);
            return string.Equals(sealedAs, here, StringComparison.Ordinal)
                ? own == suspect.LogIndex
                    ? new(FindingKind.Altered, patient, entry, version, own, "compartment or type is not the sealed one")
                    : new(FindingKind.Reordered, patient, entry, version, own, $"points at leaf {suspect.LogIndex}")
                : new(FindingKind.Swapped, patient, entry, version, suspect.LogIndex, $"was sealed as {sealedAs}");
        }

        if (isNamed)
        {
            return new(FindingKind.Altered, patient, entry, version, own);
        }

        return suspect.LogIndex >= logSize
            ? new(FindingKind.LogTruncated, patient, entry, version, suspect.LogIndex, "the log ends before this row's leaf")
            : new(FindingKind.Forged, patient, entry, version, suspect.LogIndex);
    }

    private static string Name(PatientId patient, EntryId entry, int version) =>
        $"patient {patient} entry {entry} version {version}";

    private void Remember(LeafPage page, long index, HashSet<(long, long, int)> names, HashSet<string> hashes)
    {
        if (!LeafReading.TrySealed(page.Leaf(index), out SealedLeafReader leaf))
        {
            return;
        }

        for (int i = 0; i < leaf.Count; i++)
        {
            (long, long, int) name = (leaf.Patient.Value, leaf.Entry(i).Value, leaf.Version(i));
            if (names.Contains(name))
            {
                leafOfName[name] = index;
            }

            string hash = Convert.ToHexString(leaf.Hash(i));
            if (hashes.Contains(hash))
            {
                nameOfHash[hash] = Name(leaf.Patient, leaf.Entry(i), leaf.Version(i));
            }
        }
    }
}
