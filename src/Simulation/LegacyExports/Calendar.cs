using System.Globalization;

namespace Serment.Simulation.LegacyExports;

/// <summary>The working days of the export, 2015 to 2020, and how the rows spread over them: few on Saturdays, hardly
/// any on Sundays.</summary>
internal sealed class Calendar
{
    private const double SaturdayShare = 0.45;
    private const double SundayShare = 0.04;

    private static readonly DateOnly First = new(2015, 1, 1);
    private static readonly DateOnly Last = new(2020, 12, 31);

    private readonly double[] until;

    public Calendar()
    {
        Days = [.. Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays)];
        Texts = [.. Days.Select(day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture))];
        Short = [.. Days.Select(day => day.ToString("yyMMdd", CultureInfo.InvariantCulture))];
        Clock = [.. Enumerable.Range(0, 24 * 60).Select(minute =>
            string.Create(CultureInfo.InvariantCulture, $"{minute / 60:D2}:{minute % 60:D2}"))];
        double[] weights = [.. Days.Select(Weight)];
        double total = weights.Sum();
        double sum = 0;
        until = [.. weights.Select(weight => sum += weight / total)];
        until[^1] = 1;
    }

    public DateOnly[] Days { get; }

    /// <summary>Each day as 31/12/2020.</summary>
    public string[] Texts { get; }

    /// <summary>Each day as 201231.</summary>
    public string[] Short { get; }

    /// <summary>Each minute of the day as 08:15.</summary>
    public string[] Clock { get; }

    /// <summary>The day, at or after <paramref name="from"/>, that lies at <paramref name="share"/> of all
    /// rows.</summary>
    public int DayAt(double share, int from)
    {
        while (from < until.Length - 1 && share > until[from])
        {
            from++;
        }

        return from;
    }

    private static double Weight(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => SaturdayShare,
        DayOfWeek.Sunday => SundayShare,
        _ => 1,
    };
}
