using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Notes;

/// <summary>
/// Signs a note: its text as it was shown becomes a signed version with author and time. A note that was signed before
/// gets a further version with a reason; the version signed before stays as it was.
/// </summary>
public sealed class SignNote(SaveEntries save, RecordDoor door, DatabaseLocation main)
{
    /// <summary>Signs it.</summary>
    /// <param name="draft">The draft with the text shown; nothing of it need be saved before.</param>
    /// <param name="reason">Why a signed note is amended; needed there only.</param>
    /// <param name="author">Who signs.</param>
    /// <param name="session">Whose session.</param>
    /// <param name="now">When.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<NoteSaved> RunAsync(
        DraftText draft, string reason, ActorId author, SessionToken session, DateTimeOffset now,
        CancellationToken stop)
    {
        NoteDraftRow? row = await NoteDraftRows.FindAsync(main, draft.Patient, draft.Entry, stop);
        if (draft.Judge(row, author) is { } refused)
        {
            return refused;
        }

        SealWork? work = row is null
            ? null
            : (connection, transaction, _, cancel) => NoteDraftRows.EndedAsync(
                connection, transaction, draft.Patient, draft.Entry, author, row.Version, cancel);
        EntryVersion? newest = draft.After(row?.Version ?? 0);
        try
        {
            return draft.Amends is { } signed
                ? await AmendAsync(draft, newest, signed, reason, author, session, now, work, stop)
                : NoteSaved.From(await save.RunAsync(
                    draft.Patient,
                    [
                        new(
                            NoteResource.Signed(draft.Patient, draft.Content, author, now), Compartment.Clinical,
                            newest, draft.Entry),
                    ],
                    session, stop, work));
        }
        catch (DraftMovedException)
        {
            return new(NoteOutcome.NotYours);
        }
    }

    private async Task<NoteSaved> AmendAsync(
        DraftText draft, EntryVersion? newest, EntryVersion signed, string reason, ActorId author, SessionToken session,
        DateTimeOffset now, SealWork? work, CancellationToken stop)
    {
        EntryOpened<Composition> opened = await door.OpenOneAsync<Composition>(
            signed, Compartment.Clinical, new(session, AccessPurpose.Care), stop);
        if (opened.Outcome != Outcome.Allowed)
        {
            return new(NoteOutcome.Refused, Closed: opened.Outcome, Reason: opened.Reason);
        }

        CurrentEntry<Composition>? current = opened.Current;

        // Whoever may write one kind of note amends notes of that kind.
        if (current is null
            || NoteResource.StatusOf(current.Resource) is not (NoteStatus.Signed or NoteStatus.Amended)
            || !string.Equals(
                NoteResource.Read(current).Content.Template, draft.Content.Template, StringComparison.Ordinal))
        {
            return new(NoteOutcome.NotYours);
        }

        if (current.Version.Version != signed.Version)
        {
            return new(
                NoteOutcome.Conflict,
                Conflict: new(
                    signed.Patient, signed.Entry, current.Version.Version, current.Author, current.RecordedAtMs));
        }

        List<EntryDraft> versions =
            [new(NoteResource.Amended(current, draft.Content, reason, author, now), Compartment.Clinical, signed)];
        if (newest is not null)
        {
            // The draft has served: it stays in the record as it was last, and is not offered again.
            versions.Add(new(
                NoteResource.InError(
                    NoteResource.Draft(draft.Patient, draft.Content, signed, author, now), reason: null),
                Compartment.Clinical, newest));
        }

        return NoteSaved.From(await save.RunAsync(signed.Patient, versions, session, stop, work));
    }
}
