using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Entries;

namespace Serment.Records.Charts.Results;

/// <summary>
/// "Seen by": a FHIR Provenance of the clinical compartment whose targets are the versions of the results that
/// somebody has seen. A result that is corrected later counts as not seen.
/// </summary>
public static class SeenMarks
{
    /// <summary>Results that one mark names at most.</summary>
    public const int MaxTargets = 200;

    private const string Activity = "https://serment.org/fhir/result-activity";
    private const string Seen = "seen";
    private const string HistoryPart = "/_history/";
    private const string AgentType = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    /// <summary>A mark: these versions were seen by the writer, now.</summary>
    public static Provenance Write(IReadOnlyCollection<EntryVersion> results, ItemWriter writer) => new()
    {
        Target = [.. results.Take(MaxTargets).Select(one => new Reference { ReferenceValue = ReferenceOf(one) })],
        Recorded = writer.AtText,
        Activity = Coded.Of(Activity, Seen),
        Agent = [new() { Type = Coded.Of(AgentType, "verifier"), Who = writer.Author() }],
    };

    /// <summary>Who has seen which version, first first. Who it was is what the custodian says, not the text.</summary>
    internal static IReadOnlyDictionary<EntryVersion, List<ResultSeen>> Of(IEnumerable<OpenedEntry> entries)
    {
        Dictionary<EntryVersion, List<ResultSeen>> found = [];
        foreach (CurrentEntry<Provenance> one in ReadEntries.Of<Provenance>(entries).OrderBy(one => one.RecordedAtMs))
        {
            if (Coded.CodeIn(one.Resource.Activity, Activity) is not Seen)
            {
                continue;
            }

            ResultSeen mark = new(
                one.Author, one.Resource.Agent?.FirstOrDefault()?.Who?.Display,
                DateTimeOffset.FromUnixTimeMilliseconds(one.RecordedAtMs));
            foreach (Reference target in one.Resource.Target ?? [])
            {
                if (VersionOf(target.ReferenceValue) is { } version)
                {
                    found.TryAdd(version, []);
                    found[version].Add(mark);
                }
            }
        }

        return found;
    }

    // The patient stands in it because records that were joined keep their own entries.
    private static string ReferenceOf(EntryVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"Patient/{version.Patient}/Observation/{version.Entry}{HistoryPart}{version.Version}");

    private static EntryVersion? VersionOf(string? reference)
    {
        string[] parts = (reference ?? "").Split('/');
        return parts is ["Patient", var patient, "Observation", var entry, "_history", var version]
            ? EntryVersion.Parse($"{patient}.{entry}.{version}")
            : null;
    }
}
