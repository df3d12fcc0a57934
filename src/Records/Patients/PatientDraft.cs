using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Resources;

namespace Serment.Records.Patients;

/// <summary>
/// What somebody typed of a person, checked. A part that the role does not write is null and stays as it is.
/// </summary>
public sealed record PatientDraft(
    PatientIdentity Identity, ContactDetails? Contact, CoverageDetails? Coverage, Nir? Nir)
{
    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(PatientDraft);
}
