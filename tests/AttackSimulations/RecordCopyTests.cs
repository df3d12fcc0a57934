using Serment.AttackSimulations.Means;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: whole records, ready to be carried away, by the function that hands patients their copy.
/// Means: a physician's account with her passkey, on a day when thirty patients are in her care; the web server, so
/// that any question can be asked; accounts of the other roles.
/// </summary>
public sealed class RecordCopyTests(ITestOutputHelper output)
{
    private const int Patients = 30;

    // The small allowance of a physician in an hour, and in a day.
    private const int CopiesPerHour = 6;
    private const int CopiesPerDay = 15;

    [Fact]
    public async Task Thirty_copies_asked_for_in_an_hour_yield_six_and_in_a_day_fifteen()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodianClient web = bed.Connect();
        List<SealedEntry> prey = await AdmitAsync(bed, web);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken session, Serment.Custodian.People.StaffMember who) =
            await bed.SignInAsync(Role.Physician, null, unit);
        HashSet<PatientId> taken = [];
        for (int hour = 0; hour < 20; hour++)
        {
            int before = taken.Count;
            (session, _) = await bed.SignInAsync(Role.Physician, who);
            foreach (SealedEntry entry in prey.Where(one => !taken.Contains(one.Patient)).ToList())
            {
                await bed.TouchAsync(session, StepUpKind.RecordCopy, entry.Patient);
                (Outcome outcome, _) =
                    await SealedPatients.AskAsync(web, session, AccessPurpose.RecordCopy, entry.Patient);
                if (outcome == Outcome.Allowed)
                {
                    taken.Add(entry.Patient);
                }
            }

            Assert.True(taken.Count - before <= CopiesPerHour);
            bed.Clock.Advance(TimeSpan.FromHours(1));
        }

        output.WriteLine($"copies in twenty hours: {taken.Count} of {Patients}");
        Assert.Equal(CopiesPerDay, taken.Count);
    }

    [Fact]
    public async Task Without_the_touch_or_by_another_role_or_a_stranger_there_is_none()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodianClient web = bed.Connect();
        List<SealedEntry> prey = await AdmitAsync(bed, web);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken untouched, _) = await bed.SignInAsync(Role.Physician, null, unit);
        Assert.Equal(
            (Outcome.StepUp, DecisionReason.TouchNeeded),
            await SealedPatients.AskAsync(web, untouched, AccessPurpose.RecordCopy, prey[0].Patient));

        // A touch for one patient, or for another purpose, is none for this one.
        await bed.TouchAsync(untouched, StepUpKind.RecordCopy, prey[1].Patient);
        await bed.TouchAsync(untouched, StepUpKind.OffPattern, prey[0].Patient);
        await bed.TouchAsync(untouched, StepUpKind.Sensitive, prey[0].Patient);
        await bed.TouchAsync(untouched, StepUpKind.BreakGlass, prey[0].Patient);
        Assert.Equal(
            Outcome.StepUp,
            (await SealedPatients.AskAsync(web, untouched, AccessPurpose.RecordCopy, prey[0].Patient)).Outcome);

        (SessionToken stranger, _) = await bed.SignInAsync(Role.Physician);
        await bed.TouchAsync(stranger, StepUpKind.RecordCopy, prey[0].Patient);
        Assert.Equal(
            (Outcome.Refused, DecisionReason.NoRelationship),
            await SealedPatients.AskAsync(web, stranger, AccessPurpose.RecordCopy, prey[0].Patient));
        Role[] others = [.. Enum.GetValues<Role>().Where(role => role != Role.Physician)];
        foreach (Role role in others)
        {
            (SessionToken session, _) = await bed.SignInAsync(role, null, unit);
            await bed.TouchAsync(session, StepUpKind.RecordCopy, prey[0].Patient);
            Outcome outcome = await AskAsync(web, session, prey[0].Patient);
            Assert.Equal(Outcome.Refused, outcome);
        }
    }

    // Some roles are not even heard.
    private static async Task<Outcome> AskAsync(CustodianClient web, SessionToken session, PatientId patient)
    {
        try
        {
            return (await SealedPatients.AskAsync(web, session, AccessPurpose.RecordCopy, patient)).Outcome;
        }
        catch (CustodyException e) when (e.Status == ResponseStatus.Forbidden)
        {
            return Outcome.Refused;
        }
    }

    private static async Task<List<SealedEntry>> AdmitAsync(CustodyBed bed, CustodianClient web)
    {
        List<SealedEntry> prey = await SealedPatients.SealNewAsync(
            bed.ConnectImport(), null, Patients, Compartment.Clinical);
        int unit = bed.Host.Core.People.UnitsOf(1)[0].Id;
        (SessionToken desk, _) = await bed.SignInAsync(Role.Receptionist);
        foreach (SealedEntry entry in prey)
        {
            await SealedPatients.AskAsync(web, desk, AccessPurpose.Card, entry.Patient);
            DateTimeOffset now = bed.Clock.GetUtcNow();
            await web.AskAsync(
                MessageKind.DeclareRelationship, desk,
                new(entry.Patient, RelationshipKind.Appointment, null, unit, now, now.AddHours(12)),
                CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared,
                CancellationToken.None);
        }

        return prey;
    }
}
