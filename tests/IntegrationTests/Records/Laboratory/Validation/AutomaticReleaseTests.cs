using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.IntegrationTests.Records.Laboratory.Bench;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Validation;

public sealed class AutomaticReleaseTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rule_in_force_makes_a_plain_result_final_and_signs_with_its_version(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule);
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "NA"]);
        await bed.TypeAsync(technician, tube, ("K", "4,1"), ("NA", "140"));

        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", one => one), ("NA", one => one));

        Assert.Equal((SealOutcome.Saved, 1), (done.Outcome, done.Released));
        BenchTube after = await bed.OpenAsync(technician, tube);
        BenchTask potassium = BenchBed.TaskOf(after, "K");
        Assert.Equal(AnalysisStatus.Final, potassium.Row.Status);
        Assert.NotNull(potassium.Row.FinalAt);
        Assert.Null(potassium.Row.FinalBy);
        BenchRun kept = Assert.Single(potassium.Runs);
        Assert.Equal((RunState.Kept, DeterminationStatus.Final), (kept.Row.State, kept.Made.Status));
        Assert.Equal(technician.Session.StaffId, kept.Made.Technical!.By);
        Assert.Equal((null, "1 v1", "Une Personne, Une Personne"), (
            kept.Made.Biological!.By, kept.Made.Biological.Rule, kept.Made.Biological.Name));
        Assert.Equal(AnalysisStatus.Technical, BenchBed.TaskOf(after, "NA").Row.Status);
        Assert.Equal(1, await bed.Stays.Records.CountAsync(
            "SELECT SUM(amount) FROM laboratory_count WHERE kind = 7 AND period > 999999"));
        Assert.Equal(1, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request WHERE status = 1"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_order_of_which_rules_release_everything_is_complete(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule);
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        await bed.TypeAsync(technician, tube, ("K", "4,1"));

        TechnicalResult? done = await bed.Validate.WithoutRemarkAsync(
            await bed.OpenAsync(technician, tube), technician.Session, technician.Token, Stop);

        Assert.Equal(1, done!.Released);
        Assert.Equal(0, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM laboratory_request WHERE status = 1"));
        Assert.Empty(await new ValidationQueue(bed.Stays.Records.Main).RunAsync(bed.Site, bed.Laboratory, new(), Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_asks_for_a_look_goes_to_a_biologist(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule with
        {
            IsWithinRange = false, Analyses = [new("K", "Potassium", null, null, "mmol/L")], SkipsUrgent = true,
        });
        PatientId patient = await bed.PatientAsync();

        // Critical; implausible; bounded; with a remark; diluted; urgent.
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "6,9");
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "12,5");
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "<4");
        await HeldBackAsync(
            bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "4,1",
            one => one with { Remark = "Tube peu rempli" });
        await HeldBackAsync(
            bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "2",
            one => one with { Dilution = 2 });
        await HeldBackAsync(
            bed, technician, await bed.TubeAsync(await bed.PatientAsync(), OrderPriority.Urgent, analyses: ["K"]), "4,1");

        // From a tube that was accepted with reserve.
        SpecimenRow haemolysed = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        await ReserveAsync(bed, haemolysed);
        await HeldBackAsync(bed, technician, haemolysed, "4,1");

        // Far from the last one, which itself was released.
        SpecimenRow first = await bed.TubeAsync(patient, analyses: ["K"]);
        await bed.TypeAsync(technician, first, ("K", "3,6"));
        Assert.Equal(1, (await bed.ValidateAsync(technician, first, ("K", one => one))).Released);
        await HeldBackAsync(bed, technician, await bed.TubeAsync(patient, analyses: ["K"]), "5,0");

        // A child, whom the rule does not name; somebody of unknown age.
        bed.Person = new(LaboratorySex.Male, (int)(9 * BenchPerson.DaysOfYear));
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "4,1");
        bed.Person = BenchPerson.Unknown;
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "4,1");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_a_rule_of_the_bench_holds_is_not_released(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule);
        await bed.Rules.AddAsync(
            bed.Site,
            new(
                "NA-1", 1, true, RuleMoment.Technical, "NA > 145", RuleAction.Hold, "K", "Sodium haut", bed.Now, new(1)),
            Stop);
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "NA"]);
        await bed.TypeAsync(technician, tube, ("K", "4,1"), ("NA", "150"));

        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", one => one), ("NA", one => one));

        Assert.Equal((SealOutcome.Saved, 0), (done.Outcome, done.Released));
        BenchTask potassium = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal((AnalysisStatus.Technical, AnalysisHold.Held), (potassium.Row.Status, potassium.Row.Hold));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rule_that_one_person_ends_releases_nothing_more(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule);
        SpecimenRow before = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        await bed.TypeAsync(technician, before, ("K", "4,1"));
        Assert.Equal(1, (await bed.ValidateAsync(technician, before, ("K", one => one))).Released);

        ProposalMade ended = await bed.ReleaseRules.EndAsync(bed.Laboratory, 1, technician.Token, Stop);

        Assert.True(ended.InEffect);
        await HeldBackAsync(bed, technician, await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]), "4,1");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_control_that_fails_stops_validation_and_release_until_somebody_acted(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        RecordBed records = bed.Stays.Records;
        Worker technician = await bed.TechnicianAsync();
        await bed.SwitchOnAsync(bed.PotassiumRule);
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
            records.Main, records.Laboratory, bed.Catalogues, keys, new(records.Main, keys),
            records.Custody.Clock);
        (long level, AddControlResult add, RecordControlAction act) = await ControlsAsync(bed, instrument);
        string site = records.Custody.Site.Code;
        ControlAdded bad = await add.RunAsync(
            site, new(instrument.Id, "K", level, 4.5m, bed.Now.AddMinutes(-20), null), Stop);
        Assert.Equal(ControlVerdict.Rejected, bad.Verdict);
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        Received received = await LaboratoryTubes.SendAsync(
            receive, instrument, LaboratoryTubes.Result(tube.Number, "K", "4.1"));
        Assert.Equal(1, received.Stored);

        TechnicalResult refused = await bed.ValidateAsync(technician, tube, ("K", one => one));

        Assert.Equal(TechnicalRefusal.Control, Assert.Single(refused.Refusals).Value);
        BenchTube opened = await bed.OpenAsync(technician, tube);
        Assert.Equal(AnalysisStatus.Resulted, BenchBed.TaskOf(opened, "K").Row.Status);
        Assert.Equal(1, Assert.Single(BenchBed.TaskOf(opened, "K").Runs).Version.Version);
        Assert.Null(await bed.Validate.WithoutRemarkAsync(opened, technician.Session, technician.Token, Stop));

        Assert.True(await act.RunAsync(
            site, new(bad.ResultId, ControlCause.Calibration, ControlMeasure.Recalibrated, false, ""),
            technician.Session.StaffId, Stop));
        await add.RunAsync(site, new(instrument.Id, "K", level, 4.0m, bed.Now.AddMinutes(-5), null), Stop);
        TechnicalResult passed = await bed.ValidateAsync(technician, tube, ("K", one => one));

        Assert.Equal((SealOutcome.Saved, 1), (passed.Outcome, passed.Released));
        BenchTask final = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal(AnalysisStatus.Final, final.Row.Status);
        Assert.Equal("1 v1", final.Current!.Made.Biological!.Rule);
    }

    private static async Task ReserveAsync(BenchBed bed, SpecimenRow tube)
    {
        await using DbConnection connection = await bed.Stays.Records.Main.OpenAsync(Stop);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(Stop);
        await NonConformities.InsertAsync(
            connection, transaction, tube, null,
            new(tube.Number, SpecimenCause.Haemolysed, SpecimenRemedy.Reserve, "", "", null), new(7), bed.Now, Stop);
        await transaction.CommitAsync(Stop);
    }

    private static async Task HeldBackAsync(
        BenchBed bed, Worker technician, SpecimenRow tube, string typed,
        Func<TechnicalChoice, TechnicalChoice>? with = null)
    {
        await bed.TypeAsync(technician, tube, ("K", typed));
        TechnicalResult done = await bed.ValidateAsync(technician, tube, ("K", with ?? (one => one)));
        Assert.Equal((SealOutcome.Saved, 0), (done.Outcome, done.Released));
        BenchTask task = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal(AnalysisStatus.Technical, task.Row.Status);
        Assert.Null(task.Current!.Made.Biological);
    }

    private static async Task<(long Level, AddControlResult Add, RecordControlAction Act)> ControlsAsync(
        BenchBed bed, Instrument instrument)
    {
        RecordBed records = bed.Stays.Records;
        string site = records.Custody.Site.Code;
        ActorId by = new(7);
        ChangeControls change = new(records.Door, records.Main, records.Custody.Clock);
        long material = await change.AddMaterialAsync(
            site, new(bed.Laboratory, "Sérum de contrôle", "Fournisseur", Section.Biochemistry), by, Stop);
        long level = (await change.AddLotAsync(
            site,
            new(
                material, "L1", DateOnly.FromDateTime(bed.Now.AddDays(200).UtcDateTime), ControlLotState.InUse, ["NIV1"]),
            by, Stop))![0];
        await change.SetTargetAsync(
            site, new(level, instrument.Id, "K", 4.0m, 0.1m, TargetKind.Assigned, 0, "Notice"), by, Stop);
        return (
            level, new(records.Door, records.Main, records.Custody.Clock),
            new(records.Door, records.Main, records.Custody.Clock));
    }
}
