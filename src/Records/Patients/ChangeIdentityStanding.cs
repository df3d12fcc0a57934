using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>How a change of standing ended.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
/// <param name="Refusal">The rule that forbids it; then nothing was saved.</param>
/// <param name="Current">The record as it stands where it was not saved; null where it did not open.</param>
/// <param name="SavedBy">After a conflict: who saved first.</param>
/// <param name="SavedAt">After a conflict: when.</param>
public sealed record IdentityStandingChanged(
    SealOutcome Outcome, DecisionReason Reason, TransitionRefusal Refusal, AdministrativeRecord? Current,
    ActorId? SavedBy = null, DateTimeOffset? SavedAt = null);

/// <summary>
/// Validates an identity by a document, takes the validation back, or sets its marks: a new sealed version, whose
/// author and time the log has. The traits stay; nobody validates traits that somebody else changed meanwhile.
/// </summary>
public sealed class ChangeIdentityStanding(RecordDoor door)
{
    private static readonly CompartmentSet IdentityOnly = CompartmentSet.Of(Compartment.Identity);

    public async Task<IdentityStandingChanged> RunAsync(
        PatientId patient, StandingChange change, EntryVersion? seen, SessionToken session, DateOnly today,
        CancellationToken stop)
    {
        AccessContext access = new(session, AccessPurpose.Registration);
        AdministrativeRecord current;
        using (OpenResult opened = await door.OpenAsync(patient, IdentityOnly, access, stop))
        {
            if (opened.Record is null)
            {
                return new(
                    opened.Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused, opened.Reason,
                    TransitionRefusal.None, null);
            }

            current = AdministrativeRecord.From(opened.Record, opened.LogIndex, today);
        }

        if (current.IdentityEntry is not { } entry)
        {
            return new(SealOutcome.Refused, DecisionReason.None, TransitionRefusal.StrictTraitMissing, current);
        }

        if (entry.Version != seen)
        {
            return Conflict(current, entry);
        }

        StandingChanged changed = change.Apply(current.Identity, today);
        if (changed.Refusal != TransitionRefusal.None)
        {
            return new(SealOutcome.Refused, DecisionReason.None, changed.Refusal, current);
        }

        return changed.Identity == current.Identity
            ? new(SealOutcome.Saved, DecisionReason.None, TransitionRefusal.None, current)
            : await SaveAsync(current, entry, changed.Identity, access, today, stop);
    }

    private async Task<IdentityStandingChanged> SaveAsync(
        AdministrativeRecord current, CurrentEntry<Patient> entry, PatientIdentity identity, AccessContext access,
        DateOnly today, CancellationToken stop)
    {
        using SealBatch batch = await door.BeginSealAsync(access.Session, stop);
        IdentityResource.Write(identity, entry.Resource);
        batch.BeginPatient(entry.Version.Patient, isNew: false);
        SealResource.Add(batch, entry.Version.Entry, entry.Version.Version + 1, Compartment.Identity, entry.Resource);
        SealResult result = await door.SealAsync(batch, access.Session, stop);
        if (result.Conflict is null)
        {
            return new(result.Outcome, result.Reason, TransitionRefusal.None, current);
        }

        using OpenResult opened = await door.OpenAsync(current.Patient, IdentityOnly, access, stop);
        return opened.Record is not null
            && AdministrativeRecord.From(opened.Record, opened.LogIndex, today) is { IdentityEntry: { } newer } now
                ? Conflict(now, newer)
                : new(SealOutcome.Refused, opened.Reason, TransitionRefusal.None, null);
    }

    private static IdentityStandingChanged Conflict(AdministrativeRecord current, CurrentEntry<Patient> entry) =>
        new(
            SealOutcome.VersionConflict, DecisionReason.None, TransitionRefusal.None, current, entry.Author,
            DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAtMs));
}
