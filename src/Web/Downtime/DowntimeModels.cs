using Serment.CustodyProtocol;
using Serment.Web.Parts;

namespace Serment.Web.Downtime;

/// <summary>The wards of which the visitor may make a pack.</summary>
public sealed record DowntimeModel(IReadOnlyList<DowntimeWard> Wards, FormState Form);

/// <summary>One ward.</summary>
/// <param name="Unit">Which.</param>
/// <param name="Patients">How many are there now.</param>
/// <param name="KeyEnds">Until when its certificate holds; null where it has none.</param>
public sealed record DowntimeWard(UnitDescription Unit, int Patients, DateTimeOffset? KeyEnds);
