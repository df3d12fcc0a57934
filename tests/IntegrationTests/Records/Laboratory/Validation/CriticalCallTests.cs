using System.Data.Common;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Validation;

namespace Serment.IntegrationTests.Records.Laboratory.Validation;

public sealed class CriticalCallTests
{
    private static readonly Dictionary<string, decimal> High = new(StringComparer.Ordinal) { ["K"] = 7.4m };

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_waits_until_somebody_read_the_value_back(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical, OrderPriority.Urgent);

        CriticalRow row = Assert.Single(await ListAsync(bed));
        Assert.Equal((request.Number, "K", 0, 0), (row.Number, row.Analysis, row.Level, row.Version));
        CriticalOpened opened = await bed.OpenCritical.RunAsync(
            row.Patient, row.Task, bed.Technician.Session, bed.Technician.Token, bed.Now, CancellationToken.None);
        Assert.Equal(7.4m, opened.View!.Made!.Number);

        Assert.Equal(CallOutcome.Done, await CallAsync(bed, row, isAnswered: false, isReadBack: false));
        row = Assert.Single(await ListAsync(bed));
        Assert.Equal((1, 1), (row.Attempts, row.Version));
        Assert.Equal(CallOutcome.NotReadBack, await CallAsync(bed, row, isAnswered: true, isReadBack: false));
        Assert.Equal(CallOutcome.Moved, await CallAsync(bed, row with { Version = 0 }, true, true));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, row, isAnswered: true, isReadBack: true));

        CriticalRow told = Assert.Single(await ListAsync(bed));
        Assert.Equal(bed.Technician.Session.StaffId, told.ToldBy);
        Assert.Equal(CallOutcome.Moved, await CallAsync(bed, told, isAnswered: true, isReadBack: true));
        opened = await bed.OpenCritical.RunAsync(
            row.Patient, row.Task, bed.Technician.Session, bed.Technician.Token, bed.Now, CancellationToken.None);
        Assert.Equal(2, opened.View!.Calls.Count);
        Assert.Equal(("7,4 mmol/L", true), (opened.View.Calls[0].Value, opened.View.Calls[0].IsTold));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nobody_who_is_not_called_in_time_is_forgotten(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        Assert.True(await bed.Settings.SaveAsync(
            bed.Site, bed.Unit,
            new()
            {
                UrgentMinutes = 10, StepMinutes = 5, Chain = [new("Dr Garde", "01"), new("Dr Chef", "02")],
                ByAnalysis = CriticalSettings.ParseAnalyses("k 4")!,
            },
            CancellationToken.None));
        await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical, OrderPriority.Urgent);

        List<int> levels = [];
        for (int minute = 0; minute <= 20; minute += 5)
        {
            levels.Add(Assert.Single(await ListAsync(bed)).Level);
            bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal([0, 1, 2, 3, 3], levels);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Another_laboratory_sees_none(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical);
        CriticalRow row = Assert.Single(await ListAsync(bed));

        Assert.Null(await bed.Critical.FindAsync(
            bed.Site, [bed.Unit + 1], row.Patient, row.Task, bed.Now, CancellationToken.None));
        Assert.Empty(await bed.Critical.RunAsync(bed.Site, bed.Unit + 1, bed.Now, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task One_that_nobody_told_stays_in_the_list_for_ever(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical);

        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(1, Assert.Single(await ListAsync(bed)).Level);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task It_is_due_from_when_it_became_critical_not_from_the_first_result(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, High);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Empty(await ListAsync(bed));

        await ChangeAsync(bed, request, task => task with { Attention = Attention.Critical, ChangedAt = bed.Now });

        CriticalRow row = Assert.Single(await ListAsync(bed));
        Assert.Equal((bed.Now, bed.Now.AddHours(1), 0), (row.RaisedAt, row.DueAt, row.Level));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rerun_that_a_biologist_asks_for_takes_it_off_no_list(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical);
        Worker she = bed.Biologist;

        ValidationDone asked = await bed.Bench.RunAsync(
            request.Patient, request.Request, ValidationBed.Choices(await bed.ShowAsync(request, she)), BenchStep.Rerun,
            "À contrôler", she.Session, she.Token, bed.Now, CancellationToken.None);

        Assert.Equal(ValidationOutcome.Done, asked.Outcome);
        CriticalRow row = Assert.Single(await ListAsync(bed));
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, row, isAnswered: true, isReadBack: true));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task However_many_there_are_the_newest_is_shown_and_that_there_are_more(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        PatientId patient = await bed.NewPatientAsync();
        await bed.OrderAsync(patient, bed.Technician, High, Attention.Critical);
        await bed.ExecuteAsync(
            $"""
            WITH RECURSIVE copy(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copy WHERE i <= {CriticalList.MaxRows})
            INSERT INTO observation_task ({TaskRows.Columns})
            SELECT patient_id, -i, {TaskRows.Columns["patient_id, task_id,".Length..]} FROM observation_task, copy
            """);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        RequestRow newest = await bed.OrderAsync(patient, bed.Technician, High, Attention.Critical);

        IReadOnlyList<CriticalRow> shown = await ListAsync(bed);
        Assert.Equal(CriticalList.MaxRows + 1, shown.Count);
        Assert.Contains(shown, row => row.Request == newest.Request);

        // Those that were told take nobody's place.
        await bed.ExecuteAsync(
            $"""
            UPDATE observation_task SET told_at = {bed.Now.ToUnixTimeMilliseconds()}
            WHERE request_id <> {newest.Request.Value}
            """);
        Assert.Equal(newest.Request, Assert.Single(await ListAsync(bed), row => row.ToldAt is null).Request);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_corrected_value_that_is_critical_is_to_be_told_again(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical, OrderPriority.Urgent);
        CriticalRow first = Assert.Single(await ListAsync(bed));
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, first, isAnswered: false, isReadBack: false));
        CriticalRow again = Assert.Single(await ListAsync(bed));
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, again, isAnswered: true, isReadBack: true));

        // A validation leaves the value as it was told.
        Assert.Equal(ValidationOutcome.Done, (await bed.ValidateAsync(request, bed.Biologist)).Outcome);
        Assert.NotNull(Assert.Single(await ListAsync(bed)).ToldAt);
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(5));
        ValidationLine line = Assert.Single((await bed.ShowAsync(request, bed.Biologist)).Lines);
        ValidationDone corrected = await bed.Correct.RunAsync(
            request.Patient, request.Request, new(line.Task.Task, line.Task.Version, line.Kept!.Version),
            TypedValue.Parse(line.Analysis!, "1,9")!, "Tube interverti", bed.Biologist.Session, bed.Biologist.Token,
            bed.Now, CancellationToken.None);

        Assert.Equal(ValidationOutcome.Done, corrected.Outcome);
        CriticalRow row = Assert.Single(await ListAsync(bed));
        Assert.Equal((null, 0, bed.Now), (row.ToldAt, row.Attempts, row.RaisedAt));
        Assert.Equal(1, Assert.Single(await bed.Critical.RunAsync(
            bed.Site, bed.Unit, bed.Now.AddMinutes(20), CancellationToken.None)).Level);
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, row, isAnswered: true, isReadBack: true));
        Assert.NotNull(Assert.Single(await ListAsync(bed)).ToldAt);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_further_critical_determination_is_to_be_told_again(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        await bed.OrderAsync(await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical);
        CriticalRow row = Assert.Single(await ListAsync(bed));
        Assert.Equal(CallOutcome.Done, await CallAsync(bed, row, isAnswered: true, isReadBack: true));
        bed.Records.Custody.Clock.Advance(TimeSpan.FromMinutes(30));

        await using (DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None))
        {
            await RunRows.InsertAsync(
                connection, null,
                new()
                {
                    Patient = row.Patient, Entry = EntryId.New(), Task = row.Task, Site = bed.Site,
                    State = RunState.Arrived, Attention = Attention.Critical, ResultedAt = bed.Now,
                },
                CancellationToken.None);
        }

        row = Assert.Single(await ListAsync(bed));
        Assert.Equal((null, bed.Now), (row.ToldAt, row.RaisedAt));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_call_about_what_has_changed_since_is_not_recorded(DatabaseEngine engine)
    {
        await using ValidationBed bed = await ValidationBed.StartAsync(engine);
        RequestRow request = await bed.OrderAsync(
            await bed.NewPatientAsync(), bed.Technician, High, Attention.Critical);
        CriticalRow shown = Assert.Single(await ListAsync(bed));

        await ChangeAsync(bed, request, task => task with { ChangedAt = bed.Now });

        Assert.Equal(CallOutcome.Moved, await CallAsync(bed, shown, isAnswered: true, isReadBack: true));
        Assert.Null(Assert.Single(await ListAsync(bed)).ToldAt);
    }

    private static async Task ChangeAsync(ValidationBed bed, RequestRow request, Func<TaskRow, TaskRow> change)
    {
        await using DbConnection connection = await bed.Records.Main.OpenAsync(CancellationToken.None);
        TaskRow task = Assert.Single(await TaskRows.OfRequestAsync(
            connection, null, request.Patient, request.Request, CancellationToken.None));
        Assert.True(await TaskRows.UpdateAsync(connection, null, change(task), CancellationToken.None));
    }

    private static Task<IReadOnlyList<CriticalRow>> ListAsync(ValidationBed bed) =>
        bed.Critical.RunAsync(bed.Site, bed.Unit, bed.Now, CancellationToken.None);

    private static async Task<CallOutcome> CallAsync(
        ValidationBed bed, CriticalRow row, bool isAnswered, bool isReadBack) =>
        (await bed.Calls.RunAsync(
            row.Patient, row.Seen,
            new(row.Task, "Potassium", "IDE, médecine", "4012", isAnswered, "7,4 mmol/L", isReadBack, null),
            bed.Technician.Session, bed.Technician.Token, bed.Now, CancellationToken.None)).Outcome;
}
