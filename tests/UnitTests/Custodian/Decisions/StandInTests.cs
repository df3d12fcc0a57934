using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Decisions;

/// <summary>What standing in for a colleague or in a team opens, and what it does not.</summary>
public sealed class StandInTests
{
    private const int Mine = 7;
    private const int Theirs = 8;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Patient = new(42);
    private static readonly ActorId Me = new(1);
    private static readonly ActorId Replaced = new(2);
    private static readonly ActorId Desk = new(3);
    private static readonly Room Full = new(true, true, true, true, true);

    [Fact]
    public void Standing_in_opens_the_replaced_ones_patients_and_those_of_her_units_as_care()
    {
        Assert.Equal(Meter.InCare, Ask([Of(Replaced, null)], ForColleague()).Charged);
        Assert.Equal(Meter.InCare, Ask([Of(null, Theirs)], ForColleague()).Charged);
        Assert.Equal(Outcome.StepUp, Ask([Of(new(9), null)], ForColleague()).Outcome);
        Assert.Equal(Outcome.StepUp, Ask([Of(null, 99)], ForColleague()).Outcome);
    }

    [Fact]
    public void A_team_opens_its_units_patients_and_nobodys_own()
    {
        Assert.Equal(Meter.InCare, Ask([Of(null, Theirs)], Team()).Charged);
        Assert.Equal(Outcome.StepUp, Ask([Of(Replaced, null)], Team()).Outcome);
    }

    [Theory]
    [InlineData(-2, -1)]
    [InlineData(1, 2)]
    [InlineData(-2, 0)]
    public void Before_and_after_its_time_it_opens_nothing(int fromHours, int untilHours)
    {
        StandIn over = ForColleague() with { From = Now.AddHours(fromHours), Until = Now.AddHours(untilHours) };

        Assert.Equal(Outcome.StepUp, Ask([Of(Replaced, null)], over).Outcome);
    }

    [Fact]
    public void What_the_replaced_one_or_the_replacement_declared_herself_stays_worth_nothing()
    {
        Assert.Equal(Outcome.StepUp, Ask([Of(Replaced, null) with { DeclaredBy = Replaced }], ForColleague()).Outcome);
        Assert.Equal(Outcome.StepUp, Ask([Of(null, Theirs) with { DeclaredBy = Replaced }], ForColleague()).Outcome);
        Assert.Equal(Outcome.StepUp, Ask([Of(Replaced, null) with { DeclaredBy = Me }], ForColleague()).Outcome);
        Assert.Equal(Outcome.StepUp, Ask([Of(null, Theirs) with { DeclaredBy = Me }], Team()).Outcome);
    }

    [Fact]
    public void What_the_replaced_one_registered_or_no_longer_treats_is_not_handed_on()
    {
        CareRelationship registered = Of(Replaced, null) with { Kind = RelationshipKind.Registration };
        CareRelationship old = Of(Replaced, null) with { From = Now.AddDays(-90), Until = Now.AddDays(-31) };

        Assert.Equal(Outcome.StepUp, Ask([registered], ForColleague()).Outcome);
        Assert.Equal(Outcome.StepUp, Ask([old], ForColleague()).Outcome);
    }

    [Theory]
    [InlineData(Role.Receptionist)]
    [InlineData(Role.BillingClerk)]
    [InlineData(Role.Pharmacist)]
    public void A_role_that_does_not_treat_gains_nothing(Role role) =>
        Assert.Equal(Outcome.Refused, Ask([Of(null, Theirs)], Team(), role).Outcome);

    [Fact]
    public void It_is_charged_to_the_replacements_own_meters() =>
        Assert.Equal(
            DecisionReason.InCareBudgetSpent,
            Decide.For(
                Session(Role.Physician, ForColleague()), new(Patient, AccessPurpose.Care, true), [Of(Replaced, null)],
                new(false, false, true, true, true), Now).Reason);

    [Fact]
    public void Who_only_stands_in_gives_nothing_that_lasts_longer()
    {
        SessionFacts session = Session(Role.Physician, ForColleague());

        Assert.Equal(Now.AddHours(4), Decide.OnlyStandsInUntil(session, [Of(Replaced, null)], Now));
        Assert.Null(Decide.OnlyStandsInUntil(session, [Of(Replaced, null), Of(Me, null)], Now));
        Assert.Null(Decide.OnlyStandsInUntil(session, [], Now));
    }

    [Fact]
    public void Who_answers_for_a_patient_has_him_in_care_and_did_not_only_register_him()
    {
        CareRelationship registered = Of(Me, null) with { Kind = RelationshipKind.Registration, DeclaredBy = Me };

        Assert.True(Decide.CaresFor(Session(Role.Nurse), [Of(null, Mine)], Now));
        Assert.True(Decide.CaresFor(Session(Role.Physician, Team()), [Of(null, Theirs)], Now));
        Assert.False(Decide.CaresFor(Session(Role.Nurse), [registered], Now));
        Assert.False(Decide.CaresFor(Session(Role.Nurse), [Of(Me, null) with { DeclaredBy = Me }], Now));
        Assert.False(Decide.CaresFor(Session(Role.Receptionist), [Of(null, Mine)], Now));
        Assert.False(Decide.CaresFor(Session(Role.Nurse), [], Now));
    }

    [Theory]
    [InlineData(RelationshipKind.Referral, Meter.OffPattern)]
    [InlineData(RelationshipKind.HandOver, Meter.OffPattern)]
    [InlineData(RelationshipKind.Appointment, Meter.InCare)]
    [InlineData(RelationshipKind.Admission, Meter.InCare)]
    [InlineData(RelationshipKind.FamilyDoctor, Meter.InCare)]
    public void What_a_colleague_gave_by_hand_ends_when_she_said(RelationshipKind kind, object charged)
    {
        CareRelationship ended = Of(Me, null) with { Kind = kind, From = Now.AddHours(-8), Until = Now.AddHours(-4) };

        Assert.Equal((Meter)charged, Ask([ended], null).Charged);
    }

    [Fact]
    public void A_pack_holds_whom_the_ward_has_now_and_nobody_else()
    {
        Assert.Equal(Meter.InCare, Pack([Of(null, Mine)]).Charged);
        Assert.Equal(Meter.InCare, Pack([Of(null, Theirs)], stand: Team()).Charged);
        Assert.Equal(Outcome.Refused, Pack([Of(Me, null)]).Outcome);
        Assert.Equal(Outcome.Refused, Pack([Of(null, Mine) with { DeclaredBy = Me }]).Outcome);
        Assert.Equal(Outcome.Refused, Pack([Of(null, Mine) with { Until = Now }]).Outcome);
        Assert.Equal(Outcome.Refused, Pack([]).Outcome);
    }

    [Fact]
    public void What_the_replaced_one_declared_for_her_own_unit_is_in_no_pack_of_her_replacement()
    {
        StandIn colleague = ForColleague() with { Units = new HashSet<int> { Theirs } };

        Assert.Equal(Meter.InCare, Pack([Of(null, Theirs)], stand: colleague).Charged);
        Assert.Equal(Outcome.Refused, Pack([Of(null, Theirs) with { DeclaredBy = Replaced }], stand: colleague).Outcome);
    }

    [Fact]
    public void Beyond_a_limit_a_pack_holds_nothing_more_whatever_else_is_left()
    {
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.InCareBudgetSpent),
            Pack([Of(null, Mine)], Full with { InCare = false }));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.BreakerOpen),
            Pack([Of(null, Mine)], Full with { CareBreaker = false }));
        SessionFacts emergency = Session(Role.Nurse) with
        {
            StepUps = [new(StepUpKind.BreakGlass, Patient, Now.AddHours(1))],
        };
        Assert.Equal(
            Outcome.Refused,
            Decide.For(emergency, new(Patient, AccessPurpose.Downtime, true), [], Full, Now).Outcome);
    }

    private static Decision Pack(IReadOnlyList<CareRelationship> ties, Room? room = null, StandIn? stand = null) =>
        Decide.For(
            stand is null ? Session(Role.Nurse) : Session(Role.Nurse, stand),
            new(Patient, AccessPurpose.Downtime, true), ties, room ?? Full, Now);

    private static Decision Ask(
        IReadOnlyList<CareRelationship> ties, StandIn? stand, Role role = Role.Physician) =>
        Decide.For(
            stand is null ? Session(role) : Session(role, stand), new(Patient, AccessPurpose.Care, true), ties, Full, Now);

    private static SessionFacts Session(Role role, params IReadOnlyList<StandIn> standsIn) =>
        new(new(9), Me, role, 1, new HashSet<int> { Mine }, []) { StandsIn = standsIn };

    private static StandIn ForColleague() => new(Replaced, new HashSet<int> { Theirs }, Now.AddHours(-1), Now.AddHours(4));

    private static StandIn Team() => new(null, new HashSet<int> { Theirs }, Now.AddHours(-1), Now.AddHours(4));

    private static CareRelationship Of(ActorId? staff, int? unit) =>
        new(1, Patient, RelationshipKind.Appointment, staff, unit, Now.AddHours(-1), Now.AddHours(9), Desk);
}
