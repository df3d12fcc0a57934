using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.Records.Encounters;

namespace Serment.IntegrationTests.Records.Encounters;

public sealed class StayCareTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_care_of_a_long_stay_is_renewed_by_the_team_that_opens_its_board(DatabaseEngine engine)
    {
        await using StayBed bed = await StayBed.StartAsync(engine);
        PatientId patient = await bed.RegisterAsync();
        await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        for (int day = 0; day < 120; day += 3)
        {
            bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(3));
            Worker anna = await bed.NurseAsync();
            Worker bruno = await bed.NurseAsync();
            Assert.NotNull(Assert.Single(await bed.OpenAsync(anna, bed.Ward)).Card);
            Assert.NotNull(Assert.Single(await bed.OpenAsync(bruno, bed.Ward)).Card);
        }

        Worker physician = await bed.SignInAsync(Role.Physician, bed.Ward.UnitId);
        Assert.Equal(Outcome.Allowed, (await bed.AskAsync(physician, patient)).Outcome);
    }

    [Fact]
    public async Task A_forgotten_stay_lapses()
    {
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        PatientId patient = await bed.RegisterAsync();
        await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(8 + 30 + 1));
        Worker nurse = await bed.NurseAsync();
        await bed.AskAsync(nurse, patient);
        Assert.Equal(
            1, await bed.Records.CountAsync("SELECT COUNT(*) FROM stay_care"));
    }

    [Fact]
    public async Task A_discharge_after_days_ends_the_care_and_leaves_the_after_care()
    {
        await using StayBed bed = await StayBed.StartAsync(DatabaseEngine.Sqlite);
        PatientId patient = await bed.RegisterAsync();
        var stay = await bed.AdmittedAsync(bed.Desk, patient, await bed.BedAsync(0));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(3));
        Worker other = await bed.SignInAsync(Role.Receptionist);
        Assert.Equal(
            Serment.RecordAccess.Sealing.SealOutcome.Saved,
            (await bed.RunAsync(other, new(patient, stay, new(MovementKind.Discharge)))).Outcome);
        Worker nurse = await bed.NurseAsync();
        Assert.Equal(Outcome.Allowed, (await bed.AskAsync(nurse, patient)).Outcome);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(31));
        Worker later = await bed.NurseAsync();
        (Outcome outcome, DecisionReason _) = await bed.AskAsync(later, patient);
        Assert.Equal(Outcome.Allowed, outcome);
    }
}
