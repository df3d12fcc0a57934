using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Decisions;

/// <summary>What leaves the house: copies of records, downtime packs, prints.</summary>
public sealed class DecideTakingAwayTests
{
    private const int Ward = 7;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Patient = new(42);
    private static readonly ActorId Me = new(1);
    private static readonly ActorId Colleague = new(2);
    private static readonly Room Full = new(true, true, true, true, true);
    private static readonly Decision Stranger = new(Outcome.Refused, DecisionReason.NoRelationship);

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Only_a_physician_copies_a_record(Role role)
    {
        Decision decision = Ask(Session(role, Touch()), AccessPurpose.RecordCopy, [Stay(Ward)]);

        Assert.Equal(
            role == Role.Physician
                ? new(Outcome.Allowed, DecisionReason.None, Meter.OffPattern, StepUpKind.RecordCopy)
                : new Decision(Outcome.Refused, DecisionReason.RoleForbids),
            decision);
    }

    [Fact]
    public void A_copy_takes_a_touch_for_this_patient_and_this_purpose_that_holds()
    {
        Decision touch = new(Outcome.StepUp, DecisionReason.TouchNeeded);
        foreach (ActiveStepUp[] held in (ActiveStepUp[][])
        [
            [], [Touch() with { Patient = new(43) }], [Touch() with { Until = Now }],
            [Touch() with { Kind = StepUpKind.OffPattern }, Touch() with { Kind = StepUpKind.Sensitive }],
            [Touch() with { Kind = StepUpKind.BreakGlass }, Touch() with { Kind = StepUpKind.GiveCover }],
        ])
        {
            Assert.Equal(touch, Ask(Session(Role.Physician, held), AccessPurpose.RecordCopy, [Stay(Ward)]));
        }
    }

    [Fact]
    public void A_copy_needs_somebody_who_cares_or_cared()
    {
        SessionFacts session = Session(Role.Physician, Touch());
        CareRelationship over = Stay(Ward) with { From = Now.AddDays(-900), Until = Now.AddDays(-800) };

        Assert.Equal(Outcome.Allowed, Ask(session, AccessPurpose.RecordCopy, [over]).Outcome);
        Assert.Equal(Stranger, Ask(session, AccessPurpose.RecordCopy, []));
        Assert.Equal(Stranger, Ask(session, AccessPurpose.RecordCopy, [Stay(Ward + 1)]));
        Assert.Equal(Stranger, Ask(session, AccessPurpose.RecordCopy, [Stay(Ward) with { DeclaredBy = Me }]));
        Assert.Equal(
            Stranger, Ask(session, AccessPurpose.RecordCopy, [Stay(Ward) with { From = Now.AddHours(1) }]));
    }

    [Fact]
    public void A_copy_is_paid_from_the_small_allowance_also_for_a_patient_in_care()
    {
        SessionFacts session = Session(Role.Physician, Touch());
        IReadOnlyList<CareRelationship> care = [Stay(Ward)];

        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.OffPatternBudgetSpent),
            Ask(session, AccessPurpose.RecordCopy, care, Full with { OffPattern = false }));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.BreakerOpen),
            Ask(session, AccessPurpose.RecordCopy, care, Full with { Breaker = false }));

        // Neither the large allowance nor broken glass serves, and what they lack stops no copy.
        Assert.Equal(
            Meter.OffPattern,
            Ask(session, AccessPurpose.RecordCopy, care, new(false, true, false, true, false)).Charged);
    }

    [Fact]
    public void A_copy_of_nobody_costs_what_a_strangers_costs() =>
        Assert.Equal(
            Ask(Session(Role.Physician, Touch()), AccessPurpose.RecordCopy, []),
            Decide.For(
                Session(Role.Physician, Touch()), new(Patient, AccessPurpose.RecordCopy, false), [], Full, Now));

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_pack_holds_whom_the_unit_of_somebody_who_treats_has_now(Role role)
    {
        Decision decision = Ask(Session(role), AccessPurpose.Downtime, [Stay(Ward)]);

        Assert.Equal(
            role is Role.Physician or Role.Nurse or Role.Biologist
                ? new(Outcome.Allowed, DecisionReason.None, Meter.InCare)
                : new Decision(Outcome.Refused, DecisionReason.RoleForbids),
            decision);
    }

    [Fact]
    public void A_pack_holds_nobody_who_has_left_or_is_somebodys_alone_or_only_mine_by_my_word()
    {
        CareRelationship stay = Stay(Ward);
        foreach (CareRelationship other in (CareRelationship[])
        [
            stay with { Until = Now }, stay with { From = Now.AddMinutes(1) }, stay with { UnitId = Ward + 1 },
            stay with { DeclaredBy = Me }, stay with { UnitId = null, Staff = Me },
        ])
        {
            Assert.Equal(Stranger, Ask(Session(Role.Nurse), AccessPurpose.Downtime, [other]));
        }
    }

    [Fact]
    public void A_pack_holds_the_unit_where_somebody_stands_in_while_she_does()
    {
        StandIn cover = new(null, new HashSet<int> { Ward + 1 }, Now.AddHours(-1), Now.AddHours(1));
        SessionFacts helper = Session(Role.Nurse) with { StandsIn = [cover] };
        SessionFacts later = Session(Role.Nurse) with { StandsIn = [cover with { Until = Now }] };

        Assert.Equal(Outcome.Allowed, Ask(helper, AccessPurpose.Downtime, [Stay(Ward + 1)]).Outcome);
        Assert.Equal(Stranger, Ask(later, AccessPurpose.Downtime, [Stay(Ward + 1)]));
    }

    [Fact]
    public void A_pack_has_the_allowance_of_care_and_no_other()
    {
        SessionFacts session = Session(Role.Nurse, Touch() with { Kind = StepUpKind.BreakGlass });

        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.InCareBudgetSpent),
            Ask(session, AccessPurpose.Downtime, [Stay(Ward)], Full with { InCare = false }));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.BreakerOpen),
            Ask(session, AccessPurpose.Downtime, [Stay(Ward)], Full with { CareBreaker = false }));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_print_is_judged_and_charged_as_the_look_would_be(Role role)
    {
        AccessPurpose seen = role == Role.Receptionist ? AccessPurpose.Registration : AccessPurpose.Care;
        CareRelationship[][] ties = [[], [Stay(Ward)], [Stay(Ward) with { Until = Now.AddDays(-60) }]];
        Room[] rooms = [Full, Full with { InCare = false }, Full with { OffPattern = false }, Full with { Breaker = false }];
        ActiveStepUp[][] touches =
            [[], [Touch() with { Kind = StepUpKind.OffPattern }], [Touch() with { Kind = StepUpKind.BreakGlass }]];
        foreach (CareRelationship[] tie in ties)
        {
            foreach (Room room in rooms)
            {
                foreach (ActiveStepUp[] held in touches)
                {
                    SessionFacts session = Session(role, held);
                    Assert.Equal(Ask(session, seen, tie, room), Ask(session, AccessPurpose.Print, tie, room));
                }
            }
        }

        Assert.Equal(RoleCompartments.Opens(role, seen), RoleCompartments.Opens(role, AccessPurpose.Print));
    }

    private static Decision Ask(
        SessionFacts session, AccessPurpose purpose, IReadOnlyList<CareRelationship> relationships, Room? room = null) =>
        Decide.For(session, new(Patient, purpose, true), relationships, room ?? Full, Now);

    private static SessionFacts Session(Role role, params IReadOnlyList<ActiveStepUp> stepUps) =>
        new(new(9), Me, role, 1, new HashSet<int> { Ward }, stepUps);

    private static ActiveStepUp Touch() => new(StepUpKind.RecordCopy, Patient, Now.AddMinutes(1));

    private static CareRelationship Stay(int unit) =>
        new(1, Patient, RelationshipKind.Admission, null, unit, Now.AddHours(-2), Now.AddHours(20), Colleague);
}
