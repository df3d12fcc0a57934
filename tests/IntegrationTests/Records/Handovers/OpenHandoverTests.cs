using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Handovers;

namespace Serment.IntegrationTests.Records.Handovers;

public sealed class OpenHandoverTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Shows_who_is_present_in_the_unit_and_what_the_last_shifts_told(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        int unit = bed.Custody.Host.Core.People.UnitsOf(1)[0].Id;
        CustodianClient web = bed.Custody.Connect();
        SessionToken desk = await bed.SignInAsync(Role.Receptionist);
        PatientId present = (await SealedPatients.SealNewAsync(web, desk, 1, Compartment.Identity))[0].Patient;
        PatientId left = (await SealedPatients.SealNewAsync(web, desk, 1, Compartment.Identity))[0].Patient;
        DateTimeOffset now = bed.Custody.Clock.GetUtcNow();
        foreach ((PatientId patient, int status) in new[] { (present, 2), (left, 4) })
        {
            await web.AskAsync(
                MessageKind.DeclareRelationship, desk,
                new(patient, RelationshipKind.Appointment, null, unit, now, now.AddHours(12)),
                CustodyJson.Default.RelationshipDeclaration, CustodyJson.Default.RelationshipDeclared,
                CancellationToken.None);
            await StayAsync(bed, patient, unit, status);
        }

        (SessionToken nurse, Serment.Custodian.People.StaffMember who) =
            await bed.Custody.SignInAsync(Role.Nurse, null, [unit]);
        OpenHandover open = new(bed.Door, bed.Main);
        Handover first = await open.RunAsync("CLINIQUE", unit, now.AddHours(12), nurse, Today, CancellationToken.None);
        HandoverPatient alone = Assert.Single(first.Patients);
        Assert.Equal(present, alone.Patient);
        Assert.Equal(Outcome.Allowed, alone.Card.Outcome);
        Assert.Equal("12-F", alone.Bed);
        Assert.True(alone.IsIsolated);
        Assert.Empty(alone.Lines);

        SaveHandover save = new(new SaveEntries(bed.Door));
        foreach (string text in (string[])["Nuit calme", "Pansement refait", "Sortie demain"])
        {
            EntriesSaved saved = await save.RunAsync(present, text, who.Id, nurse, now, CancellationToken.None);
            Assert.Equal(SealOutcome.Saved, saved.Outcome);
            bed.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Handover next = await open.RunAsync("CLINIQUE", unit, now.AddHours(12), nurse, Today, CancellationToken.None);
        Assert.Equal(
            ["Sortie demain", "Pansement refait"], Assert.Single(next.Patients).Lines.Select(line => line.Text),
            StringComparer.Ordinal);
        Assert.Empty((await open.RunAsync(
            "CLINIQUE", unit + 1, now.AddHours(12), nurse, Today, CancellationToken.None)).Patients);
    }

    private static async Task StayAsync(RecordBed bed, PatientId patient, int unit, int status)
    {
        await using DbConnection connection = await bed.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO bed (site, bed_id, unit_id, room, name, kind, can_isolate, state, removed, version, changed_at)
            VALUES (1, @bed, @unit, '12', 'F', 1, 1, 1, 0, 1, 0);
            INSERT INTO encounter (patient_id, encounter_id, site, class, status, unit_id, bed_id, isolation, version,
                                   changed_at)
            VALUES (@patient, 5, 1, 1, @status, @unit, @bed, 1, 1, 0);
            """;
        command.Add("@bed", patient.Value);
        command.Add("@unit", unit);
        command.Add("@patient", patient.Value);
        command.Add("@status", (short)status);
        await command.ExecuteNonQueryAsync();
    }
}
