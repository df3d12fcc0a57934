using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.RecordAccess.Opening;
using Serment.Records.Entries;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>
/// One person in a list. Where the custodian did not open the card, there is no identity, and the reason says what
/// can be done.
/// </summary>
public sealed record PatientCard(
    PatientId Patient, Outcome Outcome, DecisionReason Reason, long LogIndex, PatientIdentity? Identity,
    RecordNumber? Number)
{
    /// <summary>Reads the identity of an opened card.</summary>
    public static PatientCard From(OpenedCard card, DateOnly today)
    {
        CurrentEntry<Patient>? current = card.Outcome == Outcome.Allowed
            ? CurrentEntry.Of<Patient>(card.Entries, Compartment.Identity, card.Patient)
            : null;
        IReadOnlyList<RecordNumber> numbers = current is null ? [] : RecordNumber.Of(current.Resource);
        return new(
            card.Survivor,
            card.Outcome,
            card.Reason,
            card.LogIndex,
            current is null ? null : IdentityResource.Read(current.Resource, today),
            numbers.FirstOrDefault(number => number.IsUsual) ?? (numbers.Count > 0 ? numbers[0] : null));
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PatientCard);
}
