using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.UnitTests.Records.Laboratory.Specimens;

public sealed class ReceptionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly Analysis Lactate = new()
    {
        Code = "LACT", Loinc = "2524-7", Fr = "Lactate", En = "Lactate", Section = Section.Biochemistry,
        Container = "FLUO", Kind = AnswerKind.Quantity, StableHours = 6, TransportMinutes = 30, TurnaroundMinutes = 90,
        UrgentMinutes = 30,
    };

    [Theory]
    [InlineData(SpecimenState.Collected, 2, 0, ReceptionAnswer.Received)]
    [InlineData(SpecimenState.Collected, 0, 0, ReceptionAnswer.Received)]
    [InlineData(SpecimenState.Collected, 2, 1, ReceptionAnswer.PartlyLate)]
    [InlineData(SpecimenState.Collected, 2, 2, ReceptionAnswer.TooLate)]
    [InlineData(SpecimenState.Received, 2, 0, ReceptionAnswer.Twice)]
    [InlineData(SpecimenState.Unsatisfactory, 2, 0, ReceptionAnswer.RefusedBefore)]
    [InlineData(SpecimenState.SentOut, 2, 0, ReceptionAnswer.Gone)]
    [InlineData(SpecimenState.Destroyed, 2, 0, ReceptionAnswer.Gone)]
    [InlineData(SpecimenState.Cancelled, 2, 0, ReceptionAnswer.AnalysesCancelled)]
    public void Answers_by_where_the_container_is(SpecimenState state, int open, int late, ReceptionAnswer answer) =>
        Assert.Equal(answer, ReceptionRules.Judge(Row(state), RequestStatus.Active, [7], open, late));

    [Fact]
    public void Receives_a_tube_that_nobody_noted_and_asks_to_look() =>
        Assert.Equal(
            ReceptionAnswer.NotCollected,
            ReceptionRules.Judge(
                Row(SpecimenState.Planned) with { CollectedAt = null }, RequestStatus.Active, [7], 1, 0));

    [Fact]
    public void A_cancelled_order_goes_before_what_the_tube_says() =>
        Assert.Equal(
            ReceptionAnswer.Cancelled,
            ReceptionRules.Judge(Row(SpecimenState.Collected), RequestStatus.Revoked, [7], 1, 0));

    [Fact]
    public void Another_laboratory_s_tube_tells_nothing_else() =>
        Assert.Equal(
            ReceptionAnswer.Elsewhere,
            ReceptionRules.Judge(Row(SpecimenState.Received), RequestStatus.Revoked, [8], 1, 0));

    [Fact]
    public void Is_late_past_the_transport_and_never_where_nobody_noted_the_time()
    {
        Assert.False(ReceptionRules.IsLate(Lactate, Now.AddMinutes(-30), Now));
        Assert.True(ReceptionRules.IsLate(Lactate, Now.AddMinutes(-31), Now));
        Assert.False(ReceptionRules.IsLate(Lactate, null, Now));
        Assert.False(ReceptionRules.IsLate(null, Now.AddDays(-9), Now));
    }

    [Fact]
    public void Without_a_transport_time_the_stability_counts()
    {
        Analysis stable = Lactate with { TransportMinutes = null };
        Assert.False(ReceptionRules.IsLate(stable, Now.AddHours(-6), Now));
        Assert.True(ReceptionRules.IsLate(stable, Now.AddHours(-7), Now));
        Assert.False(ReceptionRules.IsLate(stable with { StableHours = 0 }, Now.AddHours(-7), Now));
    }

    [Fact]
    public void Promises_by_priority()
    {
        Assert.Equal(Now.AddMinutes(90), ReceptionRules.DueAt(Lactate, OrderPriority.Routine, Now));
        Assert.Equal(Now.AddMinutes(30), ReceptionRules.DueAt(Lactate, OrderPriority.Urgent, Now));
        Assert.Equal(Now.AddHours(2), ReceptionRules.DueAt(null, OrderPriority.Urgent, Now));
        Assert.Equal(Now.AddHours(24), ReceptionRules.DueAt(null, OrderPriority.Timed, Now));
    }

    [Fact]
    public void Misses_stop_somebody_for_a_while_and_nobody_else()
    {
        UnknownScans scans = new();
        ActorId who = ActorId.New();
        for (int i = 0; i < UnknownScans.MaxMisses; i++)
        {
            Assert.True(scans.MayGoOn(who, Now));
            scans.Miss(who, Now);
        }

        Assert.False(scans.MayGoOn(who, Now));
        Assert.True(scans.MayGoOn(ActorId.New(), Now));
        Assert.True(scans.MayGoOn(who, Now.AddMinutes(31)));
    }

    private static SpecimenRow Row(SpecimenState state) => new()
    {
        Patient = PatientId.New(), Specimen = EntryId.New(), Site = 1, LaboratoryId = 7, Request = EntryId.New(),
        Number = "1", Container = "EDTA", State = state, Priority = OrderPriority.Routine, Person = BenchPerson.Unknown,
        PlannedAt = Now, CollectedAt = Now.AddMinutes(-20), ChangedAt = Now,
    };
}
