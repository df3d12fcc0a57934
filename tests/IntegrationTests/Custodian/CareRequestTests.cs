using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.IntegrationTests.Custodian;

public sealed class CareRequestTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_colleague_in_charge_sees_who_asks_and_lets_in_for_some_hours(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        PatientId patient = await NewPatientAsync(bed);
        await DeclareAsync(bed, patient, null, unit);
        (SessionToken asking, StaffMember asker) = await bed.SignInAsync(Role.Physician);
        (SessionToken charge, _) = await bed.SignInAsync(Role.Nurse, null, unit);
        (SessionToken other, _) = await bed.SignInAsync(Role.Nurse);
        CustodianClient web = bed.Connect();

        CareRequestStanding asked = await AskAsync(web, asking, patient, "Avis cardiologique demandé");
        CareRequestSeen seen = Assert.Single(await ListAsync(web, charge));
        Assert.Equal(
            (asked.RequestId, patient, asker.Id, "Avis cardiologique demandé"),
            (seen.RequestId, seen.Patient, seen.Asker, seen.Reason));
        Assert.Empty(await ListAsync(web, other));
        Assert.Empty(await ListAsync(web, asking));
        Assert.Equal(CareRequestState.Waiting, (await FindAsync(web, asking, asked.RequestId)).State);

        // Asking again is the same request, also after a restart.
        await bed.RestartAsync();
        web = bed.Connect();
        Assert.Equal(asked.RequestId, (await AskAsync(web, asking, patient)).RequestId);

        Assert.Equal("request-answered", await RefusedAsync(() => AnswerAsync(web, other, asked.RequestId, 4)));
        Assert.Equal("request-answered", await RefusedAsync(() => AnswerAsync(web, asking, asked.RequestId, 4)));
        await AnswerAsync(web, charge, asked.RequestId, 4);
        Assert.Equal("request-answered", await RefusedAsync(() => AnswerAsync(web, charge, asked.RequestId, 4)));

        CareRequestStanding granted = await FindAsync(web, asking, asked.RequestId);
        Assert.Equal(
            (CareRequestState.Granted, (DateTimeOffset?)bed.Clock.GetUtcNow().AddHours(4)),
            (granted.State, granted.Until));
        Assert.Equal(
            (Outcome.Allowed, DecisionReason.None),
            await SealedPatients.AskAsync(web, asking, AccessPurpose.Care, patient));
        CareList care = await CareAsync(web, asking, patient);
        Assert.Contains(care.Lines, line => line.Kind == RelationshipKind.Referral && line.Staff == asker.Id);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_no_is_told_and_opens_nothing(DatabaseEngine engine)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(engine);
        PatientId patient = await NewPatientAsync(bed);
        (SessionToken asking, _) = await bed.SignInAsync(Role.Physician);
        (SessionToken charge, StaffMember who) = await bed.SignInAsync(Role.Physician);
        await DeclareAsync(bed, patient, who.Id, null);
        CustodianClient web = bed.Connect();

        CareRequestStanding asked = await AskAsync(web, asking, patient);
        await AnswerAsync(web, charge, asked.RequestId, null);

        Assert.Equal(CareRequestState.Declined, (await FindAsync(web, asking, asked.RequestId)).State);
        Assert.Equal(
            Outcome.StepUp, (await SealedPatients.AskAsync(web, asking, AccessPurpose.Care, patient)).Outcome);
    }

    [Fact]
    public async Task Asking_for_nobody_looks_the_same_and_costs_the_same()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        PatientId known = await NewPatientAsync(bed);
        (SessionToken asking, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();

        CareRequestStanding real = await AskAsync(web, asking, known);
        CareRequestStanding nobody = await AskAsync(web, asking, PatientId.New());
        Assert.Equal((real.State, real.Expires), (nobody.State, nobody.Expires));
        for (int i = 2; i < AskColleague.MaxAnHour; i++)
        {
            await AskAsync(web, asking, PatientId.New());
        }

        Assert.Equal("request-limit", await RefusedAsync(() => AskAsync(web, asking, PatientId.New())));
    }

    [Fact]
    public async Task Nobody_else_learns_where_a_request_stands_and_it_ends_by_itself()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken asking, StaffMember asker) = await bed.SignInAsync(Role.Physician);
        (SessionToken other, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        CareRequestStanding asked = await AskAsync(web, asking, await NewPatientAsync(bed));

        Assert.Equal("request-unknown", await RefusedAsync(() => FindAsync(web, other, asked.RequestId)));
        bed.Clock.Advance(AskColleague.Waiting);
        (asking, _) = await bed.SignInAsync(Role.Physician, asker);
        Assert.Equal(CareRequestState.Expired, (await FindAsync(web, asking, asked.RequestId)).State);
    }

    [Fact]
    public async Task A_hand_over_is_of_those_who_have_the_patient_and_the_office_may_end_it()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        PatientId patient = await NewPatientAsync(bed);
        await DeclareAsync(bed, patient, null, unit);
        (SessionToken charge, _) = await bed.SignInAsync(Role.Physician, null, unit);
        (SessionToken taking, StaffMember taker) = await bed.SignInAsync(Role.Physician);
        (SessionToken reception, _) = await bed.SignInAsync(Role.Receptionist, null, unit);
        (SessionToken office, _) = await bed.SignInAsync(Role.SecurityOfficer);
        CustodianClient web = bed.Connect();
        await SealedPatients.AskAsync(web, charge, AccessPurpose.Care, patient);
        await SealedPatients.AskAsync(web, reception, AccessPurpose.Card, patient);

        Assert.Equal(
            "not-yours-to-hand-over", await RefusedAsync(() => HandOverAsync(bed, web, reception, patient, taker.Id, 2)));
        Assert.Equal(
            "not-yours-to-hand-over", await RefusedAsync(() => HandOverAsync(bed, web, charge, patient, taker.Id, 31)));
        RelationshipDeclared given = await HandOverAsync(bed, web, charge, patient, taker.Id, 2);
        Assert.Equal(Outcome.Allowed, (await SealedPatients.AskAsync(web, taking, AccessPurpose.Care, patient)).Outcome);

        HandOverSummary shown = Assert.Single((await GivenAsync(web, office)).HandOvers);
        Assert.Equal((given.RelationshipId, RelationshipKind.HandOver), (shown.RelationshipId, shown.Kind));
        await web.AskAsync(
            MessageKind.EndRelationship, office, new RelationshipEnding(given.RelationshipId),
            CustodyJson.Default.RelationshipEnding, CustodyJson.Default.Nothing, CancellationToken.None);
        Assert.Equal(Outcome.StepUp, (await SealedPatients.AskAsync(web, taking, AccessPurpose.Care, patient)).Outcome);
    }

    private static Task<RelationshipDeclared> HandOverAsync(
        CustodyBed bed, CustodianClient web, SessionToken session, PatientId patient, ActorId taker, int days)
    {
        DateTimeOffset now = bed.Clock.GetUtcNow();
        return web.AskAsync(
            MessageKind.DeclareRelationship, session,
            new RelationshipDeclaration(patient, RelationshipKind.HandOver, taker, null, now, now.AddDays(days)),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared, CancellationToken.None);
    }

    private static async Task<PatientId> NewPatientAsync(CustodyBed bed) =>
        (await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 1, Compartment.Clinical))[0].Patient;
}
