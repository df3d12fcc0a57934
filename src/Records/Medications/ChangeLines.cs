using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Entries;

namespace Serment.Records.Medications;

/// <summary>A line to be written or rewritten as a draft.</summary>
/// <param name="Line">The line.</param>
/// <param name="Texts">Its steps in words.</param>
/// <param name="Seen">The draft that it rewrites; null for a new one.</param>
/// <param name="Replaced">The line in force whose place it will take, and why.</param>
public sealed record LineDraft(
    PrescriptionLine Line, IReadOnlyList<string> Texts, EntryVersion? Seen = null,
    (EntryId Entry, StopReason Reason)? Replaced = null)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(LineDraft);
}

/// <summary>
/// Writes drafts, throws them away, and stops lines in force. Drafts are sealed like everything else; a line in force
/// is changed by a draft that will take its place.
/// </summary>
public sealed class ChangeLines(SaveEntries save)
{
    /// <summary>Lines of one prescription.</summary>
    public const int MaxDrafts = 30;

    /// <summary>Saves drafts, all or none.</summary>
    public Task<EntriesSaved> DraftAsync(
        PatientId patient, IReadOnlyList<LineDraft> drafts, ActorId author, SessionToken session, TimeZoneInfo zone,
        CancellationToken stop) =>
        save.RunAsync(
            patient,
            [
                .. drafts.Select(one => new EntryDraft(
                    LineResource.Draft(one.Line, one.Texts, patient, author, one.Replaced, zone),
                    Compartment.Clinical,
                    one.Seen)),
            ],
            session,
            stop);

    /// <summary>Throws a draft away.</summary>
    public Task<EntriesSaved> DiscardAsync(ChartLine draft, SessionToken session, CancellationToken stop)
    {
        LineResource.SetState(draft.Entry.Resource, LineState.Cancelled);
        return save.RunAsync(
            draft.Entry.Version.Patient,
            [new(draft.Entry.Resource, Compartment.Clinical, draft.Entry.Version)],
            session,
            stop);
    }

    /// <summary>Stops a line in force; what is due from now on is taken off the worklist.</summary>
    public Task<EntriesSaved> StopAsync(
        ChartLine line, StopReason reason, string? comment, DateTimeOffset now, SessionToken session,
        CancellationToken stop)
    {
        MedicationRequest resource = line.Entry.Resource;
        LineResource.Stop(resource, reason, comment);
        PatientId patient = line.Entry.Version.Patient;
        return save.RunAsync(
            patient,
            [new(resource, Compartment.Clinical, line.Entry.Version)],
            session,
            stop,
            (connection, transaction, _, cancel) =>
                DueRows.StopAsync(connection, transaction, patient, line.Id, now, cancel));
    }
}
