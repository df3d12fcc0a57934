using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Simulation.Draws;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>Values that an instrument might find: mostly within the range, some outside, few far outside.</summary>
internal static class DemoValues
{
    private const double OutsideShare = 0.09;
    private const double FarShare = 0.01;

    /// <summary>Draws a number in the analysis' first unit; null where the catalogue says nothing to draw from.</summary>
    /// <param name="source">Draws.</param>
    /// <param name="analysis">Of what.</param>
    /// <param name="person">Sex and age.</param>
    /// <param name="mayBeCritical">Whether one may be so far outside that somebody must be called.</param>
    public static decimal? Number(SeededSource source, Analysis analysis, BenchPerson person, bool mayBeCritical)
    {
        ReferenceRange? range = JudgeValue.Fitting(analysis, person, isPregnant: false, null)
            .FirstOrDefault(one => one.Low is not null || one.High is not null);
        if (range is null)
        {
            return analysis.Plausible is { Low: { } least, High: { } most }
                ? Rounded(analysis, least + ((most - least) * 0.3m * (decimal)source.Unit()))
                : null;
        }

        decimal low = range.Low ?? 0;
        decimal high = range.High ?? (low == 0 ? 1 : low * 2);
        decimal width = high - low;
        decimal value = low + (width * (0.15m + (0.7m * (decimal)((source.Unit() + source.Unit()) / 2))));
        if (source.Chance(OutsideShare))
        {
            value = source.Chance(0.6) || range.Low is null
                ? high + (width * 0.35m * (decimal)source.Unit())
                : low - (Math.Min(width, low) * 0.25m * (decimal)source.Unit());
        }

        if (!mayBeCritical)
        {
            value = Math.Clamp(value, analysis.Critical?.Low ?? decimal.MinValue, analysis.Critical?.High ?? decimal.MaxValue);
        }
        else if (source.Chance(FarShare) && analysis.Critical is { High: { } critical })
        {
            value = critical * 1.04m;
        }

        return Rounded(analysis, analysis.Plausible is { } plausible
            ? Math.Clamp(value, plausible.Low ?? decimal.MinValue, plausible.High ?? decimal.MaxValue)
            : value);
    }

    /// <summary>A value with the analysis' decimals.</summary>
    public static decimal Rounded(Analysis analysis, decimal value) =>
        Math.Round(Math.Max(0, value), analysis.Decimals, MidpointRounding.AwayFromZero);

    /// <summary>An answer of a list: the normal one, mostly.</summary>
    public static CodedAnswer? Answer(SeededSource source, Analysis analysis) =>
        analysis.Answers.FirstOrDefault(one => !one.IsAbnormal) is { } normal && !source.Chance(OutsideShare)
            ? normal
            : analysis.Answers.FirstOrDefault(one => one.IsAbnormal) ?? (analysis.Answers.Count > 0 ? analysis.Answers[0] : null);
}
