using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.IntegrationTests.Custodian;

public sealed class CoverTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_replacement_sees_the_replaced_ones_patients_until_it_ends(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        PatientId patient = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Clinical))[0].Patient;
        (SessionToken leaving, StaffMember left) = await bed.SignInAsync(Role.Physician, null, unit);
        (SessionToken taking, StaffMember taker) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        await DeclareAsync(bed, patient, left.Id, null, hours: 24 * 40);
        Assert.Equal(Outcome.StepUp, await OutcomeAsync(web, taking, patient));
        DateTimeOffset now = bed.Clock.GetUtcNow();

        await GiveAsync(
            bed, web, leaving, new(CoverKind.Replacement, taker.Id, left.Id, null, now.AddDays(1), now.AddDays(8)));
        Assert.Equal(Outcome.StepUp, await OutcomeAsync(web, taking, patient));

        bed.Clock.Advance(TimeSpan.FromDays(1));
        (taking, _) = await bed.SignInAsync(Role.Physician, taker);
        Assert.Equal(Outcome.Allowed, await OutcomeAsync(web, taking, patient));

        await bed.RestartAsync();
        web = bed.Connect();
        Assert.Equal(Outcome.Allowed, await OutcomeAsync(web, taking, patient));

        bed.Clock.Advance(TimeSpan.FromDays(7));
        (taking, _) = await bed.SignInAsync(Role.Physician, taker);
        Assert.Equal(Outcome.StepUp, await OutcomeAsync(web, taking, patient));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_colleague_in_the_nights_team_has_the_units_patients_and_its_name(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        PatientId patient = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Clinical))[0].Patient;
        await DeclareAsync(bed, patient, null, unit);
        (SessionToken member, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        (SessionToken helper, StaffMember who) = await bed.SignInAsync(Role.Nurse);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();

        CoverGiven given = await GiveAsync(
            bed, web, member, new(CoverKind.OnCall, who.Id, null, unit, now, now.AddHours(12)));

        Assert.Equal(Outcome.Allowed, await OutcomeAsync(web, helper, patient));
        SessionDescription described = await web.AskAsync(
            MessageKind.DescribeSession, helper, Nothing.Instance, CustodyJson.Default.Nothing,
            CustodyJson.Default.SessionDescription, CancellationToken.None);
        Assert.Contains(described.Units, one => one.UnitId == unit);
        Assert.Equal(CoverKind.OnCall, Assert.Single(described.Covers!).Kind);

        // What she stands in for is not hers to hand on.
        (_, StaffMember third) = await bed.SignInAsync(Role.Nurse);
        Assert.Equal(
            "not-your-unit",
            await RefusedAsync(() => GiveAsync(
                bed, web, helper, new(CoverKind.OnCall, third.Id, null, unit, now, now.AddHours(1)))));

        Assert.Equal(given.CoverId, Assert.Single((await GivenAsync(web, office)).Covers).CoverId);
        await EndCoverAsync(web, office, given.CoverId);
        Assert.Equal(Outcome.StepUp, await OutcomeAsync(web, helper, patient));
        Assert.Empty((await GivenAsync(web, office)).Covers);
        Assert.Equal("cover-ended", await RefusedAsync(() => EndCoverAsync(web, office, given.CoverId)));
    }

    [Fact]
    public async Task What_a_suspended_colleague_gave_is_worth_nothing_and_what_is_given_for_another_is_told()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        PatientId patient = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Clinical))[0].Patient;
        (SessionToken giving, StaffMember giver) = await bed.SignInAsync(Role.Physician, null, unit);
        (_, StaffMember ill) = await bed.SignInAsync(Role.Physician, null, unit);
        (SessionToken taking, StaffMember taker) = await bed.SignInAsync(Role.Physician);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        await DeclareAsync(bed, patient, ill.Id, null);
        DateTimeOffset now = bed.Clock.GetUtcNow();

        await GiveAsync(
            bed, web, giving, new(CoverKind.Replacement, taker.Id, ill.Id, null, now, now.AddDays(7)));
        Assert.Equal(Outcome.Allowed, await OutcomeAsync(web, taking, patient));
        LogPage alerts = await web.AskAsync(
            MessageKind.ReadLog, office, new(AlertsOnly: true), CustodyJson.Default.LogQuery,
            CustodyJson.Default.LogPage, CancellationToken.None);
        Assert.Contains(alerts.Events, one => one.Detail == nameof(AlertCode.ReplacementOnBehalf));

        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                PeopleRows.SetState(turn, giver.Id, StaffState.Suspended);
                bed.Host.Core.People.FollowStaff(turn, giver.Id);
                return true;
            },
            CancellationToken.None);
        Assert.Equal(Outcome.StepUp, await OutcomeAsync(web, taking, patient));
    }

    [Fact]
    public async Task Only_those_concerned_end_it()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken giving, StaffMember giver) = await bed.SignInAsync(Role.Physician);
        (SessionToken taking, StaffMember taker) = await bed.SignInAsync(Role.Physician);
        (SessionToken stranger, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        CoverGiven given = await GiveAsync(
            bed, web, giving, new(CoverKind.Replacement, taker.Id, giver.Id, null, now, now.AddDays(7)));

        Assert.Equal("not-yours", await RefusedAsync(() => EndCoverAsync(web, stranger, given.CoverId)));
        await EndCoverAsync(web, taking, given.CoverId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Giving_takes_a_touch_for_this_colleague_and_uses_it_up(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken giving, StaffMember giver) = await bed.SignInAsync(Role.Nurse, null, unit);
        (_, StaffMember taker) = await bed.SignInAsync(Role.Nurse);
        (_, StaffMember other) = await bed.SignInAsync(Role.Nurse);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        CoverGift week = new(CoverKind.Replacement, taker.Id, giver.Id, null, now, now.AddDays(7));
        CoverGift night = new(CoverKind.OnCall, taker.Id, null, unit, now, now.AddHours(12));

        Assert.Equal("touch-needed", await RefusedAsync(() => GiveUntouchedAsync(web, giving, week)));
        StepUpRequest touch = StepUpRequest.ForColleague(taker.Id);
        await bed.TouchAsync(giving, touch.Kind, touch.Patient);
        Assert.Equal(
            "touch-needed",
            await RefusedAsync(() => GiveUntouchedAsync(web, giving, week with { Taker = other.Id })));

        // What is refused anyway uses nothing up.
        Assert.Equal(
            "period",
            await RefusedAsync(() => GiveUntouchedAsync(web, giving, week with { Until = now.AddDays(60) })));
        await bed.RestartAsync();
        web = bed.Connect();
        await GiveUntouchedAsync(web, giving, week);
        Assert.Equal("touch-needed", await RefusedAsync(() => GiveUntouchedAsync(web, giving, night)));
        await bed.RestartAsync();
        Assert.Equal("touch-needed", await RefusedAsync(() => GiveUntouchedAsync(bed.Connect(), giving, night)));
    }

    private static async Task<Outcome> OutcomeAsync(CustodianClient web, SessionToken session, PatientId patient) =>
        (await SealedPatients.AskAsync(web, session, AccessPurpose.Care, patient)).Outcome;
}
