using System.Security.Cryptography;
using Serment.AttackSimulations.Means;
using Serment.Custodian.Budgets;
using Serment.Custodian.Clients;
using Serment.Custodian.Decisions;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: a whole town as patients in care: declared so by whoever may, then opened without a touch.
/// Means: the key of an agenda's interface, an accomplice's account in the unit that it declares for; a receptionist
/// who writes down family doctors; the accounts of a whole ward.
/// </summary>
public sealed class DeclaredCareTests(ITestOutputHelper output)
{
    private const int Flow = 25;
    private const int SiteInCarePerHour = 40;
    private const int StrangersPerHour = 6;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task An_interfaces_key_declares_no_more_than_its_flow()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 2 * Flow, Compartment.Clinical);
        (ActorId agenda, ECDsa key) = await RegisterAsync(bed);
        CustodianClient interfaceHost = bed.Connect();
        interfaceHost.ActAs(agenda, key);
        int declared = await DeclareAllAsync(bed, interfaceHost, prey, unit);
        await bed.RestartAsync();
        CustodianClient again = bed.Connect();
        again.ActAs(agenda, key);
        declared += await DeclareAllAsync(bed, again, prey, unit);

        (SessionToken accomplice, _) = await bed.SignInAsync(Role.Physician, null, unit);
        Haul haul = new(output, prey.Count);
        CustodianClient web = bed.Connect();
        using (OpenResponse opened = await SealedPatients.OpenAsync(web, accomplice, AccessPurpose.Care, prey))
        {
            haul.Take(opened, prey);
        }

        Assert.Equal(Flow, declared);
        haul.AssertAtMost(Flow);
    }

    [Theory]
    [InlineData(RelationshipKind.FamilyDoctor, 20)]
    [InlineData(RelationshipKind.Admission, 20)]
    [InlineData(RelationshipKind.Appointment, 31)]
    public async Task Nor_for_longer_or_of_a_kind_that_is_not_an_interfaces(RelationshipKind kind, int days)
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        PatientId patient = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Clinical))[0].Patient;
        (ActorId agenda, ECDsa key) = await RegisterAsync(bed);
        CustodianClient interfaceHost = bed.Connect();
        interfaceHost.ActAs(agenda, key);

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => DeclareAsync(
            bed, interfaceHost, null, patient, kind, bed.Host.Core.People.UnitsOf(1)[0].Id, null, days));
        Assert.Equal(ResponseStatus.BadRequest, refused.Status);
    }

    [Fact]
    public async Task A_card_makes_nobodys_care_for_more_than_thirty_days()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        PatientId patient = (await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, 1, Compartment.Identity))[0].Patient;
        (SessionToken reception, _) = await bed.SignInAsync(Role.Receptionist);
        (_, StaffMember accomplice) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        await SealedPatients.AskAsync(web, reception, AccessPurpose.Card, patient);

        CustodyException refused = await Assert.ThrowsAsync<CustodyException>(() => DeclareAsync(
            bed, web, reception, patient, RelationshipKind.FamilyDoctor, null, accomplice.Id, 31));
        Assert.Equal("period", refused.Problem.Code);
        await DeclareAsync(bed, web, reception, patient, RelationshipKind.FamilyDoctor, null, accomplice.Id, 30);
    }

    [Fact]
    public async Task All_accounts_of_a_ward_together_stop_at_the_sites_limit_and_their_patients_of_today_stay_open()
    {
        const int Accounts = 3;
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                bed.Host.Core.Limits.Change(turn, 1, Limits.BreakerRole, Meter.InCare, 1, SiteInCarePerHour);
                return true;
            },
            CancellationToken.None);
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 120, Compartment.Clinical);
        (ActorId agenda, ECDsa key) = await RegisterAsync(bed, prey.Count);
        CustodianClient interfaceHost = bed.Connect();
        interfaceHost.ActAs(agenda, key);
        Assert.Equal(prey.Count, await DeclareAllAsync(bed, interfaceHost, prey, unit));
        CustodianClient web = bed.Connect();
        Haul haul = new(output, prey.Count);
        List<SessionToken> nurses = [];
        for (int i = 0; i < Accounts; i++)
        {
            (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse, null, unit);
            nurses.Add(nurse);
            for (int at = i; at < prey.Count; at += Accounts)
            {
                using OpenResponse opened = await SealedPatients.OpenAsync(web, nurse, AccessPurpose.Care, prey[at]);
                haul.Take(opened, prey[at]);
            }
        }

        haul.AssertAtMost(SiteInCarePerHour + (Accounts * StrangersPerHour));
        using OpenResponse ward = await SealedPatients.OpenAsync(web, nurses[^1], AccessPurpose.Care, prey[0]);
        Assert.True(ward.HasKey(0));
    }

    private static async Task<(ActorId Client, ECDsa Key)> RegisterAsync(CustodyBed bed, long flow = Flow)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ActorId client = ActorId.New();
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                ClientRows.Insert(turn, client, 1, "agenda", key, ClientRights.Declare, flow);
                return true;
            },
            CancellationToken.None);
        return (client, key);
    }

    private static async Task<int> DeclareAllAsync(
        CustodyBed bed, CustodianClient connection, List<SealedEntry> prey, int unit)
    {
        int declared = 0;
        foreach (SealedEntry one in prey)
        {
            try
            {
                await DeclareAsync(
                    bed, connection, null, one.Patient, RelationshipKind.Appointment, unit, null, 1);
                declared++;
            }
            catch (CustodyException refused) when (refused.Problem.Code is "client-flow-spent")
            {
                return declared;
            }
        }

        return declared;
    }

    private static Task<RelationshipDeclared> DeclareAsync(
        CustodyBed bed, CustodianClient connection, SessionToken? session, PatientId patient, RelationshipKind kind,
        int? unit, ActorId? staff, int days)
    {
        DateTimeOffset now = bed.Clock.GetUtcNow();
        return connection.AskAsync(
            MessageKind.DeclareRelationship, session,
            new RelationshipDeclaration(patient, kind, staff, unit, now, now.AddDays(days)),
            Json.RelationshipDeclaration, Json.RelationshipDeclared, CancellationToken.None);
    }
}
