namespace Serment.Simulation.Weeks;

/// <summary>How far a consultation has come at the moment the plan was made for.</summary>
public enum ConsultationStage
{
    /// <summary>Booked.</summary>
    Expected,

    /// <summary>In the waiting room.</summary>
    Arrived,

    /// <summary>With the practitioner.</summary>
    InConsultation,

    /// <summary>Over.</summary>
    Done,

    /// <summary>Called off.</summary>
    Cancelled,

    /// <summary>Did not come.</summary>
    NoShow,
}

/// <summary>A consultation of the week.</summary>
/// <param name="Person">Who comes: a place in the list of people.</param>
/// <param name="Practitioner">Whom to: a place in the list of practitioners.</param>
/// <param name="Day">The day.</param>
/// <param name="MinuteOfDay">When it begins.</param>
/// <param name="DurationMinutes">How long it is.</param>
/// <param name="IsFirst">A first consultation, which is longer.</param>
/// <param name="Stage">How far it has come.</param>
public sealed record PlannedConsultation(
    int Person, int Practitioner, DateOnly Day, int MinuteOfDay, int DurationMinutes, bool IsFirst, ConsultationStage Stage);

/// <summary>A stay that is open at the moment of the plan, or ended within its week.</summary>
/// <param name="Person">Who: a place in the list of people.</param>
/// <param name="Case">The illness; its unit is where the stay is.</param>
/// <param name="Bed">The bed's ordinal in the unit, from 0.</param>
/// <param name="Admitted">When it began, local.</param>
/// <param name="ExpectedEnd">The day on which it is expected to end.</param>
/// <param name="Discharged">When it ended, local; null while it is open.</param>
/// <param name="Allergy">A substance not tolerated, in words; null for none known.</param>
/// <param name="IsIsolated">Whether contact isolation is asked for.</param>
/// <param name="WeightKg">Weight on arrival.</param>
public sealed record PlannedStay(
    int Person, ClinicalCase Case, int Bed, DateTime Admitted, DateOnly ExpectedEnd, DateTime? Discharged, string? Allergy,
    bool IsIsolated, decimal WeightKg);

/// <summary>Somebody in the emergency department at the moment of the plan.</summary>
/// <param name="Person">Who: a place in the list of people.</param>
/// <param name="Arrived">When, local.</param>
/// <param name="Triage">FRENCH scale: 1, 2, 3A, 3B, 4, 5; null before triage.</param>
/// <param name="Box">The box's ordinal; null in the waiting room.</param>
/// <param name="Complaint">Why, in words.</param>
public sealed record PlannedEmergency(int Person, DateTime Arrived, string? Triage, int? Box, string Complaint);

/// <summary>A clinic's week around one moment.</summary>
public sealed record WeekPlan(
    IReadOnlyList<PlannedConsultation> Consultations, IReadOnlyList<PlannedStay> Stays,
    IReadOnlyList<PlannedEmergency> Emergencies);

/// <summary>What a week is made for.</summary>
/// <param name="Now">The moment, local.</param>
/// <param name="Practitioners">How many give consultations.</param>
/// <param name="Beds">Beds by the ward's code.</param>
/// <param name="People">Age in years and whether it is a woman, by person.</param>
/// <param name="ClosedDays">Days without consultations: holidays.</param>
public sealed record WeekSetting(
    DateTime Now, int Practitioners, IReadOnlyDictionary<string, int> Beds, IReadOnlyList<(int Age, bool IsWoman)> People,
    IReadOnlySet<DateOnly> ClosedDays);
