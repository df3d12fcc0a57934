using Serment.CustodyProtocol;

namespace Serment.Records.Medications;

/// <summary>One dose that is to be given.</summary>
/// <param name="Line">The line's entry.</param>
/// <param name="Due">When, to the minute.</param>
/// <param name="Quantity">How much.</param>
/// <param name="Unit">Of what.</param>
public sealed record PlannedDose(EntryId Line, DateTimeOffset Due, decimal Quantity, string Unit);

/// <summary>
/// When the doses of signed lines are due: a pure function of the lines, a span of time and the house's time zone.
/// Moments and times a day keep to the clock on the wall, also on the nights when it is changed; "every six hours"
/// keeps to the hours that pass.
/// </summary>
public static class AdministrationPlan
{
    /// <summary>Doses of one line in one plan; a line every hour for a week is shorter.</summary>
    public const int MaxDosesPerLine = 400;

    // The hours of the house, by the clock on the wall.
    private static readonly TimeOnly[] MomentTimes = [new(8, 0), new(12, 0), new(18, 0), new(22, 0)];

    // n times a day, spread over the waking day.
    private static readonly TimeOnly[][] Spread =
    [
        [], [new(8, 0)], [new(8, 0), new(20, 0)], [new(8, 0), new(14, 0), new(20, 0)],
        [new(8, 0), new(12, 0), new(18, 0), new(22, 0)],
        [new(6, 0), new(10, 0), new(14, 0), new(18, 0), new(22, 0)],
        [new(6, 0), new(10, 0), new(14, 0), new(18, 0), new(22, 0), new(2, 0)],
    ];

    /// <summary>The doses of a line that are due from <paramref name="from"/> (included) until (not included).</summary>
    /// <param name="entry">The line's entry.</param>
    /// <param name="line">The line.</param>
    /// <param name="from">The span's beginning.</param>
    /// <param name="until">Its end; also the moment at which the line was stopped.</param>
    /// <param name="zone">The house's zone.</param>
    public static IReadOnlyList<PlannedDose> Of(
        EntryId entry, PrescriptionLine line, DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        DateTimeOffset start = Moment(line.Start, zone);
        List<PlannedDose> doses = [];
        DateOnly? first = DateOnly.FromDateTime(line.Start);
        foreach (List<DoseStep> group in StepGroups.Of(line.Steps))
        {
            if (first is not { } day)
            {
                break;
            }

            foreach (DoseStep step in group.Where(step => !step.IsAsNeeded))
            {
                DateTimeOffset ends = step.DurationDays is { } days
                    ? EndOf(step, day, days, line.Start, start, zone)
                    : DateTimeOffset.MaxValue;
                DateTimeOffset begins = day == DateOnly.FromDateTime(line.Start)
                    ? start
                    : Moment(day.ToDateTime(TimeOnly.MinValue), zone);
                AddStep(new(entry, step, day, begins, Min(ends, until), Max(from, begins), zone), doses);
            }

            first = group.Exists(step => step.DurationDays is null)
                ? null
                : day.AddDays(group.Max(step => step.DurationDays!.Value));
        }

        doses.Sort((a, b) => a.Due.CompareTo(b.Due));
        return doses.Count > MaxDosesPerLine ? doses[..MaxDosesPerLine] : doses;
    }

    /// <summary>
    /// A time of the wall's clock as a moment: one that the clock skips is as much later, one that comes twice is the
    /// first.
    /// </summary>
    public static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        DateTime plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(plain))
        {
            // The offset before the gap: 02:30 that does not exist becomes 03:30.
            return TimeZoneInfo.ConvertTime(new DateTimeOffset(plain, zone.GetUtcOffset(plain.AddHours(-2))), zone);
        }

        return zone.IsAmbiguousTime(plain)
            ? new(plain, zone.GetAmbiguousTimeOffsets(plain).Max())
            : new(plain, zone.GetUtcOffset(plain));
    }

    // Hours that pass are counted from the start; days of the clock end at midnight.
    private static DateTimeOffset EndOf(
        DoseStep step, DateOnly day, int days, DateTime localStart, DateTimeOffset start, TimeZoneInfo zone) =>
        step.EveryHours is not null && day == DateOnly.FromDateTime(localStart)
            ? start.AddDays(days)
            : Moment(day.AddDays(days).ToDateTime(TimeOnly.MinValue), zone);

    private static void AddStep(in StepSpan span, List<PlannedDose> doses)
    {
        if (span.Step.EveryHours is { } hours)
        {
            AddByHours(span, hours, doses);
            return;
        }

        TimeOnly[] times = TimesOf(span.Step);
        DateOnly last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(span.Until, span.Zone).DateTime);
        DateOnly day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(span.From, span.Zone).DateTime);
        int added = 0;
        for (; day <= last && added <= MaxDosesPerLine; day = day.AddDays(1))
        {
            if (!IsDay(span.Step.Days, day))
            {
                continue;
            }

            foreach (TimeOnly time in times)
            {
                DateTimeOffset due = Moment(day.ToDateTime(time), span.Zone);
                if (due >= span.From && due < span.Until)
                {
                    doses.Add(new(span.Entry, due, span.Step.Quantity, span.Step.Unit));
                    added++;
                }
            }
        }
    }

    private static void AddByHours(in StepSpan span, int hours, List<PlannedDose> doses)
    {
        double passed = (span.From - span.Begins).TotalHours;
        long skipped = passed <= 0 ? 0 : (long)Math.Ceiling(passed / hours);
        DateTimeOffset due = span.Begins.AddHours(skipped * hours);
        for (int i = 0; i <= MaxDosesPerLine && due < span.Until; i++, due = due.AddHours(hours))
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(due, span.Zone);
            if (IsDay(span.Step.Days, DateOnly.FromDateTime(local.DateTime)))
            {
                doses.Add(new(span.Entry, local, span.Step.Quantity, span.Step.Unit));
            }
        }
    }

    private static TimeOnly[] TimesOf(DoseStep step) =>
        step.Moments != DayMoments.None
            ? [.. MomentTimes.Where((_, i) => ((int)step.Moments & (1 << i)) != 0)]
            : Spread[Math.Clamp(step.TimesADay ?? 0, 0, Spread.Length - 1)];

    private static bool IsDay(WeekDays days, DateOnly day) =>
        days == WeekDays.None || ((int)days & (1 << (((int)day.DayOfWeek + 6) % 7))) != 0;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private readonly record struct StepSpan(
        EntryId Entry, DoseStep Step, DateOnly Day, DateTimeOffset Begins, DateTimeOffset Until, DateTimeOffset From,
        TimeZoneInfo Zone);
}
