using System.Collections.Frozen;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Relationships;

public sealed class CoverRulesTests
{
    private const int Ward = 7;
    private const int OtherWard = 8;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly StaffMember Giver = Member(1, Role.Physician, Ward);
    private static readonly StaffMember Taker = Member(2, Role.Physician, OtherWard);
    private static readonly StaffMember Ill = Member(3, Role.Physician, Ward);

    [Fact]
    public void A_physician_gives_her_patients_to_another_for_a_week() =>
        Assert.Null(Check(Replacement(days: 7)));

    [Theory]
    [InlineData(0, 30, null)]
    [InlineData(0, 31, "period")]
    [InlineData(30, 30, null)]
    [InlineData(31, 1, "period")]
    [InlineData(-1, 7, "period")]
    public void Never_for_more_than_thirty_days_nor_long_before(int fromDays, int days, string? problem) =>
        Assert.Equal(problem, Check(Replacement(fromDays, days)));

    [Fact]
    public void What_ends_before_it_begins_or_is_over_is_no_period()
    {
        Assert.Equal("period", Check(Replacement(days: 0)));
        Assert.Equal("period", Check(OnCall() with { From = Now.AddMinutes(-50), Until = Now.AddMinutes(-1) }));
    }

    [Fact]
    public void Nobody_gives_to_herself_or_makes_somebody_replace_herself()
    {
        Assert.Equal("taker-is-giver", Check(Replacement() with { Taker = Giver.Id }, Ground() with { Taker = Giver }));
        CoverGift toHimself = Replacement() with { Taker = Ill.Id, Replaced = Ill.Id };
        Assert.Equal("taker-is-replaced", Check(toHimself, Ground() with { Taker = Ill, Replaced = Ill }));
        Assert.Equal("taker-is-giver", Check(OnCall() with { Taker = Giver.Id }, Ground() with { Taker = Giver }));
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.SecurityOfficer)]
    [InlineData(Role.Receptionist)]
    [InlineData(Role.Phlebotomist)]
    [InlineData(Role.BillingClerk)]
    [InlineData(Role.Pharmacist)]
    [InlineData(Role.LaboratoryTechnician)]
    [InlineData(Role.Nurse)]
    public void A_replacement_is_of_the_same_role(Role role)
    {
        Assert.Equal("role", Check(Replacement(), Ground() with { Taker = Taker with { Role = role } }));
    }

    [Theory]
    [InlineData(Role.Administrator, "role")]
    [InlineData(Role.SecurityOfficer, "role")]
    [InlineData(Role.Receptionist, "role")]
    [InlineData(Role.Phlebotomist, "role")]
    [InlineData(Role.LaboratoryTechnician, "role")]
    [InlineData(Role.BillingClerk, "role")]
    [InlineData(Role.Pharmacist, "role")]
    [InlineData(Role.Nurse, null)]
    [InlineData(Role.Biologist, null)]
    public void A_team_has_only_roles_that_treat_and_only_they_bring_in(Role role, string? problem)
    {
        Assert.Equal(problem, Check(OnCall(), Ground() with { Taker = Taker with { Role = role } }));
        Assert.Equal(problem, Check(OnCall(), Ground() with { Giver = Giver with { Role = role } }));
    }

    [Fact]
    public void Whoever_takes_is_of_the_site_and_can_sign_in()
    {
        Assert.Equal("taker-unknown", Check(OnCall(), Ground() with { Taker = null }));
        Assert.Equal("taker-unknown", Check(OnCall(), Ground() with { Taker = Taker with { Site = 2 } }));
        Assert.Equal(
            "taker-unknown", Check(OnCall(), Ground() with { Taker = Taker with { State = StaffState.Suspended } }));
    }

    [Theory]
    [InlineData(7, 0, null)]
    [InlineData(8, 0, "period")]
    [InlineData(7, 1, null)]
    [InlineData(7, 2, "too-many-on-behalf")]
    public void For_somebody_ill_a_colleague_of_the_unit_gives_a_week_and_twice_a_month(
        int days, int before, string? problem) =>
        Assert.Equal(
            problem,
            Check(
                Replacement(days: days) with { Replaced = Ill.Id },
                Ground() with { Replaced = Ill, OnBehalfLastMonth = before }));

    [Fact]
    public void For_a_stranger_to_the_unit_or_another_role_nobody_gives()
    {
        CoverGift gift = Replacement() with { Replaced = Ill.Id };
        StaffMember elsewhere = Ill with { UnitIds = Units(OtherWard) };
        StaffMember nurse = Member(4, Role.Nurse, Ward);

        Assert.Equal("not-your-colleague", Check(gift, Ground() with { Replaced = elsewhere }));
        Assert.Equal("not-your-colleague", Check(gift, Ground() with { Giver = nurse, Replaced = Ill }));
        Assert.Equal("replaced-unknown", Check(gift, Ground() with { Replaced = Ill with { Site = 2 } }));
        Assert.Equal("replaced-unknown", Check(gift, Ground() with { Replaced = null }));
    }

    [Fact]
    public void Two_replace_one_and_one_replaces_two_at_once()
    {
        CoverGround busy = Ground() with
        {
            Live = [Live(CoverKind.Replacement, 11, 1, null), Live(CoverKind.Replacement, 12, 1, null)],
        };
        CoverGround full = Ground() with
        {
            Live = [Live(CoverKind.Replacement, 2, 11, null), Live(CoverKind.Replacement, 2, 12, null)],
        };

        Assert.Equal("too-many-for-one", Check(Replacement(), busy));
        Assert.Equal("taker-has-enough", Check(Replacement(), full));
        Assert.Equal(
            "given-already", Check(Replacement(), Ground() with { Live = [Live(CoverKind.Replacement, 2, 1, null)] }));
        Assert.Null(Check(
            Replacement(),
            Ground() with { Live = [Live(CoverKind.Replacement, 2, 1, null) with { Until = Now }] }));
    }

    [Theory]
    [InlineData(0, 16, null)]
    [InlineData(0, 17, "period")]
    [InlineData(48, 16, null)]
    [InlineData(49, 1, "period")]
    public void A_night_has_sixteen_hours_at_most(int fromHours, int hours, string? problem) =>
        Assert.Equal(
            problem,
            Check(OnCall() with { From = Now.AddHours(fromHours), Until = Now.AddHours(fromHours + hours) }));

    [Fact]
    public void Only_a_member_brings_a_stranger_into_the_unit()
    {
        Assert.Equal("not-your-unit", Check(OnCall() with { UnitId = OtherWard }));
        Assert.Equal(
            "already-in-unit", Check(OnCall(), Ground() with { Taker = Taker with { UnitIds = Units(Ward) } }));
    }

    [Fact]
    public void A_team_has_twelve_and_one_person_stands_in_four()
    {
        CoverGround twelve = Ground() with
        {
            Live = [.. Enumerable.Range(20, 12).Select(taker => Live(CoverKind.OnCall, taker, null, Ward))],
        };
        CoverGround four = Ground() with
        {
            Live = [.. Enumerable.Range(20, 4).Select(unit => Live(CoverKind.OnCall, 2, null, unit))],
        };

        Assert.Equal("team-is-full", Check(OnCall(), twelve));
        Assert.Equal("taker-has-enough", Check(OnCall(), four));
        Assert.Equal(
            "given-already", Check(OnCall(), Ground() with { Live = [Live(CoverKind.OnCall, 2, null, Ward)] }));
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(8, "too-many-today")]
    public void One_person_gives_eight_a_day(int before, string? problem)
    {
        Assert.Equal(problem, Check(OnCall(), Ground() with { GivenLastDay = before }));
        Assert.Equal(problem, Check(Replacement(), Ground() with { GivenLastDay = before }));
    }

    [Fact]
    public void A_gift_of_both_kinds_or_of_none_makes_no_sense()
    {
        Assert.Equal("malformed", Check(OnCall() with { Replaced = Ill.Id }));
        Assert.Equal("malformed", Check(Replacement() with { UnitId = Ward }));
        Assert.Equal("malformed", Check(Replacement() with { Replaced = null }));
        Assert.Equal("malformed", Check(OnCall() with { Kind = (CoverKind)9 }));
    }

    private static string? Check(CoverGift gift, CoverGround? ground = null) =>
        CoverRules.Check(gift, ground ?? Ground(), Now);

    private static CoverGround Ground() => new(Giver, Taker, Giver, [], 0, 0);

    private static CoverGift Replacement(int fromDays = 0, int days = 7) =>
        new(CoverKind.Replacement, Taker.Id, Giver.Id, null, Now.AddDays(fromDays), Now.AddDays(fromDays + days));

    private static CoverGift OnCall() => new(CoverKind.OnCall, Taker.Id, null, Ward, Now, Now.AddHours(12));

    private static Cover Live(CoverKind kind, long taker, long? replaced, int? unit) =>
        new(
            OpaqueId.Draw(), kind, 1, new(taker), replaced is long one ? new ActorId(one) : null, unit, new(99), Now, Now,
            Now.AddHours(12));

    private static StaffMember Member(long id, Role role, int unit) =>
        new(new(id), 1, "Une Personne", role, StaffState.Active, Units(unit), []);

    private static FrozenSet<int> Units(int unit) => new HashSet<int> { unit }.ToFrozenSet();
}
