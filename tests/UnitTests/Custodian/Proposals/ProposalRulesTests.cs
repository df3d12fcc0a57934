using System.Collections.Frozen;
using System.Security.Cryptography;
using Serment.Custodian.People;
using Serment.Custodian.Proposals;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Proposals;

public sealed class ProposalRulesTests
{
    private static readonly ActorId Somebody = new(7);

    [Theory]
    [InlineData(Role.Administrator, ProposalKind.EnrolStaff, true)]
    [InlineData(Role.Administrator, ProposalKind.SuspendStaff, true)]
    [InlineData(Role.SecurityOfficer, ProposalKind.SuspendStaff, true)]
    [InlineData(Role.SecurityOfficer, ProposalKind.ChangeBudget, true)]
    [InlineData(Role.SecurityOfficer, ProposalKind.EndClient, true)]
    [InlineData(Role.SecurityOfficer, ProposalKind.EnrolStaff, false)]
    [InlineData(Role.SecurityOfficer, ProposalKind.ChangeRole, false)]
    [InlineData(Role.Physician, ProposalKind.SuspendStaff, false)]
    [InlineData(Role.Biologist, ProposalKind.ActivateReleaseRule, true)]
    [InlineData(Role.Administrator, ProposalKind.ActivateReleaseRule, false)]
    [InlineData(Role.LaboratoryTechnician, ProposalKind.ActivateReleaseRule, false)]
    [InlineData(Role.LaboratoryTechnician, ProposalKind.EndReleaseRule, true)]
    [InlineData(Role.SecurityOfficer, ProposalKind.EndReleaseRule, true)]
    [InlineData(Role.Biologist, ProposalKind.EnrolStaff, false)]
    [InlineData(Role.Receptionist, ProposalKind.EnrolStaff, false)]
    public void Lets_administrators_propose_all_and_security_officers_what_restrains(
        Role role, ProposalKind kind, bool may) =>
        Assert.Equal(may, ProposalRules.MayPropose(role, kind));

    [Fact]
    public void Nobody_decides_their_own_proposal() =>
        Assert.Equal("own-proposal", ProposalRules.CheckDecider(Member(Somebody), 1, Somebody, null));

    [Fact]
    public void Nobody_decides_about_themselves() =>
        Assert.Equal("about-yourself", ProposalRules.CheckDecider(Member(Somebody), 1, new(8), Somebody));

    [Theory]
    [InlineData(Role.Physician, StaffState.Active, 1)]
    [InlineData(Role.Administrator, StaffState.Suspended, 1)]
    [InlineData(Role.Administrator, StaffState.Invited, 1)]
    [InlineData(Role.Administrator, StaffState.Active, 2)]
    public void Only_active_people_in_charge_of_the_same_site_decide(Role role, StaffState state, short site) =>
        Assert.Equal(
            "not-a-decider", ProposalRules.CheckDecider(Member(Somebody, role, state), site, new(8), null));

    [Fact]
    public void A_second_person_in_charge_decides() =>
        Assert.Null(ProposalRules.CheckDecider(Member(Somebody, Role.SecurityOfficer), 1, new(8), new(9)));

    [Theory]
    [InlineData(ProposalKind.SuspendStaff, null)]
    [InlineData(ProposalKind.ChangeRole, Role.Nurse)]
    public void The_last_two_who_approve_keep_their_power(ProposalKind kind, Role? role)
    {
        ProposalDraft draft = new(kind, Somebody, Role: role);

        Assert.Equal("last-two-who-approve", Check(draft, Member(Somebody), othersWhoGovern: 1));
        Assert.Null(Check(draft, Member(Somebody), othersWhoGovern: 2));
    }

    [Fact]
    public void Somebody_who_does_not_approve_can_always_be_suspended() =>
        Assert.Null(Check(
            new(ProposalKind.SuspendStaff, Somebody), Member(Somebody, Role.Physician), othersWhoGovern: 2));

    [Theory]
    [InlineData(ProposalKind.SuspendStaff, StaffState.Suspended, "is-suspended")]
    [InlineData(ProposalKind.AddPasskey, StaffState.Suspended, "is-suspended")]
    [InlineData(ProposalKind.ReinstateStaff, StaffState.Active, "is-not-suspended")]
    public void A_change_fits_the_state_that_somebody_is_in(ProposalKind kind, StaffState state, string code) =>
        Assert.Equal(code, Check(new(kind, Somebody), Member(Somebody, Role.Nurse, state)));

    [Fact]
    public void Staff_of_another_site_do_not_exist() =>
        Assert.Equal(
            "unknown-staff",
            Check(new(ProposalKind.SuspendStaff, Somebody), Member(Somebody) with { Site = 2 }));

    [Fact]
    public void A_role_that_somebody_has_already_is_no_change() =>
        Assert.Equal(
            "nothing-changes",
            Check(new(ProposalKind.ChangeRole, Somebody, Role: Role.Nurse), Member(Somebody, Role.Nurse)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" x ")]
    [InlineData("Ada\u0000Minville")]
    [InlineData("Ada\nMinville")]
    public void A_new_person_has_a_name(string? name) =>
        Assert.Equal("name", Check(new(ProposalKind.EnrolStaff, Name: name, Role: Role.Nurse, UnitIds: [])));

    [Fact]
    public void A_new_person_has_a_role_that_exists()
    {
        Assert.Equal("role", Check(new(ProposalKind.EnrolStaff, Name: "Ada Minville", UnitIds: [])));
        Assert.Equal("role", Check(new(ProposalKind.EnrolStaff, Name: "Ada Minville", Role: (Role)99, UnitIds: [])));
    }

    [Fact]
    public void Units_are_the_sites_and_named_once()
    {
        Assert.Equal("unknown-unit", Check(Enrol(3)));
        Assert.Equal("unknown-unit", Check(Enrol(1, 1)));
        Assert.Null(Check(Enrol(1, 2)));

        static ProposalDraft Enrol(params int[] units) =>
            new(ProposalKind.EnrolStaff, Name: "Ada Minville", Role: Role.Nurse, UnitIds: units);
    }

    [Theory]
    [InlineData(MeterKind.OffPattern, 24, 10, null)]
    [InlineData(MeterKind.OffPattern, 24, 0, null)]
    [InlineData(MeterKind.OffPattern, 5, 10, "window")]
    [InlineData(MeterKind.OffPattern, 24, -1, "limit")]
    [InlineData(MeterKind.OffPattern, 24, 1_000_000, "limit")]
    [InlineData((MeterKind)9, 24, 10, "meter")]
    public void A_budget_names_a_meter_a_window_and_a_limit(MeterKind meter, int hours, int limit, string? code) =>
        Assert.Equal(
            code,
            Check(new(ProposalKind.ChangeBudget, Role: Role.Nurse, Meter: meter, WindowHours: hours, Limit: limit)));

    [Fact]
    public void A_client_brings_a_public_key_on_P256()
    {
        using ECDsa good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Null(Check(Client(good.ExportSubjectPublicKeyInfoPem())));
        Assert.Equal("key", Check(Client(other.ExportSubjectPublicKeyInfoPem())));
        Assert.Equal("key", Check(Client(good.ExportPkcs8PrivateKeyPem())));
        Assert.Equal("key", Check(Client("rubbish")));
        Assert.Equal("key", Check(Client(null)));
        Assert.Equal("rights", Check(Client(good.ExportSubjectPublicKeyInfoPem(), (ClientRights)8)));
        Assert.Equal("rights", Check(Client(good.ExportSubjectPublicKeyInfoPem(), ClientRights.None)));

        static ProposalDraft Client(string? pem, ClientRights rights = ClientRights.Seal) =>
            new(ProposalKind.RegisterClient, Name: "automate", ClientPublicKeyPem: pem, ClientRights: rights);
    }

    [Theory]
    [InlineData("CARD", null)]
    [InlineData("card", "code")]
    [InlineData("", "code")]
    [InlineData("A/../B", "code")]
    [InlineData("ABCDEFGHIJKLMNOPQ", "code")]
    public void A_unit_has_a_short_code_in_capitals(string unit, string? code) =>
        Assert.Equal(code, Check(new(ProposalKind.CreateUnit, Name: "Cardiologie", Code: unit)));

    [Fact]
    public void A_unit_code_is_used_once() =>
        Assert.Equal(
            "code-taken",
            ProposalRules.Check(
                new(ProposalKind.CreateUnit, Name: "Cardiologie", Code: "CARD"),
                new(1, null, _ => true, 2, IsUnitCodeTaken: true))?.Code);

    private static string? Check(ProposalDraft draft, StaffMember? subject = null, int othersWhoGovern = 2) =>
        ProposalRules.Check(draft, new(1, subject, unit => unit is 1 or 2, othersWhoGovern, false))?.Code;

    private static StaffMember Member(
        ActorId id, Role role = Role.Administrator, StaffState state = StaffState.Active) =>
        new(id, 1, "Ada Minville", role, state, FrozenSet<int>.Empty, []);
}
