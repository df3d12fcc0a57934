using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>
/// The administrative part of one record, as far as the role opens it, with the versions that a correction builds
/// upon.
/// </summary>
public sealed record AdministrativeRecord
{
    /// <summary>The surviving record.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>Records joined with it.</summary>
    public required IReadOnlyList<PatientId> Joined { get; init; }

    /// <summary>The identity.</summary>
    public required PatientIdentity Identity { get; init; }

    /// <summary>The identity's entry; null for a record without one.</summary>
    public CurrentEntry<Patient>? IdentityEntry { get; init; }

    /// <summary>Record numbers.</summary>
    public required IReadOnlyList<RecordNumber> Numbers { get; init; }

    /// <summary>How to reach the person.</summary>
    public required ContactDetails Contact { get; init; }

    /// <summary>Its entry; null when there is none or the role does not open it.</summary>
    public CurrentEntry<Patient>? ContactEntry { get; init; }

    /// <summary>
    /// Whom to turn to, oldest first; those taken off the card stand among them, for the versions' sake.
    /// </summary>
    public IReadOnlyList<Relative> Relatives { get; init; } = [];

    /// <summary>Health insurance.</summary>
    public required CoverageDetails Coverage { get; init; }

    /// <summary>Its entry; null when there is none or the role does not open it.</summary>
    public CurrentEntry<Coverage>? CoverageEntry { get; init; }

    /// <summary>The disclosure's place in the log.</summary>
    public required long LogIndex { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(AdministrativeRecord);

    /// <summary>Reads it from what was opened.</summary>
    public static AdministrativeRecord From(OpenedRecord opened, long logIndex, DateOnly today)
    {
        CurrentEntry<Patient>? identity =
            CurrentEntry.Of<Patient>(opened.Entries, Compartment.Identity, opened.Survivor);
        CurrentEntry<Patient>? contact =
            CurrentEntry.Of<Patient>(opened.Entries, Compartment.Contact, opened.Survivor);
        CurrentEntry<Coverage>? coverage =
            CurrentEntry.Of<Coverage>(
                opened.Entries.Where(entry => !Coverages.CoverageLineResource.IsAdditional(entry)),
                Compartment.Coverage, opened.Survivor);
        return new()
        {
            Patient = opened.Survivor,
            Joined = [.. opened.Decisions.Select(one => one.Patient).Where(one => one != opened.Survivor)],
            Identity = identity is null ? new() : IdentityResource.Read(identity.Resource, today),
            IdentityEntry = identity,
            Numbers = identity is null ? [] : RecordNumber.Of(identity.Resource),
            Contact = contact is null ? ContactDetails.Nothing : ContactResource.Read(contact.Resource),
            ContactEntry = contact,
            Relatives = RelativeResource.Of(opened.Entries),
            Coverage = coverage is null ? CoverageDetails.Nothing : CoverageResource.Read(coverage.Resource),
            CoverageEntry = coverage,
            LogIndex = logIndex,
        };
    }
}

/// <summary>The answer: the record, or why not.</summary>
public sealed record IdentityOpened(Outcome Outcome, DecisionReason Reason, AdministrativeRecord? Record);

/// <summary>Opens the administrative part of one record: to show it, to correct it, to compare it.</summary>
public sealed class OpenIdentity(RecordDoor door)
{
    private static readonly CompartmentSet Administrative =
        CompartmentSet.Of(Compartment.Identity, Compartment.Contact, Compartment.Coverage);

    public async Task<IdentityOpened> RunAsync(
        PatientId patient, CompartmentSet reads, SessionToken session, DateOnly today, CancellationToken stop)
    {
        using OpenResult result = await door.OpenAsync(
            patient, Administrative.And(reads), new(session, AccessPurpose.Registration), stop);
        return result.Record is null
            ? new(result.Outcome, result.Reason, null)
            : new(
                Outcome.Allowed, DecisionReason.None,
                AdministrativeRecord.From(result.Record, result.LogIndex, today));
    }
}
