using Serment.CustodyProtocol;
using Serment.Records.Encounters;

namespace Serment.UnitTests.Records.Encounters;

public sealed class StayCareRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly ActorId Desk = new(1);
    private static readonly ActorId Anna = new(2);
    private static readonly ActorId Bruno = new(3);

    [Fact]
    public void An_open_stay_wants_its_unit_and_its_physician()
    {
        IReadOnlyList<WantedCare> wanted =
            StayCare.Wanted(StayRulesTests.Of("08:00 admission M1, 09:00 physician 7").History, Now);
        Assert.Equal(['M', (int?)null], wanted.Select(one => one.Unit));
        Assert.Equal([null, new ActorId('7')], wanted.Select(one => one.Staff));
        Assert.All(wanted, one => Assert.Equal(Now + StayCare.Inpatient, one.Until));
    }

    [Theory]
    [InlineData("08:00 admission M1, 09:00 discharge")]
    [InlineData("08:00 admission M1, 09:00 death")]
    [InlineData("08:00 admission M1, x 1")]
    public void A_stay_that_is_over_wants_nobody(string commands) =>
        Assert.Empty(StayCare.Wanted(StayRulesTests.Of(commands).History, Now));

    [Fact]
    public void A_planned_stay_wants_its_unit_from_the_day_before()
    {
        Movement planned = new()
        {
            Id = 1, Kind = MovementKind.PreAdmission, At = Now.AddDays(20), EnteredAt = Now, EnteredBy = Desk,
            Place = new('M', null, "M"),
        };
        WantedCare wanted = Assert.Single(
            StayCare.Wanted(StayRules.Add(Stay.Empty, planned, [], Now).Stay!.History, Now));
        Assert.Equal(Now.AddDays(19), wanted.From);
        Assert.Equal(Now.AddDays(22), wanted.Until);
        Assert.False(StayCare.IsCovered(wanted, [Declared(Desk, -1, 8)], Desk, Now));
        Assert.True(StayCare.IsCovered(wanted, [Declared(Desk, 19, 22)], Desk, Now));
    }

    [Fact]
    public void A_movement_renews_what_the_same_person_declared_only_when_half_of_it_is_over()
    {
        WantedCare wanted = StayCare.Wanted(StayRulesTests.Of("08:00 admission M1").History, Now)[0];
        Assert.True(StayCare.IsCovered(wanted, [Declared(Desk, -3, 5)], Desk, Now));
        Assert.False(StayCare.IsCovered(wanted, [Declared(Desk, -5, 3)], Desk, Now));
        Assert.False(StayCare.IsCovered(wanted, [Declared(Desk, -3, 5)], Anna, Now));
    }

    [Fact]
    public void A_board_renews_until_two_have_declared()
    {
        Assert.True(StayCare.NeedsRenewal([Declared(Desk, 0, 8, true)], Anna, StayClass.Inpatient, Now));
        DeclaredCare[] two = [Declared(Desk, -5, 3, true), Declared(Anna, 0, 8)];
        Assert.True(StayCare.NeedsRenewal(two, Bruno, StayClass.Inpatient, Now));
        Assert.False(StayCare.NeedsRenewal(two, Anna, StayClass.Inpatient, Now));
        Assert.False(StayCare.NeedsRenewal(
            [.. two, Declared(Bruno, 0, 8)], new(9), StayClass.Inpatient, Now));
        Assert.False(StayCare.NeedsRenewal(
            [Declared(Desk, 0, 2, true), Declared(Anna, 0, 2)], Bruno, StayClass.Emergency, Now));
    }

    private static DeclaredCare Declared(ActorId by, int fromDays, int untilDays, bool byDesk = false) =>
        new(1, 'M', null, by, byDesk, Now.AddDays(fromDays), Now.AddDays(untilDays));
}
