using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts;
using Serment.Records.Entries;

namespace Serment.Records.Documents;

/// <summary>
/// Takes a document back that was filed by mistake: it stays in the record's history, marked as entered in error, and
/// is no longer among the documents.
/// </summary>
public sealed class WithdrawDocument(RecordDoor door, SaveEntries save)
{
    /// <summary>Withdraws it; a second withdrawal changes nothing.</summary>
    /// <param name="seen">The version that was shown.</param>
    /// <param name="session">Who.</param>
    /// <param name="token">The session's secret.</param>
    /// <param name="stop">Until the commit.</param>
    public async Task<EntriesSaved> RunAsync(
        EntryVersion seen, SessionDescription session, SessionToken token, CancellationToken stop)
    {
        using OpenResult opened = await door.OpenEntriesAsync(
            seen.Patient, [seen.Entry], OpenSection.CompartmentsOf(session, withSensitive: true),
            OpenSection.PurposeOf(session, token), stop);
        OpenedEntry? entry = opened.Record?.Entries.FirstOrDefault(one => one.Entry == seen.Entry);
        if (entry is null || FhirJson.ReadResource(entry.Json.Span) is not DocumentReference document)
        {
            return new(
                opened.Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused, opened.Reason, []);
        }

        if (!session.Writes.Contains(entry.Compartment))
        {
            return new(SealOutcome.Refused, DecisionReason.RoleForbids, []);
        }

        if (document.Status is "entered-in-error")
        {
            return new(SealOutcome.Saved, DecisionReason.None, [seen]);
        }

        document.Status = "entered-in-error";
        return await save.RunAsync(
            seen.Patient, [new EntryDraft(document, entry.Compartment, seen)], token, stop);
    }
}
