using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Serment.Database;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Statistics;
using Serment.Records.Storage;

namespace Serment.Benchmarks.Laboratory;

/// <summary>
/// A year of a laboratory's numbers, as many results as asked for: the counters are what every event would have left.
/// The page's own question, for two hundred thousand and for two million results.
/// </summary>
internal static class StatisticsBenchmark
{
    private const short Site = 1;
    private const int Laboratory = 7;
    private const int Days = 365;
    private const int Sections = 8;
    private const int Instruments = 6;
    private static readonly DateOnly Last = new(2026, 6, 30);

    public static async Task<IReadOnlyList<Measured>> RunAsync(BenchmarkSettings settings)
    {
        List<Measured> lines = [];
        Samples few = await MeasureAsync(settings, 200_000);
        Samples many = await MeasureAsync(settings, 2_000_000);
        lines.Add(new(
            "a year of laboratory statistics, 200,000 and 2,000,000 results, SQLite, p50",
            Table.Ms(few.At(50)), Table.Ms(many.At(50)), Table.Ratio(many.At(50), few.At(50)), "independent"));
        lines.Add(new(
            "a year of laboratory statistics, 200,000 and 2,000,000 results, SQLite, p99",
            Table.Ms(few.At(99)), Table.Ms(many.At(99)), Table.Ratio(many.At(99), few.At(99)), "≤ 100 ms"));
        return lines;
    }

    private static async Task<Samples> MeasureAsync(BenchmarkSettings settings, long results)
    {
        string path = Path.Combine(
            settings.Folder, string.Create(CultureInfo.InvariantCulture, $"statistics-{results}.db"));
        await using DatabaseLocation main = DatabaseLocation.Parse(path);
        await MainDatabase.MigrateAsync(main, TimeProvider.System, CancellationToken.None);
        await FillAsync(main, results);
        ReadStatistics read = new(main);
        Samples samples = new();
        for (int i = -5; i < settings.Iterations; i++)
        {
            long start = Stopwatch.GetTimestamp();
            LaboratoryStatistics year = await read.RunAsync(
                Site, Laboratory, Last.AddDays(-Days), Last, CancellationToken.None);
            double? p90 = year.Turnaround(CountKind.TurnaroundRoutine, null, 0.9);
            if (p90 is null || year.Total(CountKind.Final) < results)
            {
                throw new InvalidOperationException("the year is not there");
            }

            if (i >= 0)
            {
                samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return samples;
    }

    // The same number of rows as single events leave: each bucket of each hour, section and day that has anything.
    private static async Task FillAsync(DatabaseLocation main, long results)
    {
        await using DbConnection connection = await main.OpenAsync(CancellationToken.None);
        long perDay = (results / Days) + 1;
        long drawn = 88_172_645_463_325_252;
        for (int day = 0; day <= Days; day++)
        {
            List<LaboratoryCount> counts = [];
            DateTimeOffset morning = new(Last.AddDays(day - Days).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            for (long i = 0; i < perDay; i++)
            {
                drawn ^= drawn << 13;
                drawn ^= (long)((ulong)drawn >> 7);
                drawn ^= drawn << 17;
                ulong bits = (ulong)drawn;
                DateTimeOffset at = morning.AddHours(6 + (bits % 14)).AddMinutes((bits >> 8) % 60);
                Section section = (Section)(1 + ((bits >> 16) % Sections));
                OrderPriority priority = (bits >> 24) % 5 == 0 ? OrderPriority.Urgent : OrderPriority.Routine;
                double minutes = 20 + ((bits >> 32) % 100) + ((bits >> 40) % 7 * ((bits >> 48) % 60));
                counts.Add(new(Site, Laboratory, at, section, CountKind.Resulted, (int)((bits >> 56) % Instruments)));
                counts.Add(new(Site, Laboratory, at, section, CountKind.Final));
                counts.Add(LaboratoryCount.Turnaround(
                    Site, Laboratory, section, priority, at, at.AddMinutes(minutes)));
            }

            await using DbTransaction transaction = await connection.BeginTransactionAsync();
            await LaboratoryCounts.AddAsync(connection, transaction, counts, CancellationToken.None);
            await transaction.CommitAsync();
        }
    }
}
