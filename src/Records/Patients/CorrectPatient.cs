using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Lookup;
using Serment.RecordAccess.Opening;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>The versions that somebody had before their eyes while typing.</summary>
public sealed record SeenVersions(EntryVersion? Identity, EntryVersion? Contact, EntryVersion? Coverage);

/// <summary>How a correction ended.</summary>
/// <param name="Outcome">Saved, or why not.</param>
/// <param name="Reason">The custodian's reason.</param>
/// <param name="Current">After a conflict: what stands there now.</param>
/// <param name="SavedBy">After a conflict: who saved first.</param>
/// <param name="SavedAt">After a conflict: when.</param>
/// <param name="LogIndex">The correction's leaf; 0 when nothing had changed.</param>
public sealed record PatientCorrected(
    SealOutcome Outcome, DecisionReason Reason, AdministrativeRecord? Current = null, ActorId? SavedBy = null,
    DateTimeOffset? SavedAt = null, long LogIndex = 0);

/// <summary>
/// Corrects the administrative part of a record: a new version of each part that changed. Somebody else's save in
/// between is found, told and overwritten by nobody.
/// </summary>
public sealed class CorrectPatient(RecordDoor door)
{
    private static readonly CompartmentSet Administrative =
        CompartmentSet.Of(Compartment.Identity, Compartment.Contact, Compartment.Coverage);

    public async Task<PatientCorrected> RunAsync(
        PatientId patient, PatientDraft draft, SeenVersions seen, CompartmentSet reads, SessionToken session,
        DateOnly today, CancellationToken stop)
    {
        AccessContext access = new(session, AccessPurpose.Registration);
        AdministrativeRecord current;
        using (OpenResult opened = await door.OpenAsync(patient, Administrative.And(reads), access, stop))
        {
            if (opened.Record is null)
            {
                return new(
                    opened.Outcome == Outcome.StepUp ? SealOutcome.StepUp : SealOutcome.Refused, opened.Reason);
            }

            current = AdministrativeRecord.From(opened.Record, opened.LogIndex, today);
        }

        AdministrativeChanges changes = AdministrativeChanges.Between(current, draft);
        if (!changes.Any)
        {
            return new(SealOutcome.Saved, DecisionReason.None);
        }

        if (changes.FirstConflict(current, seen) is { } conflict)
        {
            return new(
                SealOutcome.VersionConflict, DecisionReason.None, current, conflict.Author,
                DateTimeOffset.FromUnixTimeMilliseconds(conflict.RecordedAtMs));
        }

        using SealBatch batch = await door.BeginSealAsync(session, stop);
        Fill(batch, changes, current, draft);
        SealResult result = await door.SealAsync(batch, session, stop);
        return result.Conflict is { } late
            ? await AfterConflictAsync(patient, reads, access, late, today, stop)
            : new(result.Outcome, result.Reason, LogIndex: result.Receipt?.LogIndexOf(0) ?? 0);
    }

    private async Task<PatientCorrected> AfterConflictAsync(
        PatientId patient, CompartmentSet reads, AccessContext access, VersionConflict conflict, DateOnly today,
        CancellationToken stop)
    {
        using OpenResult opened = await door.OpenAsync(patient, Administrative.And(reads), access, stop);
        return opened.Record is null
            ? new(SealOutcome.Refused, opened.Reason)
            : new(
                SealOutcome.VersionConflict, DecisionReason.None,
                AdministrativeRecord.From(opened.Record, opened.LogIndex, today), conflict.Author,
                DateTimeOffset.FromUnixTimeMilliseconds(conflict.RecordedAtMs));
    }

    private static void Fill(
        SealBatch batch, AdministrativeChanges changes, AdministrativeRecord current, PatientDraft draft)
    {
        List<(EntryVersion Next, Compartment Compartment, Resource Resource)> parts = [];
        if (changes.Identity)
        {
            Patient resource = current.IdentityEntry?.Resource ?? new();
            IdentityResource.Write(changes.NewIdentity, resource);
            parts.Add((Next(current.IdentityEntry?.Version, current, batch), Compartment.Identity, resource));
        }

        if (changes.Contact)
        {
            Patient resource = current.ContactEntry?.Resource ?? new();
            ContactResource.Write(draft.Contact!, resource);
            parts.Add((Next(current.ContactEntry?.Version, current, batch), Compartment.Contact, resource));
        }

        if (changes.Coverage)
        {
            Coverage resource = current.CoverageEntry?.Resource ?? new();
            EntryVersion next = Next(current.CoverageEntry?.Version, current, batch);
            CoverageResource.Write(draft.Coverage!, next.Patient, resource);
            parts.Add((next, Compartment.Coverage, resource));
        }

        foreach (RelativeChange relative in changes.Relatives)
        {
            RelatedPerson resource = relative.Current?.Stored.Resource ?? new();
            EntryVersion next = Next(relative.Current?.Stored.Version, current, batch);
            RelativeResource.Write(relative.Details, next.Patient, resource);
            parts.Add((next, Compartment.Contact, resource));
        }

        // Joined records keep their own keys: each part goes to the record that holds it.
        bool first = true;
        foreach (IGrouping<PatientId, (EntryVersion Next, Compartment Compartment, Resource Resource)> group
            in parts.GroupBy(part => part.Next.Patient))
        {
            batch.BeginPatient(group.Key, isNew: false);
            foreach ((EntryVersion next, Compartment compartment, Resource resource) in group)
            {
                SealResource.Add(batch, next.Entry, next.Version, compartment, resource);
            }

            if (first)
            {
                MoveTokens(batch, current, changes, draft);
                first = false;
            }
        }
    }

    private static EntryVersion Next(EntryVersion? version, AdministrativeRecord current, SealBatch batch) =>
        version is null
            ? new(current.Patient, batch.NewEntryId(), 1)
            : version with { Version = version.Version + 1 };

    private static void MoveTokens(
        SealBatch batch, AdministrativeRecord current, AdministrativeChanges changes,
        PatientDraft draft)
    {
        Nir? oldNir = NirOf(current.Coverage);
        List<TokenInput> before = DraftTokens.Of(current.Identity, oldNir);
        List<TokenInput> after = DraftTokens.Of(changes.NewIdentity, changes.Coverage ? draft.Nir : oldNir);
        foreach (TokenInput gone in before.Where(one => !DraftTokens.Holds(after, one)))
        {
            batch.RemoveToken(gone);
        }

        foreach (TokenInput fresh in after.Where(one => !DraftTokens.Holds(before, one)))
        {
            batch.AddToken(fresh);
        }
    }

    private static Nir? NirOf(CoverageDetails coverage) =>
        coverage.NirStanding is null && ReceivedNir.From(coverage.Nir) is { IsTrustworthy: true } received
            ? received.Value
            : null;
}
