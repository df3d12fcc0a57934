using Serment.AttackSimulations.Means;
using Serment.Custodian.Log;
using Serment.Custodian.People;
using Serment.Custodian.Relationships;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using static Serment.IntegrationTests.Custodian.CareCalls;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: a ward's patients for longer than a night, or for an accomplice elsewhere, by what everybody may write down:
/// appointments and stays.
/// Means: a nurse who stands in for one night; a nurse who is in charge of a ward.
/// </summary>
public sealed class HandedOnTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_night_in_a_team_is_not_handed_on_by_appointments()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int ward = bed.Host.Core.People.UnitsOf(1)[0].Id;
        int elsewhere = bed.Host.Core.People.UnitsOf(1)[1].Id;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 12, Compartment.Clinical);
        foreach (SealedEntry one in prey)
        {
            await DeclareAsync(bed, one.Patient, null, ward);
        }

        (_, StaffMember giver) = await bed.SignInAsync(Role.Nurse, null, ward);
        (SessionToken thief, StaffMember who) = await bed.SignInAsync(Role.Nurse);
        await bed.Host.Core.Writer.RunAsync(
            turn =>
            {
                Cover cover = new(
                    OpaqueId.Draw(), CoverKind.OnCall, 1, who.Id, null, ward, giver.Id, turn.Now, turn.Now,
                    turn.Now.AddHours(10));
                long index = turn.Append(LogLeaf.Event(
                    LogEventKind.CoverGiven, 1, giver.Id,
                    new EventBody { Subject = cover.Id, Commitment = cover.Commitment() }));
                CoverRows.Insert(turn, cover, index);
                bed.Host.Core.Covers.Follow(turn);
                return index;
            },
            CancellationToken.None);

        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        Haul haul = new(output, prey.Count);
        foreach (SealedEntry one in prey)
        {
            Assert.Equal(
                Outcome.Allowed, (await SealedPatients.AskAsync(web, thief, AccessPurpose.Care, one.Patient)).Outcome);
            Assert.Equal(
                "period",
                await RefusedAsync(() => ExpectAsync(web, thief, one.Patient, elsewhere, now, TimeSpan.FromHours(24))));

            // The ward has her anyway; and a stay outlasts a night.
            await ExpectAsync(web, thief, one.Patient, ward, now, TimeSpan.FromHours(24));
        }

        (SessionToken accomplice, _) = await bed.SignInAsync(Role.Physician, null, elsewhere);
        foreach (SealedEntry one in prey)
        {
            if ((await SealedPatients.AskAsync(web, accomplice, AccessPurpose.Care, one.Patient)).Outcome
                == Outcome.Allowed)
            {
                haul.Take(one.Patient);
            }
        }

        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task Who_declares_a_ward_to_others_in_an_hour_is_told_of_and_stopped()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        int ward = bed.Host.Core.People.UnitsOf(1)[0].Id;
        int elsewhere = bed.Host.Core.People.UnitsOf(1)[1].Id;
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(bed.ConnectImport(), null, 10, Compartment.Clinical);
        (SessionToken thief, _) = await bed.SignInAsync(Role.Nurse, null, ward);
        CustodianClient web = bed.Connect();
        DateTimeOffset now = bed.Clock.GetUtcNow();
        foreach (SealedEntry one in prey)
        {
            await DeclareAsync(bed, one.Patient, null, ward);
            await SealedPatients.AskAsync(web, thief, AccessPurpose.Care, one.Patient);
        }

        int declared = 0;
        for (int i = 0; i < 2 * Giving.MaxDeclaredAnHour; i++)
        {
            try
            {
                await ExpectAsync(
                    web, thief, prey[i % prey.Count].Patient, elsewhere, now.AddMinutes(i), TimeSpan.FromHours(12));
                declared++;
            }
            catch (CustodyException refused) when (refused.Problem.Code is "giving-limit")
            {
                break;
            }
        }

        output.WriteLine($"declared in an hour: {declared}");
        Assert.Equal(Giving.MaxDeclaredAnHour, declared);
        await bed.Host.Core.Writer.IndexAsync(CancellationToken.None);
        Assert.Equal(
            1,
            await bed.CountAsync(
                "SELECT COUNT(*) FROM log_event WHERE "
                + $"kind = {(int)LogEventKind.Alert} AND code = {(int)AlertCode.ManyGiven}"));
    }

    private static Task<RelationshipDeclared> ExpectAsync(
        CustodianClient web, SessionToken session, PatientId patient, int unit, DateTimeOffset from, TimeSpan length) =>
        web.AskAsync(
            MessageKind.DeclareRelationship, session,
            new(patient, RelationshipKind.Appointment, null, unit, from, from + length),
            CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared,
            CancellationToken.None);
}
