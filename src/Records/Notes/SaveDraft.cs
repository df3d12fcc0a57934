using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;

namespace Serment.Records.Notes;

/// <summary>A draft as its page has it.</summary>
/// <param name="Patient">The record that holds it.</param>
/// <param name="Entry">Its number, drawn when the page was made.</param>
/// <param name="Seen">The newest version when the page was made; 0 before the first.</param>
/// <param name="Window">The page, a random number: it knows its own savings, also where an answer was lost.</param>
/// <param name="Edit">The page's count of changes: of two savings on their way the later counts.</param>
/// <param name="Content">What is written.</param>
/// <param name="Amends">The signed version that it is to amend; null for a new note.</param>
/// <param name="Reason">Why it is amended, as far as typed.</param>
public sealed record DraftText(
    PatientId Patient, EntryId Entry, int Seen, long Window, int Edit, NoteContent Content,
    EntryVersion? Amends = null, string Reason = "")
{
    /// <summary>Keeps what was written out of logs.</summary>
    public override string ToString() => nameof(DraftText);

    /// <summary>Whether this page may go on from where the draft stands, and if not, why.</summary>
    internal NoteSaved? Judge(NoteDraftRow? row, ActorId author) =>
        row is null
            ? Seen > 0 ? new(NoteOutcome.NotYours) : null
        : row.Author != author ? new(NoteOutcome.NotYours)
        : row.Window == Window || row.Version == Seen ? null
        : new(NoteOutcome.Conflict, Conflict: new(Patient, Entry, row.Version, row.Author, row.SavedAtMs));

    internal EntryVersion? After(int version) => version == 0 ? null : new(Patient, Entry, version);
}

/// <summary>How the saving of a note ended.</summary>
public enum NoteOutcome
{
    /// <summary>Sealed and stored.</summary>
    Saved,

    /// <summary>Another window, or another person, saved first. Nothing was stored.</summary>
    Conflict,

    /// <summary>No such draft of this person: somebody else's, signed, or given up.</summary>
    NotYours,

    /// <summary>Sooner after the last saving than a page may; the page tries again.</summary>
    TooSoon,

    /// <summary>The custodian refused, or wants a touch.</summary>
    Refused,
}

/// <summary>The answer.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Version">The version saved.</param>
/// <param name="Conflict">Who saved first, what is the newest.</param>
/// <param name="Closed">What the custodian answered where it refused.</param>
/// <param name="Reason">Its reason.</param>
public sealed record NoteSaved(
    NoteOutcome Outcome, EntryVersion? Version = null, VersionConflict? Conflict = null,
    Outcome Closed = CustodyProtocol.Outcome.Allowed, DecisionReason Reason = DecisionReason.None)
{
    internal static NoteSaved From(EntriesSaved saved) => saved.Outcome switch
    {
        SealOutcome.Saved => new(NoteOutcome.Saved, saved.Versions[0]),
        SealOutcome.VersionConflict => new(NoteOutcome.Conflict, Conflict: saved.Conflict),
        SealOutcome.StepUp => new(NoteOutcome.Refused, Closed: CustodyProtocol.Outcome.StepUp, Reason: saved.Reason),
        _ => new(NoteOutcome.Refused, Closed: CustodyProtocol.Outcome.Refused, Reason: saved.Reason),
    };
}

/// <summary>Keeps a draft, sealed, as another version of its entry. Only its author does.</summary>
public sealed class SaveDraft(SaveEntries save, DatabaseLocation main)
{
    /// <summary>
    /// The shortest time between two savings that a page makes by itself. Each is a sealed version and a leaf of the
    /// log, for ever: five seconds are little to lose when a browser is closed in mid-sentence, and bound an hour of
    /// typing without a pause to 720 versions, a third of what one person may seal in that time. A page saves two
    /// seconds after the last key, so that a note of ordinary typing makes a few dozen.
    /// </summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // The last saving of a page that closes may meet the one before it on its way.
    private const int MaxTries = 3;

    // A page's clock and ours differ by the request's way.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    /// <summary>The newest version of this person's draft; null where there is none.</summary>
    public async Task<int?> NewestAsync(PatientId patient, EntryId entry, ActorId author, CancellationToken stop) =>
        await NoteDraftRows.FindAsync(main, patient, entry, stop) is { } row && row.Author == author
            ? row.Version
            : null;

    /// <summary>Saves it.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="author">Who writes.</param>
    /// <param name="session">Whose session.</param>
    /// <param name="now">When.</param>
    /// <param name="atOnce">Asked for by the person, or the page's last chance: not held to the interval.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<NoteSaved> RunAsync(
        DraftText draft, ActorId author, SessionToken session, DateTimeOffset now, bool atOnce, CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            NoteDraftRow? row = await NoteDraftRows.FindAsync(main, draft.Patient, draft.Entry, stop);
            if (draft.Judge(row, author) is { } refused)
            {
                return refused;
            }

            if (row is not null && row.Window == draft.Window && row.Edit >= draft.Edit)
            {
                // The same again, as its answer was lost, or overtaken by a later one of this page.
                return new(NoteOutcome.Saved, new(draft.Patient, draft.Entry, row.Version));
            }

            if (!atOnce && row is not null && IsTooSoon(row, now))
            {
                return new(NoteOutcome.TooSoon);
            }

            NoteSaved saved = await StoreAsync(draft, row?.Version ?? 0, author, session, now, stop);
            if (saved.Outcome is not (NoteOutcome.Conflict or NoteOutcome.NotYours) || tries == MaxTries || row is null)
            {
                return saved;
            }
        }
    }

    private static bool IsTooSoon(NoteDraftRow row, DateTimeOffset now)
    {
        TimeSpan since = now - DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAtMs);
        return since >= TimeSpan.Zero && since < Interval - Slack;
    }

    private async Task<NoteSaved> StoreAsync(
        DraftText draft, int newest, ActorId author, SessionToken session, DateTimeOffset now, CancellationToken stop)
    {
        try
        {
            return NoteSaved.From(await save.RunAsync(
                draft.Patient,
                [
                    new(
                        NoteResource.Draft(draft.Patient, draft.Content, draft.Amends, author, now, draft.Reason),
                        Compartment.Clinical, draft.After(newest), draft.Entry),
                ],
                session, stop,
                (connection, transaction, _, cancel) => NoteDraftRows.SavedAsync(
                    connection, transaction, draft, author, newest, now.ToUnixTimeMilliseconds(), cancel)));
        }
        catch (DraftMovedException)
        {
            return new(NoteOutcome.NotYours);
        }
    }
}
