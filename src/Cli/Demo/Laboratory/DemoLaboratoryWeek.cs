using System.Data.Common;
using Serment.Cli.Demo.Week;
using Serment.CustodyProtocol;
using Serment.RecordAccess.Sealing;
using Serment.Records.Entries;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.QualityControl;
using Serment.Records.Laboratory.Specimens;
using Serment.Records.Laboratory.Statistics;
using Serment.Simulation.Draws;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>
/// A week of the clinic's laboratory: analysers, controls, and orders at every stage, in the names of its staff. Reports
/// are not among it: they take a biologist's passkey (<see cref="DemoReports"/>).
/// </summary>
internal sealed class DemoLaboratoryWeek
{
    private readonly WeekDesk desk;
    private readonly WeekStaff staff;
    private readonly SeededSource source = new("demo laboratory values");
    private readonly LaboratoryCatalogue catalogue;
    private readonly DemoBench bench;
    private readonly int laboratory;
    private readonly WeekMember technician;
    private readonly WeekMember biologist;
    private readonly WeekMember phlebotomist;

    private DemoLaboratoryWeek(WeekDesk desk, WeekStaff staff, LaboratoryCatalogue catalogue, int laboratory)
    {
        this.desk = desk;
        this.staff = staff;
        this.catalogue = catalogue;
        this.laboratory = laboratory;
        technician = staff.Of(Role.LaboratoryTechnician)[0];
        biologist = staff.Of(Role.Biologist)[0];
        phlebotomist = staff.Of(Role.Phlebotomist)[0];
        bench = new(
            new(desk.Main), new(desk.Door, desk.Main, TimeProvider.System), new(desk.Door, desk.Main, TimeProvider.System),
            new(desk.Door, desk.Main, TimeProvider.System), desk.SiteCode, technician.Staff);
    }

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(
        WeekDesk desk, WeekStaff staff, IReadOnlyList<DemoPatient> people, int firstPort, CancellationToken stop)
    {
        if (!staff.Units.TryGetValue(DemoEstablishment.InHouseLaboratory, out int laboratory))
        {
            return;
        }

        LaboratoryCatalogue offered = await new Catalogues(desk.Main, TimeProvider.System).CurrentAsync(staff.Site, stop);
        DemoLaboratoryWeek week = new(desk, staff, offered, laboratory);
        await week.bench.FurnishAsync(
            staff.Site, laboratory,
            [.. offered.Analyses.Where(one => one is { Section: Section.Biochemistry, Kind: AnswerKind.Quantity }
                && !one.IsSensitive).Select(one => one.Code)],
            firstPort, desk.Now, stop);
        IReadOnlyList<DemoOrder> orders = DemoOrders.Draw("serment", desk.Local, people);
        DemoOrder?[] critical =
        [
            orders.LastOrDefault(one =>
                one.Stage == OrderStage.Final && one.OrderedAt < desk.Local.Date && HasSalts(one)),
            orders.FirstOrDefault(one => one.Stage == OrderStage.Technical && HasSalts(one)),
        ];
        foreach (DemoOrder order in orders)
        {
            await week.WriteAsync(order, people[order.Person], critical.Contains(order), stop);
        }
    }

    private static bool HasSalts(DemoOrder order) => order.Codes.Contains("IONO", StringComparer.Ordinal);

    private async Task WriteAsync(DemoOrder order, DemoPatient person, bool isCritical, CancellationToken stop)
    {
        DateTimeOffset ordered = desk.At(order.OrderedAt);
        BenchPerson who = new(
            person.IsWoman ? LaboratorySex.Female : LaboratorySex.Male,
            BenchPerson.AgeOn(person.Born, DateOnly.FromDateTime(order.OrderedAt)));
        WeekMember physician = staff.Of(Role.Physician)[0];
        OrderRequest request = new()
        {
            Patient = person.Patient,
            Request = EntryId.New(),
            LaboratoryId = laboratory,
            Codes = order.Codes,
            Priority = order.IsUrgent ? OrderPriority.Urgent : OrderPriority.Routine,
            Person = who,
            WardId = staff.Units.GetValueOrDefault("MED"),
            Requester = physician.Staff,
            Collection = CollectionPlan.Ward,
        };
        TubePlan plan = PlanTubes.Of(
            [.. OrderedCodes.Expand(order.Codes, catalogue).Keys], catalogue, OrderedCodes.InputsOf);
        if (plan.Missing.Count > 0)
        {
            throw new InvalidOperationException("the demo orders what the catalogue does not offer");
        }

        Placing placing = new(request, plan, catalogue, staff.Site, physician.Staff, ordered);
        long care = await desk.DeclareAsync(
            person.Patient, laboratory, null, ordered, ordered.AddDays(29), stop);
        int year = order.OrderedAt.Year;
        PlacedRows rows = placing.Draw(AccessionNumber.DrawRequest(year), () => AccessionNumber.Draw(year), care);
        OrderCourse course = new(order, ordered, rows.Request.Priority);
        Dictionary<string, decimal> picture = DemoPicture.Draw(source, who);
        if (isCritical)
        {
            picture["K"] = DemoPicture.CriticalPotassium;
        }

        await SealAsync(placing, rows, course, picture, stop);
    }

    private async Task SealAsync(
        Placing placing, PlacedRows rows, OrderCourse course, Dictionary<string, decimal> picture, CancellationToken stop)
    {
        SpecimenRow[] tubes = [.. rows.Tubes.Select(tube => course.Apply(tube, phlebotomist.Staff, technician.Staff))];
        WeekRecord record = new(desk, staff.Site, placing.Order.Patient);
        foreach (EntryDraft draft in rows.Drafts(placing))
        {
            record.Add(draft.Resource, draft.Compartment, draft.Entry);
        }

        DemoCalls calls = new(technician, rows.Request);
        DemoResults results = new(source, catalogue, bench, course, technician, biologist, picture, calls);
        List<(TaskRow Task, RunRow? Run)> tasks = results.Write(placing, rows, tubes, record);
        bool isDone = tasks.All(one => one.Task.Status is AnalysisStatus.Final or AnalysisStatus.Cancelled);
        await record.SealAsync(
            async (connection, transaction, _, stopping) =>
            {
                await RequestRows.InsertAsync(
                    connection, transaction,
                    isDone ? rows.Request with { Status = RequestStatus.Completed } : rows.Request, stopping);
                await InsertAsync(connection, transaction, tubes, tasks, stopping);
                await calls.InsertAsync(connection, transaction, stopping);
                await LaboratoryCounts.AddAsync(
                    connection, transaction, [.. course.Counts(rows.Request, tubes, tasks)], stopping);
            },
            stop);
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<SpecimenRow> tubes,
        IEnumerable<(TaskRow Task, RunRow? Run)> tasks, CancellationToken stop)
    {
        foreach (SpecimenRow tube in tubes)
        {
            await SpecimenRows.InsertAsync(connection, transaction, tube, stop);
        }

        foreach ((TaskRow task, RunRow? run) in tasks)
        {
            await TaskRows.InsertAsync(connection, transaction, task, stop);
            if (run is not null)
            {
                await RunRows.InsertAsync(connection, transaction, run, stop);
            }
        }
    }
}
