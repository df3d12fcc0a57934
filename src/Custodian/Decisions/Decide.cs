using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.Custodian.Decisions;

/// <summary>What a decision charges.</summary>
internal enum Meter : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A patient in care.</summary>
    InCare = 1,

    /// <summary>A patient outside current care.</summary>
    OffPattern = 2,

    /// <summary>A lookup.</summary>
    Lookup = 3,

    /// <summary>A patient opened by breaking the glass.</summary>
    BreakGlass = 4,
}

/// <summary>One patient asked for, for one purpose.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="Purpose">The purpose.</param>
/// <param name="IsKnown">Whether the patient exists at the session's site.</param>
internal readonly record struct AccessRequest(PatientId Patient, AccessPurpose Purpose, bool IsKnown);

/// <summary>
/// Whether each meter has room for this patient now; a patient already counted within a window needs none. The two
/// breakers are the site's: one on disclosures off pattern, a larger one on patients in care.
/// </summary>
internal readonly record struct Room(bool InCare, bool OffPattern, bool BreakGlass, bool Breaker, bool CareBreaker);

/// <summary>The answer.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Reason">Why.</param>
/// <param name="Charged">What must be spent before the answer is given; also for some refusals.</param>
/// <param name="Used">The step-up without which it would not be allowed.</param>
internal readonly record struct Decision(
    Outcome Outcome, DecisionReason Reason, Meter Charged = Meter.None, StepUpKind? Used = null);

/// <summary>
/// The decision, a pure function: who asks, for whom, why, what is known of their relationship, what is left to spend.
/// </summary>
internal static class Decide
{
    /// <summary>How long after its end a relationship still counts as care; later it is dormant, and costs.</summary>
    public static readonly TimeSpan AfterCare = TimeSpan.FromDays(30);

    /// <summary>
    /// Until when a relationship counts as care. What a colleague gave by hand ends when she said; what an event of the
    /// house made goes on for <see cref="AfterCare"/>, for the letters and results that follow.
    /// </summary>
    public static DateTimeOffset CareUntil(RelationshipKind kind, DateTimeOffset until) =>
        kind is RelationshipKind.Referral or RelationshipKind.HandOver ? until : until + AfterCare;

    /// <summary>
    /// Whether a patient is in somebody's care, by herself, her units or those she stands in for: who may answer for
    /// it. What one registered oneself is no care.
    /// </summary>
    public static bool CaresFor(
        SessionFacts session, IReadOnlyList<CareRelationship> relationships, DateTimeOffset now) =>
        RoleCompartments.Treats(session.Role)
        && relationships.Any(one =>
            one.Kind != RelationshipKind.Registration
            && (OwnTie(session, one, now) == Tie.InCare || IsInCareOfReplaced(session, one, now)));

    /// <summary>
    /// When a patient is in somebody's care only because she stands in: when the last of that ends. Nothing that she
    /// gives a colleague lasts longer, so that standing in is not handed on.
    /// </summary>
    public static DateTimeOffset? OnlyStandsInUntil(
        SessionFacts session, IReadOnlyList<CareRelationship> relationships, DateTimeOffset now)
    {
        if (relationships.Any(one => OwnTie(session, one, now) == Tie.InCare))
        {
            return null;
        }

        DateTimeOffset? last = null;
        foreach (StandIn cover in session.StandsIn)
        {
            if (relationships.Any(one => IsInCareBy(cover, session, one, now)) && !(last > cover.Until))
            {
                last = cover.Until;
            }
        }

        return last;
    }

    /// <summary>How long somebody sees what she typed herself when registering a patient.</summary>
    public static readonly TimeSpan OwnRegistration = TimeSpan.FromHours(24);

    private enum Tie
    {
        None,
        Dormant,
        InCare,
    }

    /// <summary>Decides.</summary>
    public static Decision For(
        SessionFacts session, in AccessRequest request, IReadOnlyList<CareRelationship> relationships, in Room room,
        DateTimeOffset now)
    {
        if (RoleCompartments.Opens(session.Role, request.Purpose).Count == 0)
        {
            return new(Outcome.Refused, DecisionReason.RoleForbids);
        }

        AccessPurpose judged = JudgedAs(session.Role, request.Purpose);
        Decision decision = Judge(session, request with { Purpose = judged }, relationships, room, now);

        // An unknown patient runs through the same judgement as a stranger and costs the same: only then is the
        // answer that there is nobody. Otherwise price or wording would tell who exists.
        return !request.IsKnown && decision.Outcome == Outcome.Allowed
            ? decision with { Outcome = Outcome.Refused, Reason = DecisionReason.NoRelationship }
            : decision;
    }

    // Paper opens nothing that the screen would not, and costs the same: a dearer print is a photographed screen.
    private static AccessPurpose JudgedAs(Role role, AccessPurpose purpose) =>
        purpose != AccessPurpose.Print ? purpose
        : role == Role.Receptionist ? AccessPurpose.Registration
        : AccessPurpose.Care;

    private static Decision Judge(
        SessionFacts session, in AccessRequest request, IReadOnlyList<CareRelationship> relationships, in Room room,
        DateTimeOffset now)
    {
        if (request.Purpose == AccessPurpose.Downtime)
        {
            return JudgeDowntime(session, relationships, room, now);
        }

        if (request.Purpose == AccessPurpose.RecordCopy)
        {
            return JudgeCopy(session, request, relationships, room, now);
        }

        Tie tie = StrongestTie(session, relationships, now);
        if (tie == Tie.InCare && room.InCare && room.CareBreaker)
        {
            return new(Outcome.Allowed, DecisionReason.None, Meter.InCare);
        }

        // Broken glass ignores the ordinary allowances, so that an emergency is always possible; it has its own.
        if (session.HasStepUp(StepUpKind.BreakGlass, request.Patient, now))
        {
            return room.BreakGlass
                ? new(Outcome.Allowed, DecisionReason.None, Meter.BreakGlass, StepUpKind.BreakGlass)
                : new(Outcome.Refused, DecisionReason.OffPatternBudgetSpent);
        }

        if (tie != Tie.InCare)
        {
            return JudgeOffPattern(session, request, tie, room, now);
        }

        // A limit degrades, it does not blank the screen: the small allowance serves while it lasts.
        Decision beyond = JudgeOffPattern(session, request, Tie.Dormant, room, now);
        return beyond.Reason == DecisionReason.OffPatternBudgetSpent
            ? new(Outcome.Refused, room.InCare ? DecisionReason.BreakerOpen : DecisionReason.InCareBudgetSpent)
            : beyond;
    }

    /// <summary>
    /// A ward's pack holds the patients whom the ward has now, each counted as one in care; no other allowance serves.
    /// </summary>
    private static Decision JudgeDowntime(
        SessionFacts session, IReadOnlyList<CareRelationship> relationships, in Room room, DateTimeOffset now) =>
        !relationships.Any(one => IsPresent(session, one, now)) ? new(Outcome.Refused, DecisionReason.NoRelationship)
        : !room.InCare ? new(Outcome.Refused, DecisionReason.InCareBudgetSpent)
        : !room.CareBreaker ? new(Outcome.Refused, DecisionReason.BreakerOpen)
        : new(Outcome.Allowed, DecisionReason.None, Meter.InCare);

    /// <summary>
    /// A whole record leaves the house: somebody who cares or cared for the patient, a touch for this patient, and the
    /// small allowance whoever it is. In an hour of somebody else's hands that is a handful of people.
    /// </summary>
    private static Decision JudgeCopy(
        SessionFacts session, in AccessRequest request, IReadOnlyList<CareRelationship> relationships, in Room room,
        DateTimeOffset now) =>
        StrongestTie(session, relationships, now) == Tie.None ? new(Outcome.Refused, DecisionReason.NoRelationship)
        : !room.Breaker ? new(Outcome.Refused, DecisionReason.BreakerOpen)
        : !room.OffPattern ? new(Outcome.Refused, DecisionReason.OffPatternBudgetSpent)
        : session.HasStepUp(StepUpKind.RecordCopy, request.Patient, now)
            ? new(Outcome.Allowed, DecisionReason.None, Meter.OffPattern, StepUpKind.RecordCopy)
            : new(Outcome.StepUp, DecisionReason.TouchNeeded);

    private static bool IsPresent(SessionFacts session, CareRelationship relationship, DateTimeOffset now) =>
        relationship.UnitId is int unit
        && relationship.From <= now
        && now < relationship.Until
        && relationship.DeclaredBy != session.Staff
        && (session.Units.Contains(unit)
            || session.StandsIn.Any(cover => IsHeld(cover, session, now)
                && (cover.For is null || relationship.DeclaredBy != cover.For)
                && cover.Units.Contains(unit)));

    private static Decision JudgeOffPattern(
        SessionFacts session, in AccessRequest request, Tie tie, in Room room, DateTimeOffset now)
    {
        bool stepUpOpens = tie == Tie.None && TouchesForStrangers(session.Role, request.Purpose);
        if (tie == Tie.None && !stepUpOpens && !SeesStrangersCards(session.Role, request.Purpose))
        {
            return new(Outcome.Refused, DecisionReason.NoRelationship);
        }

        if (!room.Breaker)
        {
            return new(Outcome.Refused, DecisionReason.BreakerOpen);
        }

        if (!room.OffPattern)
        {
            return new(Outcome.Refused, DecisionReason.OffPatternBudgetSpent);
        }

        if (!stepUpOpens)
        {
            return new(Outcome.Allowed, DecisionReason.None, Meter.OffPattern);
        }

        return session.HasStepUp(StepUpKind.OffPattern, request.Patient, now)
            ? new(Outcome.Allowed, DecisionReason.None, Meter.OffPattern, StepUpKind.OffPattern)
            : new(Outcome.StepUp, DecisionReason.TouchNeeded);
    }

    /// <summary>Roles that open a stranger's record after touching the passkey again.</summary>
    private static bool TouchesForStrangers(Role role, AccessPurpose purpose) =>
        RoleCompartments.Treats(role)
        && purpose is AccessPurpose.Care or AccessPurpose.Registration;

    /// <summary>
    /// What a role is shown of a stranger without a touch: a card, or for reception the administrative part.
    /// </summary>
    private static bool SeesStrangersCards(Role role, AccessPurpose purpose) =>
        purpose switch
        {
            AccessPurpose.Card or AccessPurpose.PatientRights => RoleCompartments.OpensCards(role),
            AccessPurpose.Registration => role == Role.Receptionist,
            _ => false,
        };

    private static Tie StrongestTie(
        SessionFacts session, IReadOnlyList<CareRelationship> relationships, DateTimeOffset now)
    {
        Tie strongest = Tie.None;
        foreach (CareRelationship relationship in relationships)
        {
            Tie tie = TieOf(session, relationship, now);
            strongest = tie > strongest ? tie : strongest;
        }

        return strongest;
    }

    private static Tie TieOf(SessionFacts session, CareRelationship relationship, DateTimeOffset now)
    {
        Tie own = OwnTie(session, relationship, now);
        return own != Tie.InCare && IsInCareOfReplaced(session, relationship, now) ? Tie.InCare : own;
    }

    private static Tie OwnTie(SessionFacts session, CareRelationship relationship, DateTimeOffset now)
    {
        bool mine = relationship.Staff == session.Staff
            || (relationship.UnitId is int unit && session.Units.Contains(unit));
        if (!mine || now < relationship.From)
        {
            return Tie.None;
        }

        if (relationship.DeclaredBy == session.Staff)
        {
            // Made by oneself in order to look: worth nothing, except to see again what one has just typed.
            return relationship.Kind == RelationshipKind.Registration && now < relationship.From + OwnRegistration
                ? Tie.InCare
                : Tie.None;
        }

        return now < CareUntil(relationship.Kind, relationship.Until) ? Tie.InCare : Tie.Dormant;
    }

    private static bool IsInCareOfReplaced(
        SessionFacts session, CareRelationship relationship, DateTimeOffset now) =>
        session.StandsIn.Any(cover => IsInCareBy(cover, session, relationship, now));

    /// <summary>
    /// What the replaced one would open as hers, or the unit as its own. What either of the two declared for herself
    /// opens neither of them anything: replacing each other must not turn it into care.
    /// </summary>
    private static bool IsInCareBy(
        StandIn cover, SessionFacts session, CareRelationship relationship, DateTimeOffset now) =>
        IsHeld(cover, session, now)
        && relationship.Kind != RelationshipKind.Registration
        && relationship.DeclaredBy != session.Staff
        && (cover.For is null || relationship.DeclaredBy != cover.For)
        && ((relationship.Staff is not null && relationship.Staff == cover.For)
            || (relationship.UnitId is int unit && cover.Units.Contains(unit)))
        && relationship.From <= now
        && now < CareUntil(relationship.Kind, relationship.Until);

    private static bool IsHeld(StandIn cover, SessionFacts session, DateTimeOffset now) =>
        RoleCompartments.Treats(session.Role) && cover.From <= now && now < cover.Until;
}
