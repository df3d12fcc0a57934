using Serment.CustodyProtocol;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Orders;

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

    private static Task<IReadOnlyList<CriticalRow>> ListAsync(ValidationBed bed) =>
        bed.Critical.RunAsync(bed.Site, bed.Unit, bed.Now, CancellationToken.None);

    private static async Task<CallOutcome> CallAsync(
        ValidationBed bed, CriticalRow row, bool isAnswered, bool isReadBack) =>
        (await bed.Calls.RunAsync(
            row.Patient, row.Version,
            new(row.Task, "Potassium", "IDE, médecine", "4012", isAnswered, "7,4 mmol/L", isReadBack, null),
            bed.Technician.Session, bed.Technician.Token, bed.Now, CancellationToken.None)).Outcome;
}
