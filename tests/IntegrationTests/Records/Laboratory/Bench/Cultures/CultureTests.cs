using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.RecordAccess.Sealing;
using Serment.Records.Charts.Results;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Bench.Cultures;

public sealed class CultureTests
{
    private static readonly CultureReading Clusters = new()
    {
        IsProvisional = true,
        Outcome = CultureOutcome.Ongoing,
        Direct = new() { Gram = GramFinding.PositiveClusters },
    };

    private static readonly CultureReading Mrsa = new()
    {
        Outcome = CultureOutcome.Growth,
        Direct = new() { Gram = GramFinding.PositiveClusters },
        Isolates =
        [
            new()
            {
                Organism = Organisms.Find("SAURE")!,
                Tests =
                [
                    new("FOX", new SusceptibilityMeasure(MeasureKind.Zone, 18)),
                    new("VAN", new SusceptibilityMeasure(MeasureKind.Mic, 1)),
                    new("GEN", null, Susceptibility.Susceptible),
                ],
            },
        ],
        Remark = "Prévenir l’hygiène",
    };

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_provisional_result_is_given_out_and_the_final_one_takes_its_place_in_the_same_observation(
        DatabaseEngine engine)
    {
        await using CultureBed bed = await CultureBed.StartAsync(engine, "HEMOC");
        Assert.Equal(SealOutcome.Saved, await bed.EnterAsync(Clusters));
        Assert.Empty(await bed.ChartAsync());
        Assert.Single(await bed.CriticalAsync());

        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync()).Outcome);

        BenchTask growing = await bed.TaskAsync();
        Assert.Equal((AnalysisStatus.Ready, AnalysisHold.Growing), (growing.Row.Status, growing.Row.Hold));
        Assert.True(growing.IsEnterable);
        Assert.Single(await bed.CriticalAsync());
        LabResult shown = Assert.Single(await bed.ChartAsync());
        Assert.True(shown.IsPreliminary);
        Assert.Equal(CultureOutcome.Ongoing, CultureParts.Read(shown.Culture!)!.Outcome);
        Assert.Equal(1, Assert.Single(await bed.DueAsync()).Pending);
        ReportDraft partial = await bed.DraftAsync();
        Assert.Equal(ReportStatus.Partial, partial.Model.Status);
        await bed.IssueAsync(partial);
        Assert.Empty(await bed.DueAsync());

        bed.Wait(TimeSpan.FromMinutes(5));
        Assert.Equivalent(Clusters, EnterCulture.LastOf(growing), strict: true);
        Assert.Equal(SealOutcome.Saved, await bed.EnterAsync(Mrsa));
        LabResult meanwhile = Assert.Single(await bed.ChartAsync());
        Assert.Equal(shown.Version, meanwhile.Version);

        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync()).Outcome);

        LabResult final = Assert.Single(await bed.ChartAsync());
        Assert.Equal(shown.Version.Entry, final.Version.Entry);
        Assert.Equal("final", final.Status);
        Assert.Equivalent(Mrsa, CultureParts.Read(final.Culture!), strict: true);
        Assert.Contains(final.Culture!.Parts, one => one.Answer is { Code: nameof(Phenotype.MethicillinResistant) });
        Assert.Equal(
            [
                DeterminationStatus.Arrived, DeterminationStatus.Technical, DeterminationStatus.Provisional,
                DeterminationStatus.Final,
            ],
            await bed.HistoryAsync(final.Version.Entry));
        Assert.Equal("cancelled", (await bed.ObservationsAsync()).Single(one => one.Version.Entry != final.Version.Entry).Status);
        Assert.Equal(AnalysisStatus.Final, (await bed.TaskAsync()).Row.Status);
        Assert.Equal(RequestStatus.Completed, (await bed.RequestAsync()).Status);

        ReportDraft whole = await bed.DraftAsync();
        Assert.Equal((ReportStatus.Final, 2, 0), (whole.Model.Status, whole.Model.Edition, whole.Model.Changes.Count));
        Assert.Equal(final.Version, Assert.Single(whole.Results));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Each_provisional_reading_is_the_next_version_of_the_one_before(DatabaseEngine engine)
    {
        await using CultureBed bed = await CultureBed.StartAsync(engine, "ECBU");
        await bed.EnterAsync(Clusters);
        await bed.ValidateAsync();
        await bed.EnterAsync(Mrsa with { IsProvisional = true });
        await bed.ValidateAsync();

        LabResult shown = Assert.Single(await bed.ChartAsync());

        Assert.Equal(4, shown.Version.Version);
        Assert.True(shown.IsPreliminary);
        Assert.Equal(AnalysisHold.Growing, (await bed.TaskAsync()).Row.Hold);
        Assert.Equal(RequestStatus.Active, (await bed.RequestAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_correction_reads_the_whole_culture_anew_and_hides_nothing(DatabaseEngine engine)
    {
        await using CultureBed bed = await CultureBed.StartAsync(engine, "HEMOC");
        await bed.EnterAsync(Mrsa);
        await bed.ValidateAsync();
        await bed.IssueAsync(await bed.DraftAsync());
        ValidationLine line = await bed.LineAsync(bed.Biologist);
        LineChoice choice = new(line.Task.Task, line.Task.Version, line.Kept!.Version);
        bed.Wait(TimeSpan.FromMinutes(5));

        ValidationDone byText = await bed.Correct.RunAsync(
            bed.Tube.Patient, bed.Tube.Request, choice, new TypedValue(Text: "stérile"), "erreur", bed.Biologist.Session,
            bed.Biologist.Token, bed.Bench.Now, CancellationToken.None);
        CultureReading right = new() { Outcome = CultureOutcome.Contaminated };
        ValidationDone byReading = await bed.Correct.CultureAsync(
            bed.Tube.Patient, bed.Tube.Request, choice, right, "flacon d’un autre patient", bed.Biologist.Session,
            bed.Biologist.Token, bed.Bench.Now, CancellationToken.None);

        Assert.Equal((ValidationOutcome.Moved, ValidationOutcome.Done), (byText.Outcome, byReading.Outcome));
        LabResult shown = Assert.Single(await bed.ChartAsync());
        Assert.Equal("corrected", shown.Status);
        Assert.Equivalent(right, CultureParts.Read(shown.Culture!), strict: true);
        ReportDraft report = await bed.DraftAsync();
        Assert.Equal(ReportStatus.Corrected, report.Model.Status);
        Assert.Equal("flacon d’un autre patient", Assert.Single(report.Model.Changes).Reason);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_read_the_same_culture_the_second_is_told_and_one_person_validates_once(DatabaseEngine engine)
    {
        await using CultureBed bed = await CultureBed.StartAsync(engine, "ECBU");
        BenchTube seen = await bed.Bench.OpenAsync(bed.Technician, bed.Tube);
        BenchTask task = BenchBed.TaskOf(seen, bed.Analysis);
        CultureReading sterile = new() { Outcome = CultureOutcome.Sterile };
        Assert.Equal(SealOutcome.Saved, await bed.EnterAsync(seen, task, sterile));

        Assert.Equal(SealOutcome.VersionConflict, await bed.EnterAsync(seen, task, Mrsa));

        Assert.Equal(Attention.None, (await bed.TaskAsync()).Row.Attention);
        Assert.Equal(
            SealOutcome.Saved,
            (await bed.Bench.ValidateAsync(bed.Biologist, bed.Tube, (bed.Analysis, one => one))).Outcome);
        ValidationDone own = await bed.ValidateBiologicallyAsync(bed.Biologist);
        Assert.Equal((ValidationOutcome.Forbidden, ValidationObstacle.OwnTechnical), (own.Outcome, own.Obstacle));
        Assert.Empty(await bed.ChartAsync());
    }
}
