using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Custodian;
using Serment.IntegrationTests.Records.Encounters;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.IntegrationTests.Records.Laboratory.Orders;

public sealed class ChangeOrderTests
{
    public static TheoryData<DatabaseEngine> Engines => CustodyBed.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancelling_one_leaves_the_rest_and_cancelling_all_revokes(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        (PatientId patient, RequestRow order) = await OrderedAsync(bed, "K", "NA");
        TaskRow first = (await TasksAsync(bed, order))[0];

        OrderChanged one = await CancelAsync(bed, patient, order, first.Task);
        Assert.True(one.IsDone);
        Assert.Equal(RequestStatus.Active, (await RowAsync(bed, order)).Status);
        Assert.Equal(ChangeRefusal.TooLate, (await CancelAsync(bed, patient, order, first.Task)).Refusal);

        Assert.True((await CancelAsync(bed, patient, order, null)).IsDone);
        Assert.Equal(RequestStatus.Revoked, (await RowAsync(bed, order)).Status);
        Assert.All(await TasksAsync(bed, order), task => Assert.Equal(AnalysisStatus.Cancelled, task.Status));
        Assert.Equal(
            1,
            await bed.Records.CountAsync(
                $"SELECT COUNT(*) FROM specimen WHERE state = {(int)SpecimenState.Cancelled}"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Of_two_who_change_an_order_at_once_one_is_told(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        (PatientId patient, RequestRow order) = await OrderedAsync(bed, "K", "NA");
        List<TaskRow> tasks = await TasksAsync(bed, order);

        OrderChanged[] answers = await Task.WhenAll(
            CancelAsync(bed, patient, order, tasks[0].Task), CancelAsync(bed, patient, order, tasks[1].Task),
            AddAsync(bed, patient, order, "CRP"));

        // Whoever came after the other had stored built upon what holds then; who came between was told.
        Assert.All(answers, one => Assert.True(one.IsDone || one.Refusal == ChangeRefusal.Changed));
        Assert.Contains(answers, one => one.IsDone);
        List<TaskRow> after = await TasksAsync(bed, order);
        Assert.Equal(
            answers.Count(one => one.IsDone),
            after.Count(one => one.Status == AnalysisStatus.Cancelled) + (after.Count - 2));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_analysis_is_added_to_a_tube_that_is_there_and_stable(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        (PatientId patient, RequestRow order) = await OrderedAsync(bed, "K");
        int stable = bed.Catalogue.Find("CRP")!.StableHours;
        await ReceiveAsync(bed, order, bed.Records.Custody.Clock.GetUtcNow());

        Assert.Equal(ChangeRefusal.Ordered, (await AddAsync(bed, patient, order, "K")).Refusal);
        Assert.True((await AddAsync(bed, patient, order, "CRP")).IsDone);

        TaskRow added = (await TasksAsync(bed, order)).Single(one => one.Analysis is "CRP");
        Assert.Equal(AnalysisStatus.Ready, added.Status);

        await ReceiveAsync(bed, order, bed.Records.Custody.Clock.GetUtcNow().AddHours(-stable - 2000));
        Assert.Equal(ChangeRefusal.NoTube, (await AddAsync(bed, patient, order, "NA")).Refusal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Sensitive_analyses_are_added_and_cancelled_one_by_one_by_who_opens_them(DatabaseEngine engine)
    {
        await using OrderBed bed = await OrderBed.StartAsync(engine);
        Worker nurse = await bed.SignInAsync(Role.Nurse, bed.Ward.UnitId);
        (PatientId patient, RequestRow order) = await OrderedAsync(bed, "K");
        string container = bed.Catalogue.Find("K")!.Container;
        Analysis[] hidden =
        [
            .. bed.Catalogue.Analyses.Where(one => one is { IsSensitive: true, IsRetired: false }
                && (one.Container == container || one.Alternatives.Contains(container, StringComparer.Ordinal))).Take(2),
        ];
        Assert.Equal(2, hidden.Length);
        Assert.Equal(
            ChangeRefusal.Sensitive,
            (await bed.Change.AddAsync(
                patient, order.Request, hidden[0].Code, nurse.Session, nurse.Token, default)).Refusal);
        await bed.ConfirmSensitiveAsync(bed.Doctor, patient);
        Assert.True((await AddAsync(bed, patient, order, hidden[0].Code)).IsDone);
        Assert.True((await AddAsync(bed, patient, order, hidden[1].Code)).IsDone);
        Assert.Equal(ChangeRefusal.Ordered, (await AddAsync(bed, patient, order, hidden[1].Code)).Refusal);
        Assert.Equal(
            0,
            await bed.Records.CountAsync(
                $"SELECT COUNT(*) FROM observation_task WHERE analysis IN ('{hidden[0].Code}', '{hidden[1].Code}')"));

        List<TaskRow> sensitive = [.. (await TasksAsync(bed, order)).Where(one => one.IsSensitive)];
        Assert.Equal(2, sensitive.Count);
        Assert.Equal(
            ChangeRefusal.Sensitive,
            (await bed.Change.CancelAsync(
                patient, order.Request, sensitive[0].Task, "Erreur", nurse.Session, nurse.Token, default)).Refusal);
        Assert.True((await CancelAsync(bed, patient, order, sensitive[0].Task)).IsDone);
        OrderDetails part = (await bed.SensitivePartAsync(bed.Doctor, await RowAsync(bed, order)))!;
        IReadOnlyDictionary<EntryId, OrderedAnalysis> known = await MatchSensitive.RunAsync(
            bed.Records.Door, part, await TubesAsync(bed, order), sensitive, bed.Doctor.Token, default);
        Assert.NotNull(known[sensitive[0].Task].Cancelled);
        Assert.Null(known[sensitive[1].Task].Cancelled);
        Assert.Equal(
            hidden.Select(one => one.Code).Order(StringComparer.Ordinal),
            known.Values.Select(one => one.Code).Order(StringComparer.Ordinal));
        Assert.Equal(RequestStatus.Active, (await RowAsync(bed, order)).Status);
    }

    [Fact]
    public async Task Several_are_cancelled_for_one_reason_or_none_of_them()
    {
        await using OrderBed bed = await OrderBed.StartAsync(DatabaseEngine.Sqlite);
        (PatientId patient, RequestRow order) = await OrderedAsync(bed, "K", "NA", "CREA");
        EntryId[] tasks = [.. (await TasksAsync(bed, order)).Select(one => one.Task)];

        Assert.True((await SomeAsync(tasks[0], tasks[1])).IsDone);
        Assert.Equal(
            [tasks[2]],
            (await TasksAsync(bed, order)).Where(one => one.Status != AnalysisStatus.Cancelled).Select(one => one.Task));
        Assert.Equal(ChangeRefusal.TooLate, (await SomeAsync(tasks[1], tasks[2])).Refusal);
        Assert.Equal(RequestStatus.Active, (await RowAsync(bed, order)).Status);

        Task<OrderChanged> SomeAsync(params EntryId[] some) => bed.Change.CancelSomeAsync(
            patient, order.Request, some, "Erreur", bed.Doctor.Session, bed.Doctor.Token, CancellationToken.None);
    }

    private static async Task<(PatientId Patient, RequestRow Order)> OrderedAsync(OrderBed bed, params string[] codes)
    {
        PatientId patient = await bed.RegisterAsync(bed.Doctor);
        OrderPlaced placed = await bed.PlaceAsync(bed.Doctor, bed.Request(patient, codes));
        Assert.NotNull(placed.Row);
        return (patient, placed.Row);
    }

    private static Task<OrderChanged> CancelAsync(OrderBed bed, PatientId patient, RequestRow order, EntryId? task) =>
        bed.Change.CancelAsync(
            patient, order.Request, task, "Erreur", bed.Doctor.Session, bed.Doctor.Token, CancellationToken.None);

    private static Task<OrderChanged> AddAsync(OrderBed bed, PatientId patient, RequestRow order, string code) =>
        bed.Change.AddAsync(
            patient, order.Request, code, bed.Doctor.Session, bed.Doctor.Token, CancellationToken.None);

    private static async Task<List<TaskRow>> TasksAsync(OrderBed bed, RequestRow order)
    {
        await using System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default);
        return await TaskRows.OfRequestAsync(connection, null, order.Patient, order.Request, default);
    }

    private static async Task<List<SpecimenRow>> TubesAsync(OrderBed bed, RequestRow order)
    {
        await using System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default);
        return await SpecimenRows.OfRequestAsync(connection, null, order.Patient, order.Request, default);
    }

    private static async Task<RequestRow> RowAsync(OrderBed bed, RequestRow order)
    {
        await using System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default);
        return (await RequestRows.FindAsync(connection, null, order.Patient, order.Request, default))!;
    }

    private static async Task ReceiveAsync(OrderBed bed, RequestRow order, DateTimeOffset collected)
    {
        await using System.Data.Common.DbConnection connection = await bed.Records.Main.OpenAsync(default);
        SpecimenRow tube = (await SpecimenRows.OfRequestAsync(
            connection, null, order.Patient, order.Request, default))[0];
        Assert.True(await SpecimenRows.UpdateAsync(
            connection, null,
            tube with { State = SpecimenState.Received, CollectedAt = collected, ReceivedAt = collected }, default));
    }
}
