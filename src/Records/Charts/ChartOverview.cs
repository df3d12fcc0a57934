using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Items;
using Serment.Records.Charts.Results;
using Serment.Records.Charts.Search;
using Serment.Records.Charts.Vitals;
using Serment.Records.Entries;

namespace Serment.Records.Charts;

/// <summary>What the first page of a chart shows of its clinical part: the newest and what holds now.</summary>
public sealed record ChartOverview
{
    /// <summary>The types that it is read from.</summary>
    internal static readonly string[] Types =
    [
        .. ClinicalHead.Types, nameof(Condition), nameof(MedicationRequest), nameof(Composition), nameof(Observation),
        nameof(Provenance),
    ];

    /// <summary>Lines of each part.</summary>
    public const int MaxLines = 8;

    private const int MaxRounds = 3;

    /// <summary>Active problems, the main one first.</summary>
    public required IReadOnlyList<ConditionDetails> Problems { get; init; }

    /// <summary>Active prescriptions, newest first.</summary>
    public required IReadOnlyList<MedicationRequest> Medications { get; init; }

    /// <summary>The newest results; those out of range among the last day's first.</summary>
    public required IReadOnlyList<LabResult> Results { get; init; }

    /// <summary>The newest notes.</summary>
    public required IReadOnlyList<ChartEvent> Notes { get; init; }

    /// <summary>The newest rounds of vital signs.</summary>
    public required IReadOnlyList<VitalRound> Rounds { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(ChartOverview);

    /// <summary>Reads it from what was opened.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="reader">Who reads: drafts of others stay theirs.</param>
    public static ChartOverview From(IReadOnlyList<OpenedEntry> entries, ActorId reader)
    {
        // Vital signs and results are Observations both, most of a long chart: each is read once.
        CurrentEntry<Observation>[] observations = [.. ReadEntries.Of<Observation>(entries)];
        return new()
        {
            Problems =
            [
                .. ReadEntries.Of<Condition>(entries)
                    .OrderByDescending(entry => entry.RecordedAtMs)
                    .Select(entry => ConditionResource.Read(entry.Resource))
                    .Where(one => one is { Kind: ConditionKind.Problem, State: ItemState.Active })
                    .OrderByDescending(one => one.IsMain),
            ],
            Medications =
            [
                .. ReadEntries.Of<MedicationRequest>(entries)
                    .Where(entry => entry.Resource.Status is "active" or "on-hold")
                    .OrderByDescending(entry => entry.Resource.AuthoredOn, StringComparer.Ordinal)
                    .Select(entry => entry.Resource),
            ],
            Results = [.. LabResults.Of(observations, entries).Take(MaxLines)],
            Notes =
            [
                .. ChartTimeline.Of([.. entries.Where(IsNote)], reader).Where(one => one.Kind == EventKind.Note)
                    .Take(MaxLines),
            ],
            Rounds = [.. VitalReadings.RoundsOf(VitalReadings.Of(observations, null)).Take(MaxRounds)],
        };
    }

    private static bool IsNote(OpenedEntry entry) => entry.ResourceType == NoteType;

    private static readonly ResourceType NoteType = ResourceType.Of(nameof(Composition));
}
