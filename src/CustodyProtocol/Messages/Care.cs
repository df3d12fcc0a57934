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

    /// <summary>Handed over by a colleague who has the patient in care, to another or to a unit.</summary>
    HandOver = 7,
}

/// <summary>
/// Declares that somebody, or a unit's staff, cares for a patient from one time until another. Who declares must have
/// had
/// the patient's identity disclosed within the last 24 hours, or be a client with the right to declare.
/// Exactly one of <paramref name="Staff"/> and <paramref name="UnitId"/> is given. A client declares appointments and
/// orders; it, and a person who does not care for the patient, at most 30 days.
/// </summary>
/// <param name="Patient">The patient.</param>
/// <param name="Kind">From what kind of event.</param>
/// <param name="Staff">Who cares.</param>
/// <param name="UnitId">Or whose staff cares.</param>
/// <param name="From">From when.</param>
/// <param name="Until">Until when.</param>
/// <param name="Renewal">
/// Nobody decided this by hand: a page of the unit goes on with an admission. It is declared only where the custodian
/// itself knows of one by reception, or by two people, that lasts or ended within 30 days; else <c>not-to-renew</c>.
/// </param>
public sealed record RelationshipDeclaration(
    PatientId Patient,
    RelationshipKind Kind,
    ActorId? Staff,
    int? UnitId,
    DateTimeOffset From,
    DateTimeOffset Until,
    bool Renewal = false);

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

/// <summary>Asks who cares for a patient, and why. The asker has the record in hand.</summary>
public sealed record CareQuery(PatientId Patient);

/// <summary>Who cares for one patient, the newest first; at most <see cref="MaxLines"/>.</summary>
public sealed record CareList(IReadOnlyList<CareLine> Lines)
{
    /// <summary>Lines in one answer.</summary>
    public const int MaxLines = 100;
}

/// <summary>One care relationship in words.</summary>
/// <param name="RelationshipId">The relationship.</param>
/// <param name="Kind">From what kind of event it comes.</param>
/// <param name="Staff">Who cares; null for a unit.</param>
/// <param name="UnitId">Which unit's staff cares; null for a person.</param>
/// <param name="Name">The person's or the unit's name.</param>
/// <param name="From">From when.</param>
/// <param name="Until">Until when.</param>
/// <param name="CareUntil">Until when the record opens as one in care: the end, or thirty days after it.</param>
/// <param name="DeclaredBy">Who said so: a person's or an interface's name.</param>
/// <param name="IsSelfMade">She said so herself, or of her own unit: it opens nothing to her.</param>
/// <param name="MayEnd">Whether the asker may end it.</param>
/// <param name="StandIns">Who stands in for whoever cares, now.</param>
public sealed record CareLine(
    long RelationshipId, RelationshipKind Kind, ActorId? Staff, int? UnitId, string Name, DateTimeOffset From,
    DateTimeOffset Until, DateTimeOffset CareUntil, string DeclaredBy, bool IsSelfMade, bool MayEnd,
    IReadOnlyList<CoverDescription> StandIns);

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
