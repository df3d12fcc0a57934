using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Encounters;

/// <summary>A stay with its version and, for who reads clinical content, its triages.</summary>
public sealed record StayEntry(EntryVersion Version, Stay Stay, IReadOnlyList<Triage> Triages)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(StayEntry);
}

/// <summary>Reads the stays of one person from what was opened.</summary>
public static class OpenStays
{
    /// <summary>Newest first; stays of which everything was cancelled come last.</summary>
    public static IReadOnlyList<StayEntry> Of(OpenedRecord record)
    {
        IReadOnlyList<Triage> triages = TriageResource.Of(record.Entries);
        return
        [
            .. EncounterResource.StaysOf(record.Entries)
                .Select(one => new StayEntry(
                    one.Current.Version, one.Stay,
                    [.. triages.Where(triage => triage.Stay == one.Current.Version.Entry)]))
                .OrderBy(one => one.Stay.History.Status == StayStatus.Cancelled)
                .ThenByDescending(one => one.Stay.History.From ?? one.Stay.History.Expected?.At),
        ];
    }
}
