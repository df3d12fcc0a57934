using System.Data.Common;
using Serment.Database;

namespace Serment.Records.Laboratory.Statistics;

/// <summary>One sum of counters.</summary>
/// <param name="Period">
/// The day as yyyymmdd or, of a period longer than <see cref="ReadStatistics.MaxDays"/>, the month as yyyymm.
/// </param>
/// <param name="Section">Which part; null for the laboratory as a whole.</param>
/// <param name="Kind">What.</param>
/// <param name="Detail">By kind.</param>
/// <param name="Amount">How many.</param>
public readonly record struct CountSum(int Period, Section? Section, CountKind Kind, int Detail, long Amount);

/// <summary>The same by hour of the day, for whole months and all sections.</summary>
public readonly record struct HourSum(int Hour, CountKind Kind, int Detail, long Amount);

/// <summary>What a laboratory did between two days.</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day.</param>
/// <param name="IsByMonth">Whether the sums are by month: then the period was widened to whole months.</param>
/// <param name="Sums">By day or month.</param>
/// <param name="Hours">By hour of the day, over the whole months that the period touches.</param>
public sealed record LaboratoryStatistics(
    DateOnly From, DateOnly Until, bool IsByMonth, IReadOnlyList<CountSum> Sums, IReadOnlyList<HourSum> Hours)
{
    /// <summary>A sum over sections and periods.</summary>
    public long Total(CountKind kind) => Sums.Where(one => one.Kind == kind).Sum(one => one.Amount);

    /// <summary>A sum of one section.</summary>
    public long Total(CountKind kind, Section section) =>
        Sums.Where(one => one.Kind == kind && one.Section == section).Sum(one => one.Amount);

    /// <summary>A quantile of the turnaround of a section, of all sections for null, in minutes.</summary>
    public double? Turnaround(CountKind kind, Section? section, double quantile) =>
        TurnaroundBuckets.Quantile(
            Sums.Where(one => one.Kind == kind && (section is null || one.Section == section))
                .Select(one => (one.Detail, one.Amount)),
            quantile);

    /// <summary>A quantile of the turnaround of what was received in an hour of the day, in minutes.</summary>
    public double? TurnaroundOfHour(CountKind kind, int hour, double quantile) =>
        TurnaroundBuckets.Quantile(
            Hours.Where(one => one.Kind == kind && one.Hour == hour).Select(one => (one.Detail, one.Amount)), quantile);
}

/// <summary>
/// Reads the counters of a period: as many rows as there are days or months, sections and buckets, whatever the number
/// of results behind them.
/// </summary>
public sealed class ReadStatistics(DatabaseLocation main)
{
    /// <summary>Days up to which the sums are by day; beyond they are by month.</summary>
    public const int MaxDays = 92;

    /// <summary>Longest period, in days: three years.</summary>
    public const int MaxSpan = 1_100;

    // Grouped in the order of the key, which needs no sorting.
    private const string BySection =
        """
        SELECT period, kind, section, detail, SUM(amount) FROM laboratory_count
        WHERE site = @site AND laboratory_id = @laboratory AND period BETWEEN @from AND @until AND hour = -1
        GROUP BY period, kind, section, detail
        """;

    private const string ByHour =
        """
        SELECT hour, kind, section, detail, SUM(amount) FROM laboratory_count
        WHERE site = @site AND laboratory_id = @laboratory AND period BETWEEN @from AND @until AND hour >= 0
        GROUP BY period, hour, kind, section, detail
        """;

    /// <summary>Reads; a period that is too long is cut at its beginning.</summary>
    public async Task<LaboratoryStatistics> RunAsync(
        short site, int laboratory, DateOnly from, DateOnly until, CancellationToken stop)
    {
        from = until.DayNumber - from.DayNumber > MaxSpan ? until.AddDays(-MaxSpan) : from;
        bool isByMonth = until.DayNumber - from.DayNumber >= MaxDays;
        (int firstMonth, int lastMonth) = (LaboratoryCounts.MonthOf(from), LaboratoryCounts.MonthOf(until));
        await using DbConnection connection = await main.OpenAsync(stop);
        List<HourSum> hours = await ReadAsync(
            connection, ByHour, site, laboratory, firstMonth, lastMonth,
            row => new HourSum(row.GetInt16(0), (CountKind)row.GetInt16(1), row.GetInt32(3), Amount(row, 4)), stop);
        List<CountSum> sums = await ReadAsync(
            connection, BySection, site, laboratory,
            isByMonth ? firstMonth : LaboratoryCounts.DayOf(from), isByMonth ? lastMonth : LaboratoryCounts.DayOf(until),
            row => new CountSum(
                row.GetInt32(0), SectionOf(row.GetInt16(2)), (CountKind)row.GetInt16(1), row.GetInt32(3), Amount(row, 4)),
            stop);
        return isByMonth
            ? new(FirstOf(from), FirstOf(until).AddMonths(1).AddDays(-1), true, sums, hours)
            : new(from, until, false, sums, hours);
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    private static Section? SectionOf(short section) => section == 0 ? null : (Section)section;

    private static long Amount(DbDataReader row, int column) =>
        Convert.ToInt64(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<List<T>> ReadAsync<T>(
        DbConnection connection, string sql, short site, int laboratory, int from, int until,
        Func<DbDataReader, T> read, CancellationToken stop)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@from", from);
        command.Add("@until", until);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        List<T> rows = [];
        while (await reader.ReadAsync(stop))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
