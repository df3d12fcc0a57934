using Serment.AttackSimulations.Means;
using Serment.Custodian.People;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the charts of strangers without a touch for each.
/// Means: a physician's account, the strangers' cards within the small budget, a record made up by the thief, and the
/// right to join records; then a nurse who joins them for him.
/// </summary>
public sealed class JoinedRecordsTests(ITestOutputHelper output)
{
    private const int CardsPerHour = 6;

    private static readonly CustodyJson Json = CustodyJson.Default;

    [Fact]
    public async Task Strangers_joined_to_a_record_of_ones_own_making_stay_closed()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken physician, StaffMember who) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        List<SealedEntry> prey = await PreyAsync(bed);
        foreach (SealedEntry one in prey)
        {
            PatientId own = (await SealedPatients.SealNewAsync(web, physician, 1, Compartment.Identity))[0].Patient;
            await CardAsync(web, physician, one.Patient);
            await LinkAsync(web, physician, own, one.Patient);
        }

        Haul haul = new(output, prey.Count);
        await TakeAsync(haul, web, physician, prey);
        await bed.RestartAsync();
        (SessionToken again, _) = await bed.SignInAsync(Role.Physician, who);
        await TakeAsync(haul, bed.Connect(), again, prey);
        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task One_broken_glass_opens_one_of_the_strangers_joined_for_it()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken physician, _) = await bed.SignInAsync(Role.Physician);
        CustodianClient web = bed.Connect();
        List<SealedEntry> prey = await PreyAsync(bed);
        foreach (SealedEntry one in prey)
        {
            await CardAsync(web, physician, one.Patient);
        }

        foreach (SealedEntry one in prey[1..])
        {
            await LinkAsync(web, physician, prey[0].Patient, one.Patient);
        }

        await bed.TouchAsync(physician, StepUpKind.BreakGlass, prey[0].Patient);
        Haul haul = new(output, prey.Count);
        await TakeAsync(haul, web, physician, prey);
        haul.AssertAtMost(1);
        Assert.Equal(1, haul.Count);
    }

    [Fact]
    public async Task Nor_does_an_accomplice_lend_a_made_up_record_to_a_stranger()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        (SessionToken physician, _) = await bed.SignInAsync(Role.Physician);
        (SessionToken nurse, _) = await bed.SignInAsync(Role.Nurse);
        CustodianClient web = bed.Connect();
        SealedEntry prey = (await PreyAsync(bed))[0];
        PatientId own = (await SealedPatients.SealNewAsync(web, physician, 1, Compartment.Identity))[0].Patient;
        await CardAsync(web, nurse, own);
        await CardAsync(web, nurse, prey.Patient);
        await LinkAsync(web, nurse, own, prey.Patient);

        Haul haul = new(output, 1);
        await TakeAsync(haul, web, physician, [prey]);
        haul.AssertAtMost(0);
    }

    private static Task<List<SealedEntry>> PreyAsync(CustodyBed bed) =>
        SealedPatients.SealNewAsync(bed.ConnectImport(), null, CardsPerHour, Compartment.Clinical);

    private static async Task CardAsync(CustodianClient web, SessionToken session, PatientId patient) =>
        Assert.Equal(
            Outcome.Allowed, (await SealedPatients.AskAsync(web, session, AccessPurpose.Card, patient)).Outcome);

    private static Task<PatientsLinked> LinkAsync(
        CustodianClient web, SessionToken session, PatientId survivor, PatientId replaced) =>
        web.AskAsync(
            MessageKind.LinkPatients, session, new PatientLink(survivor, replaced, Undo: false), Json.PatientLink,
            Json.PatientsLinked, CancellationToken.None);

    private static async Task TakeAsync(
        Haul haul, CustodianClient web, SessionToken session, List<SealedEntry> prey)
    {
        foreach (SealedEntry one in prey)
        {
            using OpenResponse opened = await SealedPatients.OpenAsync(web, session, AccessPurpose.Care, one);
            haul.Take(opened, one);
        }
    }
}
