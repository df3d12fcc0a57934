using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Bench;

public sealed class BloodGroupTests
{
    private static readonly BloodReactions APositive = new(4, 0, 4, 0, 4, 0);
    private static readonly BloodReactions OPositive = new(0, 0, 4, 4, 4, 0);

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_group_is_valid_with_a_second_specimen_and_a_contradiction_blocks_it(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        SpecimenRow first = await bed.TubeAsync(patient, analyses: ["GS"]);
        await GroupAsync(bed, technician, first, APositive);
        TechnicalResult alone = await bed.ValidateAsync(technician, first, ("GS", one => one));
        Assert.Equal(TechnicalRefusal.SecondNeeded, Assert.Single(alone.Refusals).Value);

        SpecimenRow second = await bed.TubeAsync(patient, analyses: ["GS"]);
        await GroupAsync(bed, technician, second, APositive);
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(technician, second, ("GS", one => one))).Outcome);
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(technician, first, ("GS", one => one))).Outcome);

        SpecimenRow third = await bed.TubeAsync(patient, analyses: ["GS"]);
        await GroupAsync(bed, technician, third, OPositive);
        BenchTask blocked = BenchBed.TaskOf(await bed.OpenAsync(technician, third), "GS");
        Assert.Equal((AnalysisHold.Blocked, Attention.Critical), (blocked.Row.Hold, blocked.Row.Attention));
        TechnicalResult refused = await bed.ValidateAsync(technician, third, ("GS", one => one));
        Assert.Equal(TechnicalRefusal.Contradiction, Assert.Single(refused.Refusals).Value);
        Worker biologist = await bed.BiologistAsync();
        TechnicalResult early = await bed.ValidateAsync(
            biologist, third, ("GS", one => one with { IsRerun = true, Reason = "Erreur d'identité au prélèvement" }));
        Assert.Equal(TechnicalRefusal.Contradiction, Assert.Single(early.Refusals).Value);

        bed.Stays.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        SpecimenRow fourth = await bed.TubeAsync(patient, analyses: ["GS"]);
        await GroupAsync(bed, technician, fourth, APositive);
        TechnicalResult settled = await bed.ValidateAsync(
            biologist, third, ("GS", one => one with { IsRerun = true, Reason = "Erreur d'identité au prélèvement" }));

        Assert.Equal(SealOutcome.Saved, settled.Outcome);
        BenchRun rejected = Assert.Single(BenchBed.TaskOf(await bed.OpenAsync(biologist, third), "GS").Runs);
        Assert.Equal(DeterminationStatus.Rejected, rejected.Made.Status);
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(biologist, fourth, ("GS", one => one))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reactions_that_do_not_fit_give_no_group_and_block(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["GS"]);

        await GroupAsync(bed, technician, tube, APositive with { CellsA1 = 4 });

        BenchTask blocked = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "GS");
        Assert.Equal(AnalysisHold.Blocked, blocked.Row.Hold);
        Assert.Null(blocked.Current!.Made.Coded);
        Assert.Equal(6, blocked.Current.Made.Parts.Count);
    }

    private static async Task GroupAsync(BenchBed bed, Worker by, SpecimenRow tube, BloodReactions read)
    {
        BenchTube opened = await bed.OpenAsync(by, tube);
        BenchTask task = BenchBed.TaskOf(opened, "GS");
        IReadOnlyList<ResultSaved> saved = await bed.Enter.RunAsync(
            [EnterResults.Group(opened, task, task.Row.Version, read)], by.Session, by.Token, CancellationToken.None);
        Assert.Equal(SealOutcome.Saved, Assert.Single(saved).Outcome);
    }
}
