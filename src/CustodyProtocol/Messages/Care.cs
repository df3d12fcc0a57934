using System.Text.Json.Serialization;

namespace Serment.CustodyProtocol;

/// <summary>From what kind of event a care relationship comes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RelationshipKind>))]
public enum RelationshipKind : byte
{
    /// <summary>On the list of people expected on a day.</summary>
    Appointment = 1,

    /// <summary>A stay in a unit.</summary>
    Admission = 2,

    /// <summary>An order addressed to a laboratory or service.</summary>
    Order = 3,

    /// <summary>Asked for by a colleague in charge.</summary>
    Referral = 4,

    /// <summary>Declared family doctor.</summary>
    FamilyDoctor = 5,

    /// <summary>The person registered this patient.</summary>
    Registration = 6,
}

/// <summary>
/// Declares that somebody, or a unit's staff, cares for a patient from one time until another. Who declares must have
/// had
/// the patient's identity disclosed within the last 24 hours, or be a client with the right to declare.
/// Exactly one of <paramref name="Staff"/> and <paramref name="UnitId"/> is given. A client declares appointments and
/// orders; it, and a person who does not care for the patient, at most 30 days.
/// </summary>
public sealed record RelationshipDeclaration(
    PatientId Patient,
    RelationshipKind Kind,
    ActorId? Staff,
    int? UnitId,
    DateTimeOffset From,
    DateTimeOffset Until);

/// <summary>A declared relationship.</summary>
public sealed record RelationshipDeclared(long RelationshipId, long LogIndex);

/// <summary>Ends a relationship now: a cancelled appointment, a mistake.</summary>
public sealed record RelationshipEnding(long RelationshipId);

/// <summary>
/// Joins or separates two records of one person. Both identities must have been disclosed to this session within the
/// last hour. The keys stay apart, so that separating loses nothing. To whoever joins them they remain two: each needs
/// its own relationship or touch.
/// </summary>
public sealed record PatientLink(PatientId Survivor, PatientId Replaced, bool Undo);

/// <summary>The link's place in the log.</summary>
public sealed record PatientsLinked(long LogIndex);

/// <summary>Tells the log that rows sealed under these leaves are durably in the main database.</summary>
public sealed record SealConfirmation(IReadOnlyList<LeafRange> Ranges)
{
    /// <summary>Ranges in one message.</summary>
    public const int MaxRanges = 1024;
}

/// <summary>Leaves from <paramref name="First"/>, so many.</summary>
public sealed record LeafRange(long First, int Count);

/// <summary>Asks who opened a patient's record, newest first, before a place in the log.</summary>
public sealed record DisclosureQuery(PatientId Patient, long? Before = null, int Limit = 50);

/// <summary>The disclosures of one patient.</summary>
public sealed record DisclosureList(IReadOnlyList<Disclosure> Disclosures, bool HasMore);

/// <summary>One disclosure, or one refusal, of one patient.</summary>
public sealed record Disclosure(
    long LogIndex,
    DateTimeOffset At,
    string ActorName,
    Role? Role,
    AccessPurpose Purpose,
    Outcome Outcome,
    DecisionReason Reason,
    StepUpKind? StepUp,
    IReadOnlyList<Compartment> Compartments);
