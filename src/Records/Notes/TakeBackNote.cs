using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;

namespace Serment.Records.Notes;

/// <summary>
/// Gives a draft up, or marks a signed note as entered in error. Both are one more version: what was written stays in
/// the record.
/// </summary>
public sealed class TakeBackNote(SaveEntries save, RecordDoor door)
{
    /// <summary>
    /// Takes it back. A draft only by its author; a signed note only by whoever signed it, first or last, and with a
    /// reason.
    /// </summary>
    /// <param name="seen">The version shown.</param>
    /// <param name="reason">Why; null for a draft.</param>
    /// <param name="author">Who.</param>
    /// <param name="session">Whose session.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<NoteSaved> RunAsync(
        EntryVersion seen, string? reason, ActorId author, SessionToken session, CancellationToken stop)
    {
        EntryOpened<Composition> opened = await door.OpenOneAsync<Composition>(
            seen, Compartment.Clinical, new(session, AccessPurpose.Care), stop);
        if (opened.Outcome != Outcome.Allowed)
        {
            return new(NoteOutcome.Refused, Closed: opened.Outcome, Reason: opened.Reason);
        }

        CurrentEntry<Composition>? current = opened.Current;
        if (current is null || !MayTakeBack(NoteResource.Read(current), author, hasReason: reason is not null))
        {
            return new(NoteOutcome.NotYours);
        }

        if (current.Version != seen)
        {
            return new(
                NoteOutcome.Conflict,
                Conflict: new(
                    seen.Patient, seen.Entry, current.Version.Version, current.Author, current.RecordedAtMs));
        }

        bool isDraft = NoteResource.StatusOf(current.Resource) == NoteStatus.Draft;
        try
        {
            return NoteSaved.From(await save.RunAsync(
                seen.Patient, [new(NoteResource.InError(current.Resource, reason), Compartment.Clinical, seen)],
                session, stop,
                isDraft
                    ? (connection, transaction, _, cancel) => NoteDraftRows.EndedAsync(
                        connection, transaction, seen.Patient, seen.Entry, author, seen.Version, cancel)
                    : null));
        }
        catch (DraftMovedException)
        {
            return new(NoteOutcome.NotYours);
        }
    }

    /// <summary>The rule, for pages too.</summary>
    public static bool MayTakeBack(Note note, ActorId who, bool hasReason) => note.Status switch
    {
        NoteStatus.Draft => note.SavedBy == who,
        NoteStatus.Signed or NoteStatus.Amended => hasReason && (note.SavedBy == who || note.Author == who),
        _ => false,
    };
}
