using Serment.Records.Entries;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>
/// What somebody typed of a person, checked. A part that the role does not write is null and stays as it is.
/// </summary>
public sealed record PatientDraft(
    PatientIdentity Identity, ContactDetails? Contact, CoverageDetails? Coverage, Nir? Nir,
    IReadOnlyList<RelativeDraft>? Relatives = null)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PatientDraft);
}

/// <summary>Somebody related as typed.</summary>
/// <param name="Seen">The version before the typist's eyes; null for somebody new.</param>
/// <param name="Details">What was typed.</param>
public sealed record RelativeDraft(EntryVersion? Seen, RelativeDetails Details)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RelativeDraft);
}
