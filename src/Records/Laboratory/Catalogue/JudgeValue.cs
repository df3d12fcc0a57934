using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>The last result of the same analysis.</summary>
/// <param name="Number">Its number, in the analysis' first unit.</param>
/// <param name="TakenAt">When its specimen was taken.</param>
/// <param name="Age">How long before the specimen that is judged.</param>
public sealed record PreviousValue(decimal Number, DateTimeOffset TakenAt, TimeSpan Age);

/// <summary>Where a value lies.</summary>
/// <param name="Range">The range it was judged by; null where none fits, or more than one might.</param>
/// <param name="Flag">Within, below, above, critical.</param>
/// <param name="IsImplausible">Outside what can be: a mistake rather than a result.</param>
/// <param name="Delta">Against the last result; null where there is none to compare with.</param>
/// <param name="IsUncertain">
/// Sex or age is not known and the ranges that might fit do not say the same; or the value is bounded, and numbers within
/// the bound lie on both sides of a limit.
/// </param>
public sealed record Judgement(
    ReferenceRange? Range, ResultFlag Flag, bool IsImplausible, DeltaNote? Delta, bool IsUncertain = false)
{
    /// <summary>Whether somebody must look before it goes on.</summary>
    public Attention Attention =>
        Flag.IsCritical() ? Attention.Critical
        : Flag.IsOutside() || IsImplausible || IsUncertain || Delta is { IsExceeded: true } ? Attention.Look
        : Attention.None;
}

/// <summary>
/// Judges a value by what the catalogue says of its analysis. Limits themselves are within; values are in the first unit.
/// </summary>
public static class JudgeValue
{
    /// <summary>Judges a number.</summary>
    /// <param name="analysis">Its analysis, in the version of the catalogue that it is made with.</param>
    /// <param name="value">The number, in the analysis' first unit.</param>
    /// <param name="person">Sex and age.</param>
    /// <param name="isPregnant">Whether the order says so; false where nobody knows.</param>
    /// <param name="method">How it was determined; null for the analysis' usual method.</param>
    /// <param name="previous">The last result; null for none.</param>
    /// <param name="comparator">
    /// How it is bounded. Of a bounded value only what is certain is said: <c>&lt; 5</c> is low where 5 is the lower
    /// limit, and normal where everything below 5 is. It is compared with no earlier one.
    /// </param>
    public static Judgement Of(
        Analysis analysis, decimal value, BenchPerson person, bool isPregnant, string? method, PreviousValue? previous,
        Comparator comparator = Comparator.None)
    {
        IReadOnlyList<ReferenceRange> ranges = Fitting(analysis, person, isPregnant, method);
        ResultFlag[] flags =
            [.. ranges.Select(range => Place(new Limits(range.Low, range.High), value, comparator)).Distinct()];
        ResultFlag flag = flags.Length == 1 ? flags[0] : ResultFlag.None;
        if (analysis.Critical is { } critical)
        {
            flag = Place(critical, value, comparator) switch
            {
                ResultFlag.Low => ResultFlag.CriticalLow,
                ResultFlag.High => ResultFlag.CriticalHigh,
                _ => flag,
            };
        }

        return new Judgement(
            ranges.Count == 1 ? ranges[0] : null,
            flag,
            analysis.Plausible?.Excludes(value) == true && !IsBelowDetection(comparator),
            comparator == Comparator.None ? Compare(analysis.Delta, value, previous) : null,
            IsUncertain: !flag.IsCritical() && (flags.Length > 1 || IsStraddling(ranges, flag, comparator)));
    }

    private static bool IsStraddling(IReadOnlyList<ReferenceRange> ranges, ResultFlag flag, Comparator comparator) =>
        comparator != Comparator.None && flag == ResultFlag.None
        && ranges.Any(range => range.Low is not null || range.High is not null);

    /// <summary>Judges an answer of a list: normal, or abnormal where the catalogue says so; none for an unknown one.</summary>
    public static Judgement OfAnswer(Analysis analysis, string answer) =>
        new(
            null,
            analysis.Answers.FirstOrDefault(one => string.Equals(one.Code, answer, StringComparison.Ordinal)) switch
            {
                null => ResultFlag.None,
                { IsAbnormal: true } => ResultFlag.Abnormal,
                _ => ResultFlag.Normal,
            },
            IsImplausible: false,
            Delta: null);

    /// <summary>
    /// The range that counts: the first that fits. Where sex or age is not known, each that might fit, up to the first
    /// that surely does.
    /// </summary>
    public static IReadOnlyList<ReferenceRange> Fitting(
        Analysis analysis, BenchPerson person, bool isPregnant, string? method)
    {
        string? by = method ?? analysis.Method;
        List<ReferenceRange> fitting = [];
        foreach (ReferenceRange range in analysis.Ranges)
        {
            bool byOther = range.Method is not null
                && !string.Equals(range.Method, by, StringComparison.OrdinalIgnoreCase);
            bool ofOther = range.Sex is { } sex && person.Sex != LaboratorySex.Unknown && sex != person.Sex;
            bool atOther = person.AgeDays >= 0
                && (person.AgeDays < range.FromDays || person.AgeDays >= (range.UntilDays ?? int.MaxValue));
            if (byOther || ofOther || atOther || (range.IsPregnant && !isPregnant))
            {
                continue;
            }

            fitting.Add(range);
            bool isSure = (range.Sex is null || person.Sex != LaboratorySex.Unknown)
                && (person.AgeDays >= 0 || (range.FromDays == 0 && range.UntilDays is null));
            if (isSure)
            {
                break;
            }
        }

        return fitting;
    }

    private static bool IsBelowDetection(Comparator comparator) => comparator is Comparator.Less or Comparator.AtMost;

    /// <summary>Where a value lies between two limits; none where nothing can be said.</summary>
    private static ResultFlag Place(Limits limits, decimal value, Comparator comparator)
    {
        if (limits.Low is null && limits.High is null)
        {
            return ResultFlag.None;
        }

        switch (comparator)
        {
            case Comparator.Less or Comparator.AtMost:
                bool isBelow = comparator == Comparator.Less ? value <= limits.Low : value < limits.Low;
                return isBelow ? ResultFlag.Low
                    : (limits.Low ?? 0) <= 0 && value <= limits.High ? ResultFlag.Normal
                    : ResultFlag.None;
            case Comparator.More or Comparator.AtLeast:
                bool isAbove = comparator == Comparator.More ? value >= limits.High : value > limits.High;
                return isAbove ? ResultFlag.High
                    : limits.High is null && value >= limits.Low ? ResultFlag.Normal
                    : ResultFlag.None;
            default:
                return value < limits.Low ? ResultFlag.Low
                    : value > limits.High ? ResultFlag.High
                    : ResultFlag.Normal;
        }
    }

    private static DeltaNote? Compare(DeltaLimit? limit, decimal value, PreviousValue? previous)
    {
        if (previous is null || limit is null || previous.Age < TimeSpan.Zero
            || previous.Age > TimeSpan.FromDays(limit.WithinDays))
        {
            return null;
        }

        decimal change = Math.Abs(value - previous.Number);
        bool isFar = limit is not { Percent: null, Absolute: null }
            && (limit.Absolute is null || change > limit.Absolute)
            && (limit.Percent is null || change * 100 > limit.Percent * Math.Abs(previous.Number));
        return new DeltaNote(previous.Number, previous.TakenAt, isFar);
    }
}
