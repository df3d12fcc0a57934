using Serment.CustodyProtocol;
using Serment.Records.CarePlans;
using Serment.Records.Charts;
using Serment.Web.Parts;

namespace Serment.Web.Care;

/// <summary>The care of one patient, and the form for another one.</summary>
public sealed record CareModel(
    CareOpened Care, IReadOnlyList<UnitDescription> Units, FormState Form, IReadOnlyDictionary<ActorId, string> Names,
    string? Told = null);

/// <summary>A unit's due care.</summary>
public sealed record DueCareModel(
    IReadOnlyList<UnitDescription> Units, int? Unit, DueCareList List, long Stamp, string? Told = null);

/// <summary>Why a care is not given, or no longer planned.</summary>
public sealed record CareReasonModel(
    ChartHead Head, PlannedCare Care, DateTimeOffset Due, string Step, string To, FormState Form);
