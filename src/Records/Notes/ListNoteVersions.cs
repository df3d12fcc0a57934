using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;

namespace Serment.Records.Notes;

/// <summary>The versions of one note, newest first, or why they did not open.</summary>
public sealed record NoteVersions(Outcome Outcome, DecisionReason Reason, IReadOnlyList<Note> Versions);

/// <summary>
/// Every signed version of one note; the versions of its draft too, for whoever wrote them. Nothing is ever
/// overwritten, so this is all there ever was.
/// </summary>
public sealed class ListNoteVersions(RecordDoor door)
{
    /// <summary>Opens them.</summary>
    public async Task<NoteVersions> RunAsync(
        PatientId holder, EntryId entry, ActorId reader, SessionToken session, CancellationToken stop)
    {
        using OpenResult opened = await door.OpenHistoryAsync(
            holder, entry, CompartmentSet.Of(Compartment.Clinical), new(session, AccessPurpose.Care), stop);
        return opened.Record is { } record
            ? new(
                Outcome.Allowed, DecisionReason.None,
                [
                    .. Note.Of(record.Entries)
                        .Where(note => note.WasSigned || note.SavedBy == reader)
                        .OrderByDescending(note => note.Version.Version),
                ])
            : new(opened.Outcome, opened.Reason, []);
    }
}
