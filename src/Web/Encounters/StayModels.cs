using Serment.CustodyProtocol;
using Serment.Records.Charts;
using Serment.Records.Encounters;
using Serment.Records.Entries;
using Serment.Records.Locations;
using Serment.Records.Patients;
using Serment.Web.Parts;

namespace Serment.Web.Encounters;

/// <summary>The stays of one person.</summary>
public sealed record StaysModel(
    ChartHead Head, IReadOnlyList<StayEntry> Stays, IReadOnlyDictionary<ActorId, string> Names, FormState Form);

/// <summary>The form of one movement.</summary>
/// <param name="Card">Whose stay.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Seen">The version it builds upon; null begins a stay.</param>
/// <param name="Form">What is typed.</param>
/// <param name="Places">Units with the beds that can be taken.</param>
/// <param name="Physicians">Whom one may make responsible.</param>
/// <param name="Conflict">What stands there now, where somebody was first.</param>
/// <param name="Confirms">Whether only a last question is left.</param>
public sealed record MovementModel(
    PatientCard Card, MovementKind Kind, EntryVersion? Seen, FormState Form, IReadOnlyList<PlaceGroup> Places,
    IReadOnlyList<StaffDescription> Physicians, StayConflict? Conflict = null, bool Confirms = false);

/// <summary>Who was first, and what the stay is now.</summary>
public sealed record StayConflict(string? SavedBy, StayHistory? Current);

/// <summary>A unit's places that can be taken.</summary>
public sealed record PlaceGroup(UnitDescription Unit, IReadOnlyList<Bed> Beds);

/// <summary>One unit's board.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Routing">Its beds and stays.</param>
/// <param name="Stays">The stays with their cards.</param>
/// <param name="Names">The physicians' names.</param>
/// <param name="ShowsNames">Whether cards were asked for.</param>
/// <param name="Form">A movement that was refused, as it was asked for.</param>
/// <param name="HasEmergency">Whether the house has boxes.</param>
public sealed record BoardModel(
    UnitDescription Unit, BoardRouting Routing, IReadOnlyList<BoardStay> Stays,
    IReadOnlyDictionary<ActorId, string> Names, bool ShowsNames, FormState Form, bool HasEmergency);

/// <summary>How many beds of a unit are in which state.</summary>
public sealed record UnitBeds(
    UnitDescription Unit, int Beds, int Occupied, int Free, int ToClean, int Closed, int Reserved, int WithoutBed,
    int ExpectedIn, int ExpectedOut);

/// <summary>The units, in numbers.</summary>
public sealed record BedsModel(IReadOnlyList<UnitBeds> Units, int? EmergencyUnit);

/// <summary>The rooms and beds, for who runs the system.</summary>
public sealed record LocationsModel(
    IReadOnlyList<UnitDescription> Units, int? Unit, IReadOnlyList<Bed> Beds, FormState Form);
