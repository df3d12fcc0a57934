using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;

namespace Serment.Records.Entries;

/// <summary>One entry as it is now; null where it did not open or is not there.</summary>
public sealed record EntryOpened<T>(Outcome Outcome, DecisionReason Reason, CurrentEntry<T>? Current)
    where T : Resource
{
    /// <summary>What a change answers that could not open what it changes.</summary>
    public SealOutcome Refusal => Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(EntryOpened<>);
}

/// <summary>Opens the sealed entry that a row of a worklist or a form names, to show it or to write the next.</summary>
internal static class OpenEntry
{
    /// <summary>Opens it, in whatever version it has now.</summary>
    /// <typeparam name="T">The resource; its name is FHIR's.</typeparam>
    public static async Task<EntryOpened<T>> OpenOneAsync<T>(
        this RecordDoor door, EntryVersion seen, Compartment compartment, AccessContext access, CancellationToken stop)
        where T : Resource
    {
        using OpenResult opened = await door.OpenEntriesAsync(
            seen.Patient, [seen.Entry], CompartmentSet.Of(compartment), access, stop);
        return new(
            opened.Outcome, opened.Reason,
            opened.Record is { } record
                ? ReadEntries.Of<T>(record.Entries).FirstOrDefault(one => one.Version.Entry == seen.Entry)
                : null);
    }
}
