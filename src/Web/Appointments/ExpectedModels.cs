using Serment.CustodyProtocol;
using Serment.Records.Appointments;
using Serment.Records.Patients;
using Serment.Web.Parts;

namespace Serment.Web.Appointments;

/// <summary>A day's list.</summary>
/// <param name="Day">The day.</param>
/// <param name="Units">Units to choose from.</param>
/// <param name="Unit">The unit chosen; null for all of them.</param>
/// <param name="Patients">The lines.</param>
/// <param name="Elsewhere">Where there are no lines: how many the other units expect.</param>
/// <param name="Stamp">Changes when a row does.</param>
public sealed record ExpectedModel(
    DateOnly Day, IReadOnlyList<UnitDescription> Units, int? Unit, IReadOnlyList<ExpectedPatient> Patients,
    IReadOnlyList<UnitExpectation> Elsewhere, long Stamp);

/// <summary>How many people another unit expects.</summary>
public sealed record UnitExpectation(UnitDescription? Unit, int Count);

/// <summary>The form that puts somebody on a list.</summary>
public sealed record ExpectModel(PatientCard Card, IReadOnlyList<UnitDescription> Units, FormState Form);
