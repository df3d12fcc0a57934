using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Bench;

/// <summary>What a result is judged by when somebody looks at it, and what must not be lost of its tube.</summary>
public sealed class JudgementTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_change_of_the_catalogue_leaves_no_result_that_waits_without_its_delta(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        await ValidatedAsync(bed, technician, patient, "3,6");
        SpecimenRow tube = await bed.TubeAsync(patient, analyses: ["K"]);
        await ReceiveAsync(bed, tube, "5.0");
        CatalogueChanged changed = await new ChangeCatalogue(
            bed.Stays.Records.Main, bed.Catalogues, bed.Stays.Records.Custody.Clock).RunAsync(
            bed.Site,
            new(
                CatalogueItemKind.Analysis, "NA",
                CatalogueItems.Write(ShippedCatalogue.Catalogue.Find("NA")! with { Decimals = 1 })),
            1, null, "essai", new(7), Stop);
        Assert.Equal(CatalogueChangeState.Saved, changed.State);
        bed.Stays.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(2));

        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", one => one));

        Assert.Equal(SealOutcome.Saved, done.Outcome);
        Determination kept = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K").Current!.Made;
        Assert.Equal((1, 3.6m, true), (kept.CatalogueVersion, kept.Delta!.Previous, kept.Delta.IsExceeded));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_instruments_result_passes_without_a_look_only_as_somebody_would_judge_it(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        await ValidatedAsync(bed, technician, patient, "3,6");
        SpecimenRow far = await bed.TubeAsync(patient, analyses: ["K"]);
        await ReceiveAsync(bed, far, "5.0");
        SpecimenRow near = await bed.TubeAsync(patient, analyses: ["K"]);
        await ReceiveAsync(bed, near, "3.7");

        Assert.Null(await WithoutRemarkAsync(bed, technician, far));
        Assert.Equal(SealOutcome.Saved, (await WithoutRemarkAsync(bed, technician, near))!.Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_value_is_compared_with_the_last_exact_one_that_was_taken_before_it(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        await ValidatedAsync(bed, technician, patient, "3,6");
        await ValidatedAsync(bed, technician, patient, "< 4");
        SpecimenRow earlier = await bed.TubeAsync(patient, analyses: ["K"]);

        // Taken after it, validated before it.
        await ValidatedAsync(bed, technician, patient, "5,0");
        await bed.TypeAsync(technician, earlier, ("K", "4,9"));

        BenchTask task = BenchBed.TaskOf(await bed.OpenAsync(technician, earlier), "K");
        Assert.Equal((3.6m, true), (task.Current!.Made.Delta!.Previous, task.Current.Made.Delta.IsExceeded));
        Assert.Equal(Comparator.Less, task.Previous!.Comparator);
        Assert.Equal(2, task.History.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task That_a_tube_came_too_late_stays_with_its_results_up_to_the_biologist(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        await bed.SwitchOnAsync(bed.PotassiumRule);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "NA"]);

        // Nine hours: too long for potassium, not for sodium.
        await ChangeAsync(
            bed, "UPDATE specimen SET collected_at = @value",
            tube.ReceivedAt!.Value.AddHours(-9).ToUnixTimeMilliseconds());
        await bed.TypeAsync(technician, tube, ("K", "4,6"), ("NA", "140"));
        BenchTube typed = await bed.OpenAsync(technician, tube);
        Assert.Equal(Attention.Look, BenchBed.TaskOf(typed, "K").Row.Attention);
        Assert.Equal(Attention.None, BenchBed.TaskOf(typed, "NA").Row.Attention);

        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", one => one), ("NA", one => one));

        Assert.Equal((SealOutcome.Saved, 0), (done.Outcome, done.Released));
        BenchTask potassium = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal((AnalysisStatus.Technical, Attention.Look), (potassium.Row.Status, potassium.Row.Attention));
        Assert.Contains(
            potassium.Current!.Made.Remarks,
            one => one.IsInternal && one.Text.Contains("au-delà du délai", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_came_of_a_tube_that_was_refused_cannot_be_kept(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        SpecimenRow refused = await bed.TubeAsync(patient, analyses: ["K"]);
        await bed.TypeAsync(technician, refused, ("K", "7,2"));
        SpecimenRow again = refused with
        {
            Specimen = EntryId.New(), Number = refused.Number + "B", CollectedAt = bed.Now,
        };
        await using (DbConnection connection = await bed.Stays.Records.Main.OpenAsync(Stop))
        {
            await SpecimenRows.InsertAsync(connection, null, again, Stop);
        }

        await ChangeAsync(
            bed, "UPDATE specimen SET state = 4 WHERE specimen_id = @value", refused.Specimen.Value);
        await ChangeAsync(bed, "UPDATE observation_task SET status = 2, specimen_id = @value", again.Specimen.Value);

        await bed.TypeAsync(technician, again, ("K", "4,1"));
        BenchTask task = BenchBed.TaskOf(await bed.OpenAsync(technician, again), "K");
        Assert.Equal(4.1m, Assert.Single(task.Runs).Made.Number);
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(technician, again, ("K", one => one))).Outcome);
    }

    private static async Task ValidatedAsync(BenchBed bed, Worker technician, PatientId patient, string typed)
    {
        SpecimenRow tube = await bed.TubeAsync(patient, analyses: ["K"]);
        await bed.TypeAsync(technician, tube, ("K", typed));
        Assert.Equal(SealOutcome.Saved, (await bed.ValidateAsync(technician, tube, ("K", one => one))).Outcome);
    }

    private static async Task<TechnicalResult?> WithoutRemarkAsync(BenchBed bed, Worker technician, SpecimenRow tube) =>
        await bed.Validate.WithoutRemarkAsync(
            await bed.OpenAsync(technician, tube), technician.Session, technician.Token, Stop);

    private static async Task ReceiveAsync(BenchBed bed, SpecimenRow tube, string value)
    {
        RecordBed records = bed.Stays.Records;
        Instrument instrument = await new InstrumentRows(records.Main).AddAsync(
            new()
            {
                Site = bed.Site, Id = 0, LaboratoryId = bed.Laboratory, Name = "Automate", Model = "Essai",
                Section = Section.Biochemistry,
                Codes = new Dictionary<string, InstrumentCode>(StringComparer.Ordinal) { ["K"] = new("K", "K", "mmol/L", 1) },
            },
            Stop);
        InstrumentKeys keys = new(records.Laboratory);
        await using ReceiveResults receive = new(
            records.Main, records.Laboratory, bed.Catalogues, keys, new(records.Main, keys), records.Custody.Clock);
        Received received =
            await LaboratoryTubes.SendAsync(receive, instrument, LaboratoryTubes.Result(tube.Number, "K", value));
        Assert.Equal(1, received.Stored);
    }

    private static async Task ChangeAsync(BenchBed bed, string sql, long value)
    {
        await using DbConnection connection = await bed.Stays.Records.Main.OpenAsync(Stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@value", value);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
