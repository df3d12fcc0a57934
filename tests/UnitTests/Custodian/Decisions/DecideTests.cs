using Serment.Custodian.Decisions;
using Serment.Custodian.Evidence;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Decisions;

public sealed class DecideTests
{
    private const int Ward = 7;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Patient = new(42);
    private static readonly ActorId Me = new(1);
    private static readonly ActorId Colleague = new(2);
    private static readonly Room Full = new(true, true, true, true, true);

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.SecurityOfficer)]
    public void Those_who_run_the_system_see_no_patient_whatever_their_relationship(Role role)
    {
        foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
        {
            Decision decision = Decide.For(
                Session(role, BreakGlass()), new(Patient, purpose, true), [Appointment(Me)], Full, Now);

            Assert.Equal(new Decision(Outcome.Refused, DecisionReason.RoleForbids), decision);
        }
    }

    [Theory]
    [InlineData(Role.Physician)]
    [InlineData(Role.Nurse)]
    [InlineData(Role.Receptionist)]
    [InlineData(Role.Phlebotomist)]
    [InlineData(Role.LaboratoryTechnician)]
    [InlineData(Role.Biologist)]
    [InlineData(Role.BillingClerk)]
    [InlineData(Role.Pharmacist)]
    public void A_patient_on_todays_list_is_in_care(Role role) =>
        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.InCare),
            Ask(Session(role), AccessPurpose.Care, [Appointment(Me)]));

    [Fact]
    public void A_stay_in_my_unit_is_care_and_in_another_is_not()
    {
        CareRelationship here = Of(RelationshipKind.Admission, null, Ward, -1, 24, Colleague);
        CareRelationship elsewhere = here with { UnitId = Ward + 1 };

        Assert.Equal(Meter.InCare, Ask(Session(Role.Nurse), AccessPurpose.Care, [here]).Charged);
        Assert.Equal(Outcome.StepUp, Ask(Session(Role.Nurse), AccessPurpose.Care, [elsewhere]).Outcome);
    }

    [Theory]
    [InlineData(0, Meter.InCare)]
    [InlineData(29, Meter.InCare)]
    [InlineData(30, Meter.OffPattern)]
    [InlineData(400, Meter.OffPattern)]
    public void Care_decays_thirty_days_after_its_end(int daysAgo, object charged)
    {
        CareRelationship ended = Of(RelationshipKind.Appointment, Me, null, -24 * 500, -24 * daysAgo, Colleague);

        Decision decision = Ask(Session(Role.Physician), AccessPurpose.Care, [ended]);

        Assert.Equal(new Decision(Outcome.Allowed, DecisionReason.None, (Meter)charged), decision);
    }

    [Fact]
    public void An_appointment_that_has_not_begun_opens_nothing_yet() =>
        Assert.Equal(
            Outcome.StepUp,
            Ask(Session(Role.Physician), AccessPurpose.Care, [Of(RelationshipKind.Appointment, Me, null, 1, 9, Colleague)])
                .Outcome);

    [Fact]
    public void What_I_declared_myself_in_order_to_look_is_worth_nothing()
    {
        CareRelationship mine = Appointment(Me) with { DeclaredBy = Me };
        CareRelationship ours = Of(RelationshipKind.Admission, null, Ward, -1, 24, Me);

        Assert.Equal(
            new Decision(Outcome.StepUp, DecisionReason.TouchNeeded),
            Ask(Session(Role.Physician), AccessPurpose.Care, [mine, ours]));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.NoRelationship),
            Ask(Session(Role.Pharmacist), AccessPurpose.Care, [mine, ours]));
    }

    [Theory]
    [InlineData(23, Outcome.Allowed)]
    [InlineData(24, Outcome.StepUp)]
    public void What_I_registered_I_see_for_a_day(int hoursAgo, Outcome outcome)
    {
        CareRelationship registration = Of(RelationshipKind.Registration, Me, null, -hoursAgo, 24 - hoursAgo, Me);

        Assert.Equal(outcome, Ask(Session(Role.Physician), AccessPurpose.Care, [registration]).Outcome);
    }

    [Theory]
    [InlineData(Role.Physician, Outcome.StepUp, DecisionReason.TouchNeeded)]
    [InlineData(Role.Nurse, Outcome.StepUp, DecisionReason.TouchNeeded)]
    [InlineData(Role.Biologist, Outcome.StepUp, DecisionReason.TouchNeeded)]
    [InlineData(Role.Receptionist, Outcome.Refused, DecisionReason.NoRelationship)]
    [InlineData(Role.Phlebotomist, Outcome.Refused, DecisionReason.NoRelationship)]
    [InlineData(Role.LaboratoryTechnician, Outcome.Refused, DecisionReason.NoRelationship)]
    [InlineData(Role.BillingClerk, Outcome.Refused, DecisionReason.NoRelationship)]
    [InlineData(Role.Pharmacist, Outcome.Refused, DecisionReason.NoRelationship)]
    public void A_stranger_wants_a_touch_or_does_not_exist(Role role, Outcome outcome, DecisionReason reason)
    {
        Assert.Equal(new Decision(outcome, reason), Ask(Session(role), AccessPurpose.Care, []));
        Assert.Equal(
            new Decision(outcome, reason),
            Decide.For(Session(role), new(Patient, AccessPurpose.Care, false), [], Full, Now));
    }

    [Fact]
    public void A_touch_opens_a_stranger_within_the_small_budget()
    {
        SessionFacts session = Session(Role.Physician, Touch(StepUpKind.OffPattern, Patient));

        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.OffPattern, StepUpKind.OffPattern),
            Ask(session, AccessPurpose.Care, []));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.OffPatternBudgetSpent),
            Ask(session, AccessPurpose.Care, [], Full with { OffPattern = false }));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.BreakerOpen),
            Ask(session, AccessPurpose.Care, [], Full with { Breaker = false }));
    }

    [Fact]
    public void A_touch_for_one_patient_or_in_the_past_opens_no_other()
    {
        ActiveStepUp other = Touch(StepUpKind.OffPattern, new(43));
        ActiveStepUp over = Touch(StepUpKind.OffPattern, Patient) with { Until = Now };
        ActiveStepUp sensitive = Touch(StepUpKind.Sensitive, Patient);

        Assert.Equal(
            Outcome.StepUp, Ask(Session(Role.Physician, other, over, sensitive), AccessPurpose.Care, []).Outcome);
    }

    [Theory]
    [InlineData(AccessPurpose.Card)]
    [InlineData(AccessPurpose.Registration)]
    [InlineData(AccessPurpose.PatientRights)]
    public void Reception_pays_for_strangers_without_a_touch(AccessPurpose purpose)
    {
        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.OffPattern),
            Ask(Session(Role.Receptionist), purpose, []));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.OffPatternBudgetSpent),
            Ask(Session(Role.Receptionist), purpose, [], Full with { OffPattern = false }));
    }

    [Fact]
    public void Nobody_costs_as_much_as_a_stranger() =>
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.NoRelationship, Meter.OffPattern),
            Decide.For(Session(Role.Receptionist), new(Patient, AccessPurpose.Card, false), [], Full, Now));

    [Fact]
    public void Broken_glass_opens_when_every_other_limit_is_spent_and_has_its_own()
    {
        SessionFacts session = Session(Role.Nurse, BreakGlass());

        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.BreakGlass, StepUpKind.BreakGlass),
            Ask(session, AccessPurpose.Care, [], new(false, false, true, false, true)));
        Assert.Equal(
            Outcome.Refused,
            Ask(session, AccessPurpose.Care, [], new(true, true, false, true, true)).Outcome);
        Assert.Equal(Meter.InCare, Ask(session, AccessPurpose.Care, [Appointment(Me)]).Charged);
    }

    [Fact]
    public void A_spent_allowance_for_care_falls_back_on_the_small_one()
    {
        SessionFacts session = Session(Role.Nurse);

        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.OffPattern),
            Ask(session, AccessPurpose.Care, [Appointment(Me)], Full with { InCare = false }));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.InCareBudgetSpent),
            Ask(session, AccessPurpose.Care, [Appointment(Me)], new(false, false, true, true, true)));
    }

    [Fact]
    public void Beyond_the_sites_patients_of_an_hour_the_small_allowance_serves_and_broken_glass_opens()
    {
        Room beyond = Full with { CareBreaker = false };
        SessionFacts session = Session(Role.Nurse);

        Assert.Equal(
            new Decision(Outcome.Allowed, DecisionReason.None, Meter.OffPattern),
            Ask(session, AccessPurpose.Care, [Appointment(Me)], beyond));
        Assert.Equal(
            new Decision(Outcome.Refused, DecisionReason.BreakerOpen),
            Ask(session, AccessPurpose.Care, [Appointment(Me)], beyond with { OffPattern = false }));
        Assert.Equal(
            Meter.BreakGlass,
            Ask(Session(Role.Nurse, BreakGlass()), AccessPurpose.Care, [Appointment(Me)], beyond).Charged);
    }

    [Fact]
    public void The_breaker_and_the_small_budget_never_touch_patients_in_care() =>
        Assert.Equal(
            Meter.InCare,
            Ask(Session(Role.Nurse), AccessPurpose.Care, [Appointment(Me)], new(true, false, false, false, true)).Charged);

    private static Decision Ask(
        SessionFacts session, AccessPurpose purpose, IReadOnlyList<CareRelationship> relationships, Room? room = null) =>
        Decide.For(session, new(Patient, purpose, true), relationships, room ?? Full, Now);

    private static SessionFacts Session(Role role, params IReadOnlyList<ActiveStepUp> stepUps) =>
        new(new(9), Me, role, 1, new HashSet<int> { Ward }, stepUps);

    private static ActiveStepUp Touch(StepUpKind kind, PatientId patient) => new(kind, patient, Now.AddMinutes(1));

    private static ActiveStepUp BreakGlass() => Touch(StepUpKind.BreakGlass, Patient);

    private static CareRelationship Appointment(ActorId staff) =>
        Of(RelationshipKind.Appointment, staff, null, -1, 9, Colleague);

    private static CareRelationship Of(
        RelationshipKind kind, ActorId? staff, int? unit, int fromHours, int untilHours, ActorId declaredBy) =>
        new(1, Patient, kind, staff, unit, Now.AddHours(fromHours), Now.AddHours(untilHours), declaredBy);
}
