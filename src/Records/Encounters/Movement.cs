using Serment.CustodyProtocol;

namespace Serment.Records.Encounters;

/// <summary>
/// What happens in a stay, with the events of IHE Patient Administration Management (PAM, ITI-31) that announce and
/// cancel it. The numbers are stored: never reuse one.
/// </summary>
public enum MovementKind : byte
{
    /// <summary>Expected from a day on. A05, cancelled by A38.</summary>
    PreAdmission = 1,

    /// <summary>Registered without a bed for the night: emergency or outpatient. A04, cancelled by A11.</summary>
    Arrival = 2,

    /// <summary>
    /// Admitted: A01, cancelled by A11; after an arrival it is the passage to a stay, A06, cancelled by A07.
    /// </summary>
    Admission = 3,

    /// <summary>To another unit, room or bed. A02, cancelled by A12.</summary>
    Transfer = 4,

    /// <summary>Another responsible physician. A54, cancelled by A55.</summary>
    Physician = 5,

    /// <summary>Away for a while, the bed is kept. A21, cancelled by A52.</summary>
    Leave = 6,

    /// <summary>Back from a leave. A22, cancelled by A53.</summary>
    Return = 7,

    /// <summary>Gone. A03, cancelled by A13.</summary>
    Discharge = 8,

    /// <summary>Died here. A03 with the disposition of a death, cancelled by A13.</summary>
    Death = 9,
}

/// <summary>What kind of stay; the codes of FHIR are those of HL7's v3-ActCode.</summary>
public enum StayClass : byte
{
    /// <summary>In a bed: IMP.</summary>
    Inpatient = 1,

    /// <summary>In the emergency department: EMER.</summary>
    Emergency = 2,

    /// <summary>For some hours, without a bed: AMB.</summary>
    Outpatient = 3,
}

/// <summary>Where somebody goes who leaves.</summary>
public enum Disposition : byte
{
    /// <summary>Home.</summary>
    Home = 1,

    /// <summary>To another establishment.</summary>
    OtherEstablishment = 2,

    /// <summary>Left the emergency department before a physician saw her.</summary>
    LeftUnseen = 3,

    /// <summary>Left against advice.</summary>
    AgainstAdvice = 4,

    /// <summary>To a nursing home or another place to live in with care.</summary>
    CareHome = 5,
}

/// <summary>A unit and, where there is one, a bed or box of it.</summary>
/// <param name="UnitId">The custodian's number of the unit.</param>
/// <param name="BedId">The bed or box; null while none is assigned.</param>
/// <param name="Label">How it is called, as it was called then: unit, room, bed. Nobody's name.</param>
public sealed record Place(int UnitId, long? BedId, string Label)
{
    /// <summary>Whether it is the same place, however it is called.</summary>
    public bool IsSame(Place other) => UnitId == other.UnitId && BedId == other.BedId;
}

/// <summary>One movement of a stay, by when it took effect and when somebody wrote it down.</summary>
public sealed record Movement
{
    /// <summary>A random number that names it within its stay.</summary>
    public required long Id { get; init; }

    /// <summary>What happens.</summary>
    public required MovementKind Kind { get; init; }

    /// <summary>When it took effect; for a pre-admission, when she is expected.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was written down.</summary>
    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Who wrote it down.</summary>
    public required ActorId EnteredBy { get; init; }

    /// <summary>Where to: of arrivals, admissions and transfers, and of a pre-admission.</summary>
    public Place? Place { get; init; }

    /// <summary>What kind of stay an arrival begins; an admission begins an inpatient one.</summary>
    public StayClass Class { get; init; } = StayClass.Inpatient;

    /// <summary>The responsible physician from then on.</summary>
    public ActorId? Physician { get; init; }

    /// <summary>Where to, of a discharge.</summary>
    public Disposition? Disposition { get; init; }

    /// <summary>When it was cancelled; null while it holds.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Who cancelled it.</summary>
    public ActorId? CancelledBy { get; init; }

    /// <summary>Whether it holds.</summary>
    public bool Holds => CancelledAt is null;

    /// <summary>Whether it begins the stay.</summary>
    public bool Opens => Kind is MovementKind.Arrival or MovementKind.Admission;

    /// <summary>Whether it ends the stay.</summary>
    public bool Closes => Kind is MovementKind.Discharge or MovementKind.Death;

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Movement);
}
