using System.Globalization;

namespace Serment.Records.Laboratory.Bench.Cultures;

/// <summary>What an organism is to an antibiotic, as EUCAST defines it since 2019.</summary>
public enum Susceptibility : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>Susceptible at the standard dose: <c>S</c>.</summary>
    Susceptible = 1,

    /// <summary>Susceptible at an increased exposure, a high dose: <c>I</c>.</summary>
    IncreasedExposure = 2,

    /// <summary>Resistant: <c>R</c>.</summary>
    Resistant = 3,
}

/// <summary>What a category rests on.</summary>
public enum CategoryBasis : byte
{
    /// <summary>There is no category.</summary>
    None = 0,

    /// <summary>A measured figure and the breakpoint table.</summary>
    Figure = 1,

    /// <summary>Somebody typed it, without a figure: an automat's own, a reader's.</summary>
    Typed = 2,

    /// <summary>The species is resistant by nature.</summary>
    Intrinsic = 3,
}

/// <summary>How susceptibility was measured.</summary>
public enum MeasureKind : byte
{
    /// <summary>Diameter of the inhibition zone around a disk, in mm.</summary>
    Zone = 1,

    /// <summary>Minimum inhibitory concentration, in mg/L.</summary>
    Mic = 2,
}

/// <summary>A measured figure.</summary>
/// <param name="Kind">Zone or concentration.</param>
/// <param name="Value">mm or mg/L.</param>
/// <param name="Comparator">How a concentration is bounded; none of a zone.</param>
public readonly record struct SusceptibilityMeasure(
    MeasureKind Kind, decimal Value, Comparator Comparator = Comparator.None)
{
    /// <summary>The disk itself, in mm: there was no inhibition.</summary>
    public const int SmallestZone = 6;

    /// <summary>The largest zone that is read, in mm.</summary>
    public const int LargestZone = 60;

    /// <summary>The lowest concentration that anybody reads, in mg/L.</summary>
    public const decimal LowestMic = 0.001m;

    /// <summary>The highest, in mg/L.</summary>
    public const decimal HighestMic = 4_096m;

    /// <summary>Whether it can be.</summary>
    public bool IsPlausible => Kind == MeasureKind.Zone
        ? Comparator == Comparator.None && Value == decimal.Truncate(Value) && Value is >= SmallestZone and <= LargestZone
        : Value is >= LowestMic and <= HighestMic;

    /// <summary>Its unit, UCUM.</summary>
    public string Unit => Kind == MeasureKind.Zone ? "mm" : "mg/L";
}

/// <summary>A category with what it was judged by.</summary>
/// <param name="Category">S, I or R; none where the figure does not decide.</param>
/// <param name="IsUncertain">Whether the figure lies in the area of technical uncertainty.</param>
/// <param name="Limits">The breakpoints in words: "S ≥ 25 – R &lt; 22".</param>
public sealed record SusceptibilityJudgement(Susceptibility Category, bool IsUncertain, string Limits)
{
    /// <summary>Keeps clinical data out of logs.</summary>
    public override string ToString() => nameof(SusceptibilityJudgement);
}

/// <summary>Judges figures by a breakpoint. Pure.</summary>
public static class JudgeSusceptibility
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>
    /// The category of a figure; null where the table has no breakpoint for its kind. A bounded concentration is judged
    /// only where every value that it may mean gives the same category.
    /// </summary>
    public static SusceptibilityJudgement? Of(Breakpoint by, SusceptibilityMeasure figure)
    {
        bool isZone = figure.Kind == MeasureKind.Zone;
        if ((isZone ? by.Zone : by.Mic) is not [var susceptible, var resistant])
        {
            return null;
        }

        Susceptibility category = isZone
            ? figure.Value >= susceptible ? Susceptibility.Susceptible
                : figure.Value < resistant ? Susceptibility.Resistant
                : Susceptibility.IncreasedExposure
            : OfConcentration(figure, susceptible, resistant);
        IReadOnlyList<decimal> area = (isZone ? by.ZoneUncertain : by.MicUncertain) ?? [];
        return new(
            category,
            figure.Comparator == Comparator.None && area is [var from, var to] && figure.Value >= from && figure.Value <= to,
            LimitsOf(isZone, susceptible, resistant));
    }

    /// <summary>The code of HL7's ObservationInterpretation; null for none.</summary>
    public static string? CodeOf(Susceptibility category) => category switch
    {
        Susceptibility.Susceptible => "S",
        Susceptibility.IncreasedExposure => "I",
        Susceptibility.Resistant => "R",
        _ => null,
    };

    /// <summary>The category of a code, in any case; none for anything else.</summary>
    public static Susceptibility OfCode(string? code) => code?.ToUpperInvariant() switch
    {
        "S" => Susceptibility.Susceptible,
        "I" => Susceptibility.IncreasedExposure,
        "R" => Susceptibility.Resistant,
        _ => Susceptibility.None,
    };

    /// <summary>Breakpoints in words.</summary>
    public static string LimitsOf(bool isZone, decimal susceptible, decimal resistant) => isZone
        ? $"S ≥ {Shown(susceptible)} – R < {Shown(resistant)}"
        : $"S ≤ {Shown(susceptible)} – R > {Shown(resistant)}";

    private static Susceptibility OfConcentration(
        SusceptibilityMeasure figure, decimal susceptible, decimal resistant) => figure.Comparator switch
    {
        Comparator.Less or Comparator.AtMost =>
            figure.Value <= susceptible ? Susceptibility.Susceptible : Susceptibility.None,
        Comparator.More => figure.Value >= resistant ? Susceptibility.Resistant : Susceptibility.None,
        Comparator.AtLeast => figure.Value > resistant ? Susceptibility.Resistant : Susceptibility.None,
        _ => figure.Value <= susceptible ? Susceptibility.Susceptible
            : figure.Value > resistant ? Susceptibility.Resistant
            : Susceptibility.IncreasedExposure,
    };

    private static string Shown(decimal number) => number.ToString("0.####", French);
}
