using Serment.CustodyProtocol;
using Serment.Records.Charts;

namespace Serment.Records.Notes;

/// <summary>That somebody is writing: who and since when, and nothing of what.</summary>
public sealed record OthersDraft(EntryId Entry, ActorId Author, DateTimeOffset SavedAt);

/// <summary>The notes of one record, or why they did not open.</summary>
/// <param name="Outcome">Whether they opened.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Head">Whose chart.</param>
/// <param name="Signed">Signed notes, newest first; those in error among them.</param>
/// <param name="Mine">The reader's own drafts, newest first.</param>
/// <param name="Others">Drafts of others.</param>
public sealed record NotesOpened(
    Outcome Outcome, DecisionReason Reason, ChartHead? Head, IReadOnlyList<Note> Signed, IReadOnlyList<Note> Mine,
    IReadOnlyList<OthersDraft> Others)
{
    /// <summary>A note that the reader may read, by its entry.</summary>
    public Note? Find(EntryId entry) =>
        Signed.FirstOrDefault(one => one.Version.Entry == entry)
        ?? Mine.FirstOrDefault(one => one.Version.Entry == entry);
}

/// <summary>
/// Opens the notes of one record. A draft is its author's: of others' drafts no more leaves here than that they are.
/// </summary>
public sealed class OpenNotes(OpenSection open)
{
    private static readonly string[] Types = ["Composition"];

    /// <summary>Opens them.</summary>
    public async Task<NotesOpened> RunAsync(
        PatientId patient, SessionDescription session, SessionToken token, DateOnly today, CancellationToken stop)
    {
        using SectionOpened section = await open.RunAsync(patient, Types, session, token, today, stop);
        if (section.Record is null)
        {
            return new(section.Outcome, section.Reason, null, [], [], []);
        }

        List<Note> notes = [.. Note.Of(section.Record.Entries).OrderByDescending(note => note.WrittenAt ?? note.SavedAt)];
        ILookup<bool, Note> drafts = notes.Where(note => note.Status == NoteStatus.Draft)
            .ToLookup(note => note.SavedBy == session.StaffId);
        return new(
            Outcome.Allowed, DecisionReason.None, section.Head,
            [
                .. notes.Where(note => note.Status is NoteStatus.Signed or NoteStatus.Amended
                    || (note.Status == NoteStatus.InError && note.WasSigned)),
            ],
            [.. drafts[true]],
            [.. drafts[false].Select(one => new OthersDraft(one.Version.Entry, one.SavedBy, one.SavedAt))]);
    }
}
