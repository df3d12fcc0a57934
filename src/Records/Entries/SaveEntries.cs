using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Sealing;

namespace Serment.Records.Entries;

/// <summary>One resource to be sealed.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Compartment">Whose key wraps it.</param>
/// <param name="Seen">The version that it corrects, as it was shown; null for a new entry.</param>
/// <param name="Entry">The number of a new entry that others refer to; null to have one drawn.</param>
public sealed record EntryDraft(
    Resource Resource, Compartment Compartment = Compartment.Clinical, EntryVersion? Seen = null, EntryId? Entry = null);

/// <summary>What became of it.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason where it refused.</param>
/// <param name="Versions">The versions saved, in the drafts' order; empty where nothing was.</param>
/// <param name="Conflict">Who saved first.</param>
/// <param name="LogIndex">The receipt.</param>
public sealed record EntriesSaved(
    SealOutcome Outcome, DecisionReason Reason, IReadOnlyList<EntryVersion> Versions, VersionConflict? Conflict = null,
    long LogIndex = 0);

/// <summary>
/// Seals resources of one patient: all of them, or none. What a correction was made from is part of it: if somebody
/// else has saved meanwhile, nothing is stored and the caller is told who.
/// </summary>
public sealed class SaveEntries(RecordDoor door)
{
    /// <summary>Resources in one call.</summary>
    public const int MaxDrafts = SealRequest.MaxEntriesPerPatient;

    /// <summary>Seals and stores them.</summary>
    /// <param name="patient">Whose record a new entry goes to; a correction goes to the record that holds it.</param>
    /// <param name="drafts">The resources.</param>
    /// <param name="session">Who.</param>
    /// <param name="stop">Until the commit.</param>
    /// <param name="work">Worklist rows, in the same transaction.</param>
    public async Task<EntriesSaved> RunAsync(
        PatientId patient, IReadOnlyList<EntryDraft> drafts, SessionToken session, CancellationToken stop,
        SealWork? work = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drafts.Count, MaxDrafts, nameof(drafts));
        ArgumentOutOfRangeException.ThrowIfZero(drafts.Count, nameof(drafts));
        using SealBatch batch = await door.BeginSealAsync(session, stop);
        EntryVersion[] next =
        [
            .. drafts.Select(draft => draft.Seen is { } seen
                ? seen with { Version = seen.Version + 1 }
                : new(patient, draft.Entry ?? batch.NewEntryId(), 1)),
        ];

        // Joined records keep their own keys: each part goes to the record that holds it.
        foreach (IGrouping<PatientId, int> group in Enumerable.Range(0, next.Length).GroupBy(i => next[i].Patient))
        {
            batch.BeginPatient(group.Key, isNew: false);
            foreach (int i in group)
            {
                SealResource.Add(batch, next[i].Entry, next[i].Version, drafts[i].Compartment, drafts[i].Resource);
            }
        }

        SealResult result = await door.SealAsync(batch, session, stop, work);
        return result.Outcome == SealOutcome.Saved
            ? new(result.Outcome, result.Reason, next, LogIndex: result.Receipt!.LogIndexOf(0))
            : new(result.Outcome, result.Reason, [], result.Conflict);
    }
}
