using System.Globalization;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Statistics;
using Serment.Web.Parts;
using Serment.Web.Texts;

namespace Serment.Web.Laboratory.Statistics;

/// <summary>A laboratory's numbers over a period.</summary>
/// <param name="Laboratory">Its name.</param>
/// <param name="Numbers">The numbers.</param>
/// <param name="Form">The period as typed.</param>
public sealed record StatisticsModel(string Laboratory, LaboratoryStatistics Numbers, FormState Form)
{
    /// <summary>Below this a number is told as "fewer than": one tube at three in the morning is somebody.</summary>
    public const int SmallestTold = 5;

    /// <summary>The sections that had anything, in order.</summary>
    public IReadOnlyList<Section> Sections { get; } =
        [.. Numbers.Sums.Where(one => one.Section is not null).Select(one => one.Section!.Value).Distinct().Order()];

    /// <summary>The periods of the chart: each day, or each month.</summary>
    public IReadOnlyList<int> Periods { get; } = PeriodsOf(Numbers);

    /// <summary>How many of a kind in one period.</summary>
    public long In(int period, CountKind kind) =>
        Numbers.Sums.Where(one => one.Period == period && one.Kind == kind).Sum(one => one.Amount);

    /// <summary>How many of a kind by hour of reception, over the months touched.</summary>
    public long AtHour(int hour, CountKind kind) =>
        Numbers.Hours.Where(one => one.Hour == hour && one.Kind == kind).Sum(one => one.Amount);

    /// <summary>A number, or "fewer than five" where it is small and not nothing.</summary>
    internal static string Told(long number, PageTexts texts) =>
        number is > 0 and < SmallestTold ? texts.Fill("statistics.fewer", SmallestTold) : texts.Number(number);

    /// <summary>A period as people write it: 05/03 or 03/2026.</summary>
    public static string PeriodText(int period) =>
        period > 999_999
            ? string.Create(CultureInfo.InvariantCulture, $"{period % 100:00}/{period / 100 % 100:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{period % 100:00}/{period / 100}");

    private static int[] PeriodsOf(LaboratoryStatistics numbers)
    {
        List<int> periods = [];
        for (DateOnly day = numbers.From; day <= numbers.Until; day = numbers.IsByMonth ? day.AddMonths(1) : day.AddDays(1))
        {
            periods.Add(numbers.IsByMonth ? LaboratoryCounts.MonthOf(day) : LaboratoryCounts.DayOf(day));
        }

        return [.. periods];
    }
}
