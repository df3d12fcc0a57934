using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.RecordAccess;
using Serment.RecordAccess.Opening;
using Serment.Records.Charts.Results;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Reports;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Validation;

public sealed class ValidateBiologicallyTests
{
    private static readonly Dictionary<string, decimal> Ions =
        new(StringComparer.Ordinal) { ["NA"] = 140, ["K"] = 4.1m };

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Results_become_final_with_their_tasks_and_their_order(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);

        QueueRow waiting = Assert.Single(await bed.Queue.RunAsync(bed.Site, bed.Unit, new(), CancellationToken.None));
        Assert.Equal((request.Number, 2), (waiting.Number, waiting.Waiting));
        ValidationDone done = await bed.ValidateAsync(request, bed.Biologist);

        Assert.Equal(ValidationOutcome.Done, done.Outcome);
        Assert.Empty(await bed.Queue.RunAsync(bed.Site, bed.Unit, new(), CancellationToken.None));
        ValidationOrder order = await bed.ShowAsync(request, bed.Biologist);
        Assert.Equal(RequestStatus.Completed, order.Request.Status);
        Assert.All(order.Lines, line =>
        {
            Assert.Equal((AnalysisStatus.Final, ValidationObstacle.IsFinal), (line.Task.Status, line.Obstacle));
            Assert.Equal(bed.Biologist.Session.StaffId, line.Task.FinalBy);
            Assert.Equal(DeterminationStatus.Final, line.Kept!.Made.Status);
            Assert.Equal(bed.Biologist.Session.StaffId, line.Kept.Made.Biological!.By);
        });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whoever_validated_technically_does_not_validate_biologically(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Biologist, Ions);

        ValidationDone own = await bed.ValidateAsync(request, bed.Biologist);

        Assert.Equal((ValidationOutcome.Forbidden, ValidationObstacle.OwnTechnical), (own.Outcome, own.Obstacle));

        // Nor when a row says that it was somebody else.
        await bed.ExecuteAsync("UPDATE observation_task SET technical_by = 77");
        Assert.Equal(
            ValidationObstacle.OwnTechnical, (await bed.ValidateAsync(request, bed.Biologist)).Obstacle);
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM observation_task WHERE status = 5"));

        Worker other = await bed.SignInAsync(Role.Biologist, bed.Unit);
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, other)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Who_comes_second_is_told_and_nothing_is_done_twice(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        Worker other = await bed.SignInAsync(Role.Biologist, bed.Unit);
        LineChoice[] shown = ValidationBed.Choices(await bed.ShowAsync(request, other));
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, bed.Biologist)).Outcome);

        ValidationDone late = await bed.Validate.RunAsync(
            request.Patient, request.Request, shown, other.Session, other.Token, bed.Now, CancellationToken.None);

        Assert.Equal(ValidationOutcome.Moved, late.Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_held_analysis_waits_with_its_reason_and_a_rerun_goes_back_to_the_bench(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        Worker she = bed.Biologist;
        LineChoice[] choices = ValidationBed.Choices(await bed.ShowAsync(request, she));

        Assert.Equal(ValidationOutcome.Done, (await bed.Bench.RunAsync(
            request.Patient, request.Request, [choices[0]], BenchStep.Hold, "Hémolyse ?", she.Session, she.Token, bed.Now,
            CancellationToken.None)).Outcome);
        Assert.Equal(ValidationOutcome.Done, (await bed.Bench.RunAsync(
            request.Patient, request.Request, [choices[1]], BenchStep.Rerun, "À contrôler", she.Session, she.Token,
            bed.Now, CancellationToken.None)).Outcome);

        ValidationOrder order = await bed.ShowAsync(request, she);
        ValidationLine held = order.Lines.Single(line => line.Task.Hold == AnalysisHold.Held);
        Assert.Equal(ValidationObstacle.Held, held.Obstacle);
        Assert.Contains(held.Kept!.Made.Remarks, remark => remark is { Text: "Hémolyse ?", IsInternal: true });
        ValidationLine rerun = order.Lines.Single(line => line.Task.Hold == AnalysisHold.Rerun);
        Assert.Equal((AnalysisStatus.Ready, ValidationObstacle.RerunWanted), (rerun.Task.Status, rerun.Obstacle));
        Assert.Single(await bed.Queue.RunAsync(bed.Site, bed.Unit, new(IsHeld: true), CancellationToken.None));
        Assert.Empty(await bed.Queue.RunAsync(bed.Site, bed.Unit, new(), CancellationToken.None));

        // She lifts her own hold and validates: holding it made no technician of her.
        LineChoice choice = ValidationBed.Choices(order).Single(one => one.Task == held.Task.Task);
        Assert.Equal(ValidationOutcome.Done, (await bed.Bench.RunAsync(
            request.Patient, request.Request, [choice], BenchStep.Lift, null, she.Session, she.Token, bed.Now,
            CancellationToken.None)).Outcome);
        choice = ValidationBed.Choices(await bed.ShowAsync(request, she)).Single(one => one.Task == held.Task.Task);
        Assert.Equal(ValidationOutcome.Done, (await bed.Validate.RunAsync(
            request.Patient, request.Request, [choice], she.Session, she.Token, bed.Now, CancellationToken.None)).Outcome);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_correction_leaves_the_old_version_to_be_read(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, bed.Biologist)).Outcome);
        Worker she = bed.Biologist;
        ValidationOrder final = await bed.ShowAsync(request, she);
        EntryId task = final.Lines.Single(one => one.Task.Analysis is "K").Task.Task;
        LineChoice potassium = ValidationBed.Choices(final).Single(one => one.Task == task);

        ValidationDone done = await bed.Correct.RunAsync(
            request.Patient, request.Request, potassium, new(4.9m), "Tubes intervertis", she.Session, she.Token, bed.Now,
            CancellationToken.None);

        Assert.Equal(ValidationOutcome.Done, done.Outcome);
        ValidationLine line = (await bed.ShowAsync(request, she)).Lines.Single(one => one.Task.Analysis is "K");
        Assert.Equal(
            (4.9m, DeterminationStatus.Corrected, "Tubes intervertis"),
            (line.Kept!.Made.Number, line.Kept.Made.Status, line.Kept.Made.Reason));
        using OpenResult history = await bed.Records.Door.OpenHistoryAsync(
            request.Patient, line.Kept.Version.Entry, CompartmentSet.Of(Compartment.Laboratory),
            new(she.Token, AccessPurpose.Care), CancellationToken.None);
        Assert.Equal(3, history.Record!.Entries.Count);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_computed_of_a_value_is_corrected_with_it(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Renal);
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, bed.Biologist)).Outcome);
        Worker she = bed.Biologist;
        ValidationOrder final = await bed.ShowAsync(request, she);

        // A woman of 46 with 160 instead of 70 µmol/L.
        ValidationDone done = await bed.Correct.RunAsync(
            request.Patient, request.Request, ChoiceOf(final, "CREA"), new(160m), "Tubes intervertis", she.Session,
            she.Token, bed.Now, CancellationToken.None);

        Assert.Equal(ValidationOutcome.Done, done.Outcome);
        ValidationOrder after = await bed.ShowAsync(request, she);
        Determination rate = LineOf(after, "DFG").Kept!.Made;
        Assert.Equal((35m, DeterminationStatus.Corrected), (rate.Number, rate.Status));
        Assert.Contains("Tubes intervertis", rate.Reason, StringComparison.Ordinal);
        Assert.Equal(ResultFlag.Low, rate.Flag);
        Assert.Equal(DeterminationStatus.Final, LineOf(after, "K").Kept!.Made.Status);
        Assert.Equal(
            (ValidationOutcome.Forbidden, ValidationObstacle.Computed),
            await TryAsync(ChoiceOf(after, "DFG")));

        async Task<(ValidationOutcome, ValidationObstacle)> TryAsync(LineChoice choice)
        {
            ValidationDone refused = await bed.Correct.RunAsync(
                request.Patient, request.Request, choice, new(90m), "À la main", she.Session, she.Token, bed.Now,
                CancellationToken.None);
            return (refused.Outcome, refused.Obstacle);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nobody_corrects_alone_what_she_validated_technically(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Biologist, Ions);
        Worker other = await bed.SignInAsync(Role.Biologist, bed.Unit);
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, other)).Outcome);
        LineChoice potassium = ChoiceOf(await bed.ShowAsync(request, bed.Biologist), "K");

        ValidationDone alone = await CorrectAsync(bed.Biologist);
        ValidationDone done = await CorrectAsync(other);

        Assert.Equal((ValidationOutcome.Forbidden, ValidationObstacle.OwnTechnical), (alone.Outcome, alone.Obstacle));
        Assert.Equal(ValidationOutcome.Done, done.Outcome);

        Task<ValidationDone> CorrectAsync(Worker by) => bed.Correct.RunAsync(
            request.Patient, request.Request, potassium, new(4.9m), "Tubes intervertis", by.Session, by.Token, bed.Now,
            CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_to_be_done_once_more_takes_back_what_was_computed_of_it(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Renal);
        Worker she = bed.Biologist;
        ValidationOrder shown = await bed.ShowAsync(request, she);
        Assert.Equal(ValidationObstacle.Computed, (await RerunAsync("DFG")).Obstacle);

        Assert.Equal(ValidationOutcome.Done, (await RerunAsync("CREA")).Outcome);

        ValidationOrder after = await bed.ShowAsync(request, she);
        Assert.Equal(
            (AnalysisStatus.Ready, AnalysisHold.Rerun, RunState.Arrived, DeterminationStatus.Arrived), StateOf("CREA"));
        Assert.Equal(
            (AnalysisStatus.Resulted, AnalysisHold.Rerun, RunState.Arrived, DeterminationStatus.Arrived), StateOf("DFG"));
        Assert.Equal(
            (AnalysisStatus.Technical, AnalysisHold.None, RunState.Kept, DeterminationStatus.Technical), StateOf("K"));
        Assert.Equal(
            ValidationObstacle.RerunWanted,
            (await bed.Validate.RunAsync(
                request.Patient, request.Request, [ChoiceOf(after, "DFG")], she.Session, she.Token, bed.Now,
                CancellationToken.None)).Obstacle);

        Task<ValidationDone> RerunAsync(string code) => bed.Bench.RunAsync(
            request.Patient, request.Request, [ChoiceOf(shown, code)], BenchStep.Rerun, "Discordant", she.Session,
            she.Token, bed.Now, CancellationToken.None);

        (AnalysisStatus, AnalysisHold, RunState, DeterminationStatus) StateOf(string code)
        {
            ValidationLine line = LineOf(after, code);
            return (line.Task.Status, line.Task.Hold, line.Kept!.State, line.Kept.Made.Status);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_order_of_another_laboratory_is_not_there(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        Worker elsewhere = await bed.SignInAsync(
            Role.Biologist, bed.Records.Custody.Host.Core.People.UnitsOf(bed.Site)[1].Id);

        ValidationOpened opened = await bed.Open.RunAsync(
            request.Patient, request.Request, false, elsewhere.Session, elsewhere.Token, bed.Now,
            CancellationToken.None);

        Assert.Equal((Outcome.Allowed, DecisionReason.None, null), (opened.Outcome, opened.Reason, opened.Order));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_control_that_fails_between_the_page_and_the_commit_stops_the_release(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);

        // With the first sealed version: after the rows were read, before the order is final.
        string block =
            $"""
            INSERT INTO control_block (site, block_id, instrument_id, analysis, level_id, first_result_id, result_id,
                last_good_at, blocked_at, action_id, good_result_id, released_at)
            SELECT {bed.Site}, 1, 0, 'K', 1, 1, 1, 0, 1, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM control_block);
            """;
        await bed.ExecuteAsync(engine == DatabaseEngine.Sqlite
            ? $"CREATE TRIGGER meanwhile AFTER INSERT ON entry BEGIN {block} END"
            : $"""
              CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {block} RETURN NULL; END $$;
              CREATE TRIGGER meanwhile AFTER INSERT ON entry FOR EACH ROW EXECUTE FUNCTION meanwhile()
              """);

        ValidationDone done = await bed.ValidateAsync(request, bed.Biologist);

        Assert.Equal((ValidationOutcome.Forbidden, ValidationObstacle.ControlBlocks), (done.Outcome, done.Obstacle));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM observation_task WHERE status = 5"));
        Assert.Equal(0, await bed.Records.CountAsync("SELECT COUNT(*) FROM control_block"));
    }

    [Fact]
    public async Task Of_two_who_finish_an_order_at_once_one_completes_it()
    {
        // PostgreSQL: the other engine lets one write at a time.
        await using ValidationBed bed = await ValidationBed.StartAsync(DatabaseEngine.PostgreSql);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        CancellationToken stop = CancellationToken.None;
        await using DbConnection one = await bed.Records.Main.OpenAsync(stop);
        await using DbConnection other = await bed.Records.Main.OpenAsync(stop);
        List<TaskRow> tasks = await TaskRows.OfRequestAsync(one, null, request.Patient, request.Request, stop);
        await using DbTransaction first = await one.BeginTransactionAsync(stop);
        await using DbTransaction second = await other.BeginTransactionAsync(stop);
        Assert.True(await TaskRows.UpdateAsync(one, first, tasks[0] with { Status = AnalysisStatus.Final }, stop));
        Assert.True(await TaskRows.UpdateAsync(other, second, tasks[1] with { Status = AnalysisStatus.Final }, stop));

        Assert.False(await FinalSteps.CompleteAsync(one, first, request, bed.Now, stop));
        Task<bool> waits = FinalSteps.CompleteAsync(other, second, request, bed.Now, stop);
        await first.CommitAsync(stop);

        Assert.True(await waits);
        await second.CommitAsync(stop);
        Assert.Equal(
            RequestStatus.Completed,
            (await RequestRows.FindAsync(one, null, request.Patient, request.Request, stop))!.Status);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Earlier_results_stand_beside_new_ones(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        PatientId patient = await bed.NewPatientAsync();
        RequestRow first = await bed.OrderAsync(patient, bed.Technician, Ions);
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(first, bed.Biologist)).Outcome);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        RequestRow second = await bed.OrderAsync(
            patient, bed.Technician, new Dictionary<string, decimal>(StringComparer.Ordinal) { ["K"] = 4.6m });

        ValidationLine line = Assert.Single((await bed.ShowAsync(second, bed.Biologist)).Lines);

        Assert.Equal(4.1m, Assert.Single(line.History).Number);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_reserve_about_the_tube_is_before_the_biologists_eyes_and_stays_with_the_result(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        await bed.ReserveAsync(request, SpecimenCause.Haemolysed);

        ValidationOrder shown = await bed.ShowAsync(request, bed.Biologist);
        Assert.All(shown.Lines, line => Assert.Contains(
            "hémolysé", Assert.Single(line.Reserves), StringComparison.Ordinal));
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, bed.Biologist)).Outcome);

        Assert.All((await bed.ShowAsync(request, bed.Biologist)).Lines, line =>
        {
            Remark remark = Assert.Single(line.Kept!.Made.Remarks);
            Assert.Equal((SpecimenNotes.RemarkCode, false), (remark.Code, remark.IsInternal));
        });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_corrected_result_says_both_values_and_why_wherever_it_is_read(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, Ions);
        await bed.ValidateAsync(request, bed.Biologist);
        ValidationLine line = (await bed.ShowAsync(request, bed.Biologist)).Lines.First(one => one.Task.Analysis is "K");
        TypedValue typed = TypedValue.Parse(line.Analysis!, "3,8")!;

        ValidationDone done = await bed.Correct.RunAsync(
            request.Patient, request.Request, new(line.Task.Task, line.Task.Version, line.Kept!.Version), typed,
            "tubes intervertis", bed.Biologist.Session, bed.Biologist.Token, bed.Now, CancellationToken.None);

        Assert.Equal(ValidationOutcome.Done, done.Outcome);
        using OpenResult opened = await bed.Records.Door.OpenAsync(
            request.Patient, EntrySelection.Of(CompartmentSet.Of(Compartment.Laboratory), "Observation"),
            new(bed.Biologist.Token, AccessPurpose.Care), CancellationToken.None);
        LabResult result = Assert.Single(LabResults.Of(opened.Record!.Entries), one => one.IsCorrected);
        Assert.Equal(3.8m, result.Number);
        Assert.Equal(
            "Résultat rectifié : 3,8 mmol/L au lieu de 4,1 mmol/L. Motif : tubes intervertis", Assert.Single(result.Remarks));
    }

    private static Dictionary<string, decimal> Renal =>
        new(StringComparer.Ordinal) { ["K"] = 4.1m, ["CREA"] = 70m, ["DFG"] = 93m };

    private static ValidationLine LineOf(ValidationOrder order, string code) =>
        order.Lines.Single(line => line.Task.Analysis == code);

    private static LineChoice ChoiceOf(ValidationOrder order, string code)
    {
        EntryId task = LineOf(order, code).Task.Task;
        return ValidationBed.Choices(order).Single(one => one.Task == task);
    }
}
