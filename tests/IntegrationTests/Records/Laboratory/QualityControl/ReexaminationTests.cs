using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.QualityControl;

public sealed class ReexaminationTests
{
    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Lists_the_tubes_since_the_last_good_control_and_marks_each_once(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset now = bed.Now;
        await bed.MeasureAsync(1, 4.0m, now.AddHours(-4));
        await AddRunAsync(bed, "BEFORE", ControlBed.Potassium, now.AddHours(-5));
        await AddRunAsync(bed, "WITHIN", ControlBed.Potassium, now.AddHours(-3));
        await AddRunAsync(bed, "OTHER", "NA", now.AddHours(-3));
        await AddRunAsync(bed, "SENSITIVE", null, now.AddHours(-3));
        ControlAdded bad = await bed.MeasureAsync(1, 4.5m, now.AddHours(-2));
        await AddRunAsync(bed, "BLOCKED", ControlBed.Potassium, now.AddHours(-1));
        await bed.MeasureAsync(1, 4.0m, now.AddMinutes(-30));
        await bed.ActAsync(bad.ResultId);
        await AddRunAsync(bed, "AFTER", ControlBed.Potassium, now.AddMinutes(-10));
        ReadControls read = new(bed.Records.Door, bed.Records.Main);
        ControlBlock block = Assert.Single((await read.OverviewAsync(bed.Site, now, CancellationToken.None)).Blocks);
        Reexamination reexamination = new(bed.Records.Door, bed.Records.Main, bed.Records.Custody.Clock);

        ReexaminationList list =
            (await reexamination.RunAsync(bed.Site, block.BlockId, _ => false, CancellationToken.None))!;
        Assert.Equal("BLOCKED WITHIN", string.Join(' ', list.Runs.Select(one => one.Tube)));
        Assert.All(list.Runs, one => Assert.Null(one.Outcome));

        // A sensitive analysis is listed only where it is the one that is controlled.
        ReexaminationList sensitive =
            (await reexamination.RunAsync(bed.Site, block.BlockId, _ => true, CancellationToken.None))!;
        Assert.Contains(sensitive.Runs, one => one.Tube is "SENSITIVE");

        ReexaminedRun first = list.Runs[0];
        Assert.True(await MarkAsync(ReviewOutcome.Stands));
        Assert.False(await MarkAsync(ReviewOutcome.Correct));
        list = (await reexamination.RunAsync(bed.Site, block.BlockId, _ => false, CancellationToken.None))!;
        Assert.Equal([ReviewOutcome.Stands, null], list.Runs.Select(one => one.Outcome));
        Assert.Equal(ControlBed.Somebody, list.Runs[0].ReviewedBy);

        Task<bool> MarkAsync(ReviewOutcome outcome) => reexamination.MarkAsync(
            bed.Site, block.BlockId, first.Patient, first.Entry, outcome, ControlBed.Somebody, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Begins_at_the_last_good_control_of_the_level_that_was_rejected(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset now = bed.Now;
        await bed.MeasureAsync(2, 6.0m, now.AddHours(-24));
        await AddRunAsync(bed, "BEFORE", ControlBed.Potassium, now.AddHours(-25));
        await AddRunAsync(bed, "YESTERDAY", ControlBed.Potassium, now.AddHours(-12));
        await bed.MeasureAsync(1, 4.0m, now.AddMinutes(-2));
        await bed.MeasureAsync(2, 6.7m, now.AddMinutes(-1));

        ReexaminationList list = await ListAsync(bed);
        Assert.Equal(now.AddHours(-24), list.From);
        Assert.Equal("YESTERDAY", Assert.Single(list.Runs).Tube);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_lot_before_counts_at_the_same_level_until_its_date_and_no_other_material_does(
        DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        DateTimeOffset now = bed.Now;
        long other = await bed.Change.AddMaterialAsync(
            bed.Site, new(1, "Autre sérum", "Fournisseur", Section.Biochemistry), ControlBed.Somebody,
            CancellationToken.None);
        DateOnly today = DateOnly.FromDateTime(EstablishmentTime.Local(now));
        long before = (await bed.AddLotAsync(
            bed.Material, "L0", today.AddDays(-3), ControlLotState.InUse, "NIV0"))![0];
        long foreign = (await bed.AddLotAsync(
            other, "A1", today.AddDays(200), ControlLotState.InUse, "AUTRE1"))![0];
        await bed.SetTargetAsync(before, 4.0m, 0.1m);
        await bed.SetTargetAsync(foreign, 4.0m, 0.1m);
        await bed.MeasureAsync(before, 4.0m, now.AddDays(-5));
        await bed.MeasureAsync(before, 4.0m, now.AddDays(-4));

        // Past its date, however often: more than are looked at together.
        for (int i = 0; i < 101; i++)
        {
            await bed.MeasureAsync(before, 4.0m, now.AddDays(-2).AddMinutes(i));
        }

        await bed.MeasureAsync(foreign, 4.0m, now.AddHours(-2));
        await bed.MeasureAsync(1, 4.5m, now.AddHours(-1));

        Assert.Equal(now.AddDays(-4), (await ListAsync(bed)).From);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_change_of_lot_is_decided_once_and_assessments_are_corrected_by_further_ones(
        DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        ParallelRuns runs = new(bed.Records.Door, bed.Records.Main, bed.Records.Custody.Clock);
        await runs.BeginAsync(
            bed.Site, new(1, "K", ParallelKind.Reagent, "K-ISE", "A", "B", 2m), ControlBed.Somebody,
            CancellationToken.None);
        long id = (await runs.ListAsync(bed.Site, CancellationToken.None))[0].Id;
        Assert.True(await PairAsync());
        Assert.True(await DecideAsync(true));
        Assert.False(await DecideAsync(false));
        Assert.False(await PairAsync());
        ParallelRun run = Assert.Single(await runs.ListAsync(bed.Site, CancellationToken.None));
        Assert.True(run.Decision!.IsAccepted);
        Assert.Equal((1, 1m), (run.Pairs.Count, run.MeanDifferencePercent!.Value));

        Assessments assessments = new(bed.Records.Door, bed.Records.Main, bed.Records.Custody.Clock);
        AssessmentDraft draft = new(
            0, "Programme", "2026-1", "A", 1, "K", 4.10m, 4.0m, 0.1m, null, "", "Classeur 3", new(2026, 2, 1));
        await assessments.AddAsync(bed.Site, draft, ControlBed.Somebody, CancellationToken.None);
        Assessment first = Assert.Single(await assessments.ListAsync(bed.Site, CancellationToken.None));
        Assert.Equal(draft, first.Draft);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        await assessments.AddAsync(
            bed.Site, draft with { Replaces = first.Id, Value = 4.35m }, ControlBed.Somebody, CancellationToken.None);
        IReadOnlyList<Assessment> both = await assessments.ListAsync(bed.Site, CancellationToken.None);
        Assert.Equal(
            [(AssessmentVerdict.Unacceptable, false), (AssessmentVerdict.Acceptable, true)],
            both.Select(one => (one.Verdict, one.IsReplaced)));

        Task<bool> PairAsync() => runs.AddPairAsync(
            bed.Site, id, "QC1", 4.00m, 4.04m, ControlBed.Somebody, CancellationToken.None);

        Task<bool> DecideAsync(bool accepts) => runs.DecideAsync(
            bed.Site, id, accepts, "", ControlBed.Somebody, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Reads_a_series_with_its_rules_actions_and_reagents(DatabaseEngine engine)
    {
        await using ControlBed bed = await ControlBed.StartAsync(engine);
        await AddInstrumentAsync(bed);
        ReagentDraft reagent = new(
            ControlBed.Instrument, false, "K-ISE", [ControlBed.Potassium], "R1", new(2030, 1, 1), bed.Now.AddDays(-2));
        await bed.Change.UseReagentAsync(bed.Site, reagent, ControlBed.Somebody, CancellationToken.None);
        await bed.Change.UseReagentAsync(
            bed.Site, reagent with { Name = "NA-ISE", Analyses = ["NA"] }, ControlBed.Somebody, CancellationToken.None);
        await bed.MeasureAsync(1, 4.10m, bed.Now.AddHours(-2));
        ControlAdded bad = await bed.MeasureAsync(1, 4.35m, bed.Now.AddHours(-1));
        await bed.Act.RunAsync(
            bed.Site, new(bad.ResultId, ControlCause.Handling, ControlMeasure.Repeated, true, "Erreur de saisie"),
            ControlBed.Somebody, CancellationToken.None);
        await Assert.ThrowsAsync<ArgumentException>(() => bed.Act.RunAsync(
            bed.Site, new(bad.ResultId, ControlCause.Other, ControlMeasure.Repeated, false, ""), ControlBed.Somebody,
            CancellationToken.None));
        ReadControls read = new(bed.Records.Door, bed.Records.Main);

        ControlSeries series = (await read.SeriesAsync(
            bed.Site, ControlBed.Instrument, ControlBed.Potassium, bed.Now.AddDays(-1), bed.Now.AddDays(1), bed.Now,
            CancellationToken.None))!;

        Assert.Equal([4.35m, 4.10m], series.Readings.Select(one => one.Value));
        Assert.Equal(["1-2s", "1-3s"], series.Readings[0].Rules);
        Assert.True(series.Readings[0].IsExcluded);
        Assert.Equal(3.5m, series.Readings[0].Z);
        Assert.Equal("K-ISE", Assert.Single(series.Reagents).Name);
        Assert.Equal("Erreur de saisie", Assert.Single(series.Actions).Comment);
        Assert.Equal(4.0m, series.TargetOf(bed.Levels[0])!.Mean);
        IReadOnlyDictionary<(string, long), ControlReading> latest = await read.LatestAsync(
            bed.Site, ControlBed.Instrument, bed.Now.AddDays(-1), CancellationToken.None);
        Assert.Equal(["1-2s", "1-3s"], Assert.Single(latest).Value.Rules);
        Assert.Null(await read.SeriesAsync(
            bed.Site, 77, ControlBed.Potassium, bed.Now, bed.Now, bed.Now, CancellationToken.None));

        // Both were counted where they were judged.
        Assert.Equal(
            2, await bed.Records.CountAsync("SELECT SUM(amount) FROM laboratory_count WHERE kind = 12 AND period > 999999"));
    }

    private static async Task<ReexaminationList> ListAsync(ControlBed bed)
    {
        ReadControls read = new(bed.Records.Door, bed.Records.Main);
        ControlBlock block =
            Assert.Single((await read.OverviewAsync(bed.Site, bed.Now, CancellationToken.None)).Blocks);
        Reexamination reexamination = new(bed.Records.Door, bed.Records.Main, bed.Records.Custody.Clock);
        return (await reexamination.RunAsync(bed.Site, block.BlockId, _ => false, CancellationToken.None))!;
    }

    private static async Task AddInstrumentAsync(ControlBed bed)
    {
        short site = (await bed.Records.Door.SiteOfCodeAsync(bed.Site, CancellationToken.None))!.Value;
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO instrument (site, instrument_id, laboratory_id, name, model, section, is_active, version)
            VALUES (@site, 1, 1, 'Automate', 'Modèle', 3, 1, 1)
            """;
        command.Add("@site", site);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task AddRunAsync(ControlBed bed, string tube, string? analysis, DateTimeOffset at)
    {
        short site = (await bed.Records.Door.SiteOfCodeAsync(bed.Site, CancellationToken.None))!.Value;
        PatientId patient = new(OpaqueId.Draw());
        EntryId request = new(OpaqueId.Draw());
        EntryId specimen = new(OpaqueId.Draw());
        EntryId task = new(OpaqueId.Draw());
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        await SpecimenRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = patient, Specimen = specimen, Site = site, LaboratoryId = 1, Request = request, Number = tube,
                Container = "SER", State = SpecimenState.Received, Priority = OrderPriority.Routine,
                Person = BenchPerson.Unknown, PlannedAt = at, ChangedAt = at,
            },
            CancellationToken.None);
        await TaskRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = patient, Task = task, Site = site, LaboratoryId = 1, Request = request, Specimen = specimen,
                Analysis = analysis, AnalysisToken = analysis is null ? 5 : 0, Section = Section.Biochemistry,
                Status = AnalysisStatus.Final, Priority = OrderPriority.Routine, Person = BenchPerson.Unknown,
                RegisteredAt = at, DueAt = at, ChangedAt = at,
            },
            CancellationToken.None);
        await RunRows.InsertAsync(
            connection, null,
            new()
            {
                Patient = patient, Entry = new(OpaqueId.Draw()), Task = task, Site = site,
                InstrumentId = ControlBed.Instrument, State = RunState.Kept, ResultedAt = at,
            },
            CancellationToken.None);
    }
}
