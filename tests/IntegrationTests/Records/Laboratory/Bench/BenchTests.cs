using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess.Sealing;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Bench.Rules;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Bench;

public sealed class BenchTests
{
    private static readonly CancellationToken Stop = CancellationToken.None;

    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_worklist_has_the_urgent_first_and_opens_nobody(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        PatientId patient = await bed.PatientAsync();
        SpecimenRow routine = await bed.TubeAsync(patient, analyses: ["NA", "K"]);
        SpecimenRow urgent = await bed.TubeAsync(patient, OrderPriority.Urgent, analyses: ["TSH"]);
        WorklistQuery all = new(bed.Laboratory);

        Worklist list = await bed.Worklists.RunAsync(bed.Stays.Site, all, bed.Now, Stop);

        Assert.Equal($"{urgent.Number} {routine.Number}", Numbers(list));
        Assert.Equal(2, list.Tubes[1].Analyses.Count);
        Assert.True(list.Tubes[0].Due < bed.Now);
        Assert.True(list.Tubes[0].IsToDo);

        Assert.Equal(urgent.Number, Numbers(await ListAsync(bed, all with { Section = Section.Hormones })));
        Assert.Equal(urgent.Number, Numbers(await ListAsync(bed, all with { UrgentOnly = true })));
        Assert.Empty(Numbers(await ListAsync(bed, all with { View = WorklistView.ToValidate })));
        Assert.Empty(Numbers(await ListAsync(bed, all with { OlderThanMinutes = 60 })));
        Assert.Equal(2, (await ListAsync(bed, all with { OlderThanMinutes = 20 })).Tubes.Count);
        Assert.Empty(Numbers(await ListAsync(bed, new(bed.Laboratory + 1))));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_typed_result_is_sealed_judged_and_validated_with_a_new_version(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "NA"]);
        string before = (await ListAsync(bed, new(bed.Laboratory))).Stamp;

        Assert.All(
            await bed.TypeAsync(technician, tube, ("K", "6,8"), ("NA", "140")),
            one => Assert.Equal(SealOutcome.Saved, one.Outcome));

        BenchTube opened = await bed.OpenAsync(technician, tube);
        BenchTask potassium = BenchBed.TaskOf(opened, "K");
        Assert.Equal(AnalysisStatus.Resulted, potassium.Row.Status);
        Assert.Equal(Attention.Critical, potassium.Row.Attention);
        Determination made = potassium.Current!.Made;
        Assert.Equal(
            (6.8m, ResultFlag.CriticalHigh, DeterminationStatus.Arrived), (made.Number, made.Flag, made.Status));
        Assert.Equal("mmol/L", made.Unit);
        Assert.NotNull(made.Range);
        Worklist changed = await ListAsync(bed, new(bed.Laboratory, WorklistView.ToValidate));
        Assert.Equal(Attention.Critical, Assert.Single(changed.Tubes).Attention);
        Assert.NotEqual(before, (await ListAsync(bed, new(bed.Laboratory))).Stamp, StringComparer.Ordinal);

        TechnicalResult validated =
            await bed.ValidateAsync(technician, tube, ("K", one => one with { Remark = "Non hémolysé" }), ("NA", one => one));

        Assert.Equal(SealOutcome.Saved, validated.Outcome);
        potassium = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal(AnalysisStatus.Technical, potassium.Row.Status);
        Assert.Equal(technician.Session.StaffId, potassium.Row.TechnicalBy);
        BenchRun kept = Assert.Single(potassium.Runs);
        Assert.Equal((RunState.Kept, 2), (kept.Row.State, kept.Row.EntryVersion));
        Assert.Equal(2, kept.Version.Version);
        Assert.Equal(DeterminationStatus.Technical, kept.Made.Status);
        Assert.Equal(technician.Session.Name, kept.Made.Technical!.Name);
        Assert.Contains(kept.Made.Remarks, one => one is { Text: "Non hémolysé", IsInternal: true });
        Assert.Empty((await ListAsync(bed, new(bed.Laboratory))).Tubes);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_type_the_same_the_second_is_told_and_nothing_is_lost_twice(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker first = await bed.TechnicianAsync();
        Worker second = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        BenchTube seen = await bed.OpenAsync(second, tube);
        BenchTask task = BenchBed.TaskOf(seen, "K");
        await bed.TypeAsync(first, tube, ("K", "4,1"));

        IReadOnlyList<ResultSaved> late = await bed.Enter.RunAsync(
            [new(seen, task, task.Row.Version, new(4.2m))], second.Session, second.Token, Stop);

        Assert.Equal(SealOutcome.VersionConflict, Assert.Single(late).Outcome);
        BenchTask now = BenchBed.TaskOf(await bed.OpenAsync(second, tube), "K");
        Assert.Equal(4.1m, Assert.Single(now.Runs).Made.Number);
        Assert.Equal(1, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM observation_run"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rerun_keeps_one_and_rejects_the_other_and_both_stay(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        await bed.TypeAsync(technician, tube, ("K", "7,9"));
        Assert.Equal(
            SealOutcome.Saved,
            (await bed.ValidateAsync(technician, tube, ("K", one => one with { IsRerun = true }))).Outcome);
        BenchTask waits = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal(AnalysisHold.Rerun, waits.Row.Hold);
        Assert.True(waits.IsEnterable);
        await bed.TypeAsync(technician, tube, ("K", "2"));

        TechnicalResult without = await bed.ValidateAsync(technician, tube, ("K", one => one));
        Assert.Equal(TechnicalRefusal.NoChoice, Assert.Single(without.Refusals).Value);
        BenchTask two = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        EntryId kept = two.Runs.Single(one => one.Made.Number == 2).Row.Entry;
        TechnicalResult reasonless =
            await bed.ValidateAsync(technician, tube, ("K", one => one with { Keep = kept }));
        Assert.Equal(TechnicalRefusal.NoReason, Assert.Single(reasonless.Refusals).Value);

        TechnicalResult done = await bed.ValidateAsync(
            technician, tube, ("K", one => one with { Keep = kept, Reason = "Tube hémolysé", Dilution = 2 }));

        Assert.Equal(SealOutcome.Saved, done.Outcome);
        BenchTask after = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "K");
        Assert.Equal((4m, 2m), (after.Current!.Made.Number, after.Current.Made.Dilution));
        Assert.Equal(2, after.Current.Made.Run);
        BenchRun rejected = after.Runs.Single(one => one.Row.State == RunState.Rejected);
        Assert.Equal(
            (DeterminationStatus.Rejected, "Tube hémolysé", 7.9m),
            (rejected.Made.Status, rejected.Made.Reason, rejected.Made.Number));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_result_is_compared_with_the_last_one_and_a_computed_one_follows(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        SpecimenRow before = await bed.TubeAsync(patient, analyses: ["K"]);
        await bed.TypeAsync(technician, before, ("K", "3,6"));
        await bed.ValidateAsync(technician, before, ("K", one => one));
        SpecimenRow tube = await bed.TubeAsync(patient, analyses: ["K", "NA", "CL", "CO2", "TROU"]);

        await bed.TypeAsync(technician, tube, ("K", "5,0"), ("NA", "140"), ("CL", "100"), ("CO2", "24"));

        BenchTube opened = await bed.OpenAsync(technician, tube);
        DeltaNote delta = BenchBed.TaskOf(opened, "K").Current!.Made.Delta!;
        Assert.Equal((3.6m, true), (delta.Previous, delta.IsExceeded));
        Assert.Equal(Attention.Look, BenchBed.TaskOf(opened, "K").Row.Attention);
        BenchTask gap = BenchBed.TaskOf(opened, "TROU");
        Assert.Equal(AnalysisStatus.Resulted, gap.Row.Status);
        Assert.NotNull(gap.Current!.Made.Number);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_no_formula_answers_ends_with_the_reason(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        bed.Person = new(LaboratorySex.Female, (int)(9 * BenchPerson.DaysOfYear));
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["CREA", "DFG"]);

        await bed.TypeAsync(technician, tube, ("CREA", "45"));

        BenchTask rate = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "DFG");
        Assert.Equal((AnalysisStatus.Resulted, Attention.Look), (rate.Row.Status, rate.Row.Attention));
        Determination made = Assert.Single(rate.Runs).Made;
        Assert.Null(made.Number);
        Assert.Equal(("calcul impossible", "not-applicable"), (made.AbsentReason, made.AbsentCode));
        Assert.Contains(made.Remarks, one => !one.IsInternal && one.Text.Contains("ne s’applique pas", StringComparison.Ordinal));
        Assert.Equal(
            SealOutcome.Saved,
            (await bed.ValidateAsync(technician, tube, ("CREA", one => one), ("DFG", one => one))).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_follows_from_validated_values_is_validated_with_them(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["NA", "CL", "CO2", "TROU"]);
        BenchTube opened = await bed.OpenAsync(technician, tube);

        // As an instrument leaves it: results without what is computed of them.
        BenchTube without = opened with { Tasks = [.. opened.Tasks.Where(one => one.Analysis!.Code is not "TROU")] };
        await bed.Enter.RunAsync(
            [
                .. new[] { ("NA", "140"), ("CL", "100"), ("CO2", "24") }.Select(one => new TypedResult(
                    without, BenchBed.TaskOf(without, one.Item1), 1,
                    TypedValue.Parse(BenchBed.TaskOf(without, one.Item1).Analysis!, one.Item2)!)),
            ],
            technician.Session, technician.Token, Stop);
        Assert.Equal(
            AnalysisStatus.Ready, BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "TROU").Row.Status);
        await bed.ValidateAsync(technician, tube, ("NA", one => one), ("CL", one => one));
        Assert.Equal(
            AnalysisStatus.Ready, BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "TROU").Row.Status);

        await bed.ValidateAsync(technician, tube, ("CO2", one => one));

        BenchTask gap = BenchBed.TaskOf(await bed.OpenAsync(technician, tube), "TROU");
        Assert.Equal((AnalysisStatus.Technical, technician.Session.StaffId), (gap.Row.Status, gap.Row.TechnicalBy));
        BenchRun run = Assert.Single(gap.Runs);
        Assert.Equal((RunState.Kept, 1, 1), (run.Row.State, run.Row.EntryVersion, run.Version.Version));
        Assert.Equal((16m, DeterminationStatus.Technical), (run.Made.Number, run.Made.Status));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Tubes_without_remark_pass_together_and_the_others_stay(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        PatientId patient = await bed.PatientAsync();
        SpecimenRow good = await bed.TubeAsync(patient, analyses: ["NA"]);
        SpecimenRow bad = await bed.TubeAsync(patient, analyses: ["K"]);
        await bed.TypeAsync(technician, good, ("NA", "140"));
        await bed.TypeAsync(technician, bad, ("K", "9"));

        TechnicalResult? passed = await bed.Validate.WithoutRemarkAsync(
            await bed.OpenAsync(technician, good), technician.Session, technician.Token, Stop);
        TechnicalResult? left = await bed.Validate.WithoutRemarkAsync(
            await bed.OpenAsync(technician, bad), technician.Session, technician.Token, Stop);

        Assert.Equal(SealOutcome.Saved, passed!.Outcome);
        Assert.Null(left);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rule_adds_an_analysis_and_another_rejects_and_both_name_their_version(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker biologist = await bed.BiologistAsync();
        BenchRule rule = new(
            "TSH-1", 1, true, RuleMoment.Result, "TSH > 4", RuleAction.Add, "FT4", "TSH haute", bed.Now,
            biologist.Session.StaffId);
        Assert.True(await bed.Rules.AddAsync(bed.Site, rule, Stop));
        Assert.False(await bed.Rules.AddAsync(bed.Site, rule, Stop));
        Assert.True(await bed.Rules.AddAsync(
            bed.Site,
            rule with
            {
                Code = "K-1", Condition = "K > 9 et NA > 0", Action = RuleAction.Reject, Target = "K", Reason = "Hémolyse",
            },
            Stop));
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["TSH", "K", "NA"]);

        await bed.TypeAsync(technician, tube, ("TSH", "7,2"), ("K", "9,9"), ("NA", "140"));

        BenchTube opened = await bed.OpenAsync(technician, tube);
        Assert.Equal(AnalysisStatus.Ready, BenchBed.TaskOf(opened, "FT4").Row.Status);
        BenchTask potassium = BenchBed.TaskOf(opened, "K");
        Assert.Equal(AnalysisHold.Rerun, potassium.Row.Hold);
        Assert.Equal("K-1 v1", Assert.Single(potassium.Runs).Made.Rejected!.Rule);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_restricted_result_is_typed_by_its_code_and_not_read_back(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        Worker technician = await bed.TechnicianAsync();
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K", "CD4*"]);
        BenchTube opened = await bed.OpenAsync(technician, tube);

        RestrictedEntered other = await EnterAsync("VIH-CV", "640");
        RestrictedEntered plain = await EnterAsync("K", "4,1");
        RestrictedEntered words = await EnterAsync("CD4", "beaucoup");
        Assert.Equal((false, false, true), (other.IsOrdered, plain.IsOrdered, words.IsOrdered));
        Assert.False(words.IsRead);
        Assert.Equal(0, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM observation_run"));

        RestrictedEntered done = await EnterAsync("cd4", "640");

        Assert.Equal(SealOutcome.Saved, done.Saved!.Outcome);
        BenchTube after = await bed.OpenAsync(technician, tube);
        BenchTask restricted = Assert.Single(after.Tasks, one => one.Row.IsSensitive);
        Assert.Equal(AnalysisStatus.Resulted, restricted.Row.Status);
        Assert.Null(restricted.Analysis);
        Assert.Empty(restricted.Runs);
        Assert.Equal(1, await bed.Stays.Records.CountAsync("SELECT COUNT(*) FROM entry WHERE compartment = 6"));

        // Of two who type it, the second is told.
        Assert.Equal(SealOutcome.VersionConflict, (await EnterAsync("CD4", "641")).Saved!.Outcome);

        Task<RestrictedEntered> EnterAsync(string code, string value) =>
            bed.Restricted.RunAsync(opened, code, value, technician.Session, technician.Token, Stop);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nobody_opens_a_tube_of_another_laboratory_or_of_a_stranger(DatabaseEngine engine)
    {
        await using BenchBed bed = await BenchBed.StartAsync(engine);
        SpecimenRow tube = await bed.TubeAsync(await bed.PatientAsync(), analyses: ["K"]);
        Worker elsewhere = await bed.Stays.SignInAsync(Role.LaboratoryTechnician, bed.Stays.Emergency.UnitId);
        SpecimenRow stranger = await bed.TubeAsync(await bed.Stays.RegisterAsync(), analyses: ["K"]);
        Worker technician = await bed.TechnicianAsync();

        BenchOpened other = await bed.Open.RunAsync(
            tube.Patient, tube.Specimen, elsewhere.Session, elsewhere.Token, false, Stop);
        IReadOnlyList<BenchOpened> both = await bed.Open.ManyAsync(
            [(stranger.Patient, stranger.Specimen), (tube.Patient, tube.Specimen)], technician.Session, technician.Token,
            Stop);

        Assert.Null(other.Tube);
        Assert.Null(both[0].Tube);
        Assert.NotNull(both[1].Tube);
    }

    private static Task<Worklist> ListAsync(BenchBed bed, WorklistQuery query) =>
        bed.Worklists.RunAsync(bed.Stays.Site, query, bed.Now, Stop);

    private static string Numbers(Worklist list) => string.Join(' ', list.Tubes.Select(one => one.Number));
}
