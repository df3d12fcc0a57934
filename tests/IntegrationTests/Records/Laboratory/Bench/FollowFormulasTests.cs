using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Bench;

/// <summary>Computed analyses at the bench: they never stand for values that do not count any more.</summary>
public sealed class FollowFormulasTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_value_that_is_typed_once_more_is_computed_with_once_more(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await TypedTwiceAsync(bed, technician);

        BenchTask rate = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG");
        Assert.Equal([RunState.Rejected, RunState.Arrived], rate.Runs.Select(one => one.Row.State));
        Assert.Equal((AnalysisStatus.Resulted, 35m), (rate.Row.Status, rate.Current!.Made.Number));
        Assert.Contains("Recalculé", rate.Runs[0].Made.Reason, StringComparison.Ordinal);

        // Only creatinine is chosen: what follows from it is validated with it.
        EntryId second = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "CREA").Runs[1].Row.Entry;
        TechnicalResult done = await bed.ValidateAsync(
            technician, tube, ("CREA", one => one with { Keep = second, Reason = "Tube coagulé" }));

        Assert.Equal(SealOutcome.Saved, done.Outcome);
        rate = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG");
        Assert.Equal((AnalysisStatus.Technical, 35m), (rate.Row.Status, rate.Current!.Made.Number));
        Assert.Equal(2, rate.Runs.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_keeps_the_first_value_keeps_what_follows_from_it(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await TypedTwiceAsync(bed, technician);
        EntryId first = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "CREA").Runs[0].Row.Entry;

        TechnicalResult done = await bed.ValidateAsync(
            technician, tube, ("CREA", one => one with { Keep = first, Reason = "Dilution fausse" }), ("DFG", one => one));

        Assert.Equal(SealOutcome.Saved, done.Outcome);
        BenchTask rate = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG");
        Assert.Equal(
            [RunState.Rejected, RunState.Rejected, RunState.Kept], rate.Runs.Select(one => one.Row.State));
        Assert.Equal((AnalysisStatus.Technical, 84m), (rate.Row.Status, rate.Current!.Made.Number));
        Assert.Equal(0, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM observation_run WHERE state = 1"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_computed_value_is_neither_validated_alone_nor_done_once_more(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["CREA", "DFG"]);
        await bed.TypeAsync(technician, tube, ("CREA", "78"));

        Assert.Equal(TechnicalRefusal.Inputs, await TryAsync(one => one));
        Assert.Equal(TechnicalRefusal.Computed, await TryAsync(one => one with { IsRerun = true }));
        Assert.Equal(
            SealOutcome.Saved,
            (await bed.Validate.WithoutRemarkAsync(
                await bed.OpenAsync(technician, tube), technician.Session, technician.Token,
                CancellationToken.None))!.Outcome);
        BenchTube after = await bed.OpenAsync(technician, tube);
        Assert.All(after.Tasks, one => Assert.Equal(AnalysisStatus.Technical, one.Row.Status));

        async Task<TechnicalRefusal> TryAsync(Func<TechnicalChoice, TechnicalChoice> with) =>
            Assert.Single((await bed.ValidateAsync(technician, tube, ("DFG", with))).Refusals).Value;
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_added_when_all_it_follows_from_is_validated_is_computed_when_somebody_asks(
        DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["CREA"]);
        await bed.TypeAsync(technician, tube, ("CREA", "78"));
        await bed.ValidateAsync(technician, tube, ("CREA", one => one));
        TaskRow creatinine = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "CREA").Row;
        await using (DbConnection connection = await bed.Stays.Records.Main.OpenAsync(CancellationToken.None))
        {
            await TaskRows.InsertAsync(
                connection, null,
                creatinine with
                {
                    Task = EntryId.New(), Analysis = "DFG", Status = AnalysisStatus.Ready, ResultedAt = null,
                    TechnicalAt = null, TechnicalBy = null, Version = 1,
                },
                CancellationToken.None);
        }

        BenchTube opened = await bed.OpenAsync(technician, tube);
        Assert.True(opened.CanCompute(BenchBed.TaskOf(opened, "DFG")));
        Assert.False(opened.CanCompute(BenchBed.TaskOf(opened, "CREA")));
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(technician, tube, ("DFG", one => one))).Outcome);

        BenchTask rate = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG");
        Assert.Equal((AnalysisStatus.Technical, 84m), (rate.Row.Status, Assert.Single(rate.Runs).Made.Number));
    }

    // A woman of 43: 78 µmol/L gives 84, 160 gives 35 mL/min/1.73 m².
    private static async Task<SpecimenRow> TypedTwiceAsync(BenchBed bed, Worker technician)
    {
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["CREA", "DFG"]);
        await bed.TypeAsync(technician, tube, ("CREA", "78"));
        Assert.Equal(84m, BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG").Current!.Made.Number);
        await bed.ValidateAsync(technician, tube, ("CREA", one => one with { IsRerun = true }));
        bed.Stays.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.TypeAsync(technician, tube, ("CREA", "160"));
        bed.Stays.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        return tube;
    }
}
