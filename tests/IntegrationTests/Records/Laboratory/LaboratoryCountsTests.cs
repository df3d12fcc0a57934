using System.Data.Common;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Statistics;

namespace Serment.IntegrationTests.Records.Laboratory;

public sealed class LaboratoryCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 3, 10);

    public static TheoryData<DatabaseEngine> Engines => RecordBed.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task Counts_what_was_committed_and_not_what_was_rolled_back(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await AddAsync(bed, commit: true, Of(CountKind.Resulted, 3, 20), Of(CountKind.Resulted, 3, 5));
        await AddAsync(bed, commit: false, Of(CountKind.Resulted, 3, 1_000));

        LaboratoryStatistics read = await new ReadStatistics(bed.Main).RunAsync(1, 7, Day, Day, CancellationToken.None);

        CountSum sum = Assert.Single(read.Sums);
        Assert.Equal(new(20_260_310, Section.Biochemistry, CountKind.Resulted, 3, 25), sum);
        Assert.Equal(12, Assert.Single(read.Hours).Hour);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Loses_nothing_where_many_count_the_same_at_once(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => AddAsync(
            bed, commit: true, Of(CountKind.Received, 0, 1), Of(CountKind.Final, i % 3, 1)))));

        LaboratoryStatistics read = await new ReadStatistics(bed.Main).RunAsync(1, 7, Day, Day, CancellationToken.None);

        Assert.Equal(24, read.Total(CountKind.Received));
        Assert.Equal(24, read.Total(CountKind.Final, Section.Biochemistry));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Reads_a_long_period_by_month_and_the_same_turnaround(DatabaseEngine engine)
    {
        await using RecordBed bed = await RecordBed.StartAsync(engine);
        LaboratoryCount[] counts =
        [
            .. Enumerable.Range(1, 100).Select(minutes => LaboratoryCount.Turnaround(
                1, 7, Section.Biochemistry, OrderPriority.Routine, Noon.AddDays(minutes % 40),
                Noon.AddDays(minutes % 40).AddMinutes(minutes))),
        ];
        await AddAsync(bed, commit: true, counts);
        ReadStatistics read = new(bed.Main);

        LaboratoryStatistics year = await read.RunAsync(
            1, 7, new(2025, 4, 1), new(2026, 4, 30), CancellationToken.None);
        LaboratoryStatistics weeks = await read.RunAsync(
            1, 7, new(2026, 3, 1), new(2026, 4, 30), CancellationToken.None);

        Assert.True(year.IsByMonth);
        Assert.False(weeks.IsByMonth);
        Assert.Equal(100, weeks.Total(CountKind.TurnaroundRoutine));
        Assert.Equal(100, year.Total(CountKind.TurnaroundRoutine));
        double? median = year.Turnaround(CountKind.TurnaroundRoutine, Section.Biochemistry, 0.5);
        Assert.InRange(median!.Value, 47, 54);
        Assert.Equal(median, weeks.Turnaround(CountKind.TurnaroundRoutine, null, 0.5));
        Assert.Null(year.Turnaround(CountKind.TurnaroundUrgent, null, 0.5));
    }

    private static LaboratoryCount Of(CountKind kind, int detail, long amount) =>
        new(1, 7, Noon, Section.Biochemistry, kind, detail, amount);

    private static async Task AddAsync(RecordBed bed, bool commit, params LaboratoryCount[] counts)
    {
        await using DbConnection connection = await bed.Main.OpenAsync(CancellationToken.None);
        await using DbTransaction transaction = await connection.BeginTransactionAsync();
        await LaboratoryCounts.AddAsync(connection, transaction, counts, CancellationToken.None);
        if (commit)
        {
            await transaction.CommitAsync();
        }
    }
}
