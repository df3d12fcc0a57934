using System.Globalization;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Instruments;

/// <summary>
/// What an instrument sent as the analysis wants it: number, unit, answer. Pure; what does not fit is refused, never
/// guessed.
/// </summary>
public static class ReadValue
{
    private const int MaxDecimals = 12;

    /// <summary>A value as it was read; or why not.</summary>
    /// <param name="Refusal">Why it was not taken; null where it was.</param>
    /// <param name="Number">A number in the analysis' first unit.</param>
    /// <param name="Comparator">How it is bounded.</param>
    /// <param name="Answer">An answer of the analysis' list.</param>
    /// <param name="Text">Words.</param>
    /// <param name="AbsentReason">Why there is no value.</param>
    public readonly record struct Reading(
        AsideReason? Refusal, decimal? Number = null, Comparator Comparator = Comparator.None, CodedAnswer? Answer = null,
        string? Text = null, string? AbsentReason = null);

    /// <summary>Reads a result of a patient's tube.</summary>
    public static Reading Of(AnalyserResult result, InstrumentCode mapping, Analysis analysis)
    {
        if (result.IsCancelled || result.Value.Length == 0)
        {
            return new(null, AbsentReason: "non mesuré par l’automate");
        }

        return analysis.Kind switch
        {
            AnswerKind.Quantity or AnswerKind.Computed => Quantity(result, mapping, analysis),
            AnswerKind.Coded => Coded(result.Value, analysis),
            AnswerKind.Text => new(null, Text: result.Value),
            _ => new(AsideReason.BadValue),
        };
    }

    /// <summary>A number as instruments write it: a point or a comma, a sign of comparison before it.</summary>
    public static bool TryNumber(string text, out decimal number, out Comparator comparator)
    {
        string rest = text.Trim();
        (comparator, int skip) = rest switch
        {
            ['<', '=', ..] => (Comparator.AtMost, 2),
            ['>', '=', ..] => (Comparator.AtLeast, 2),
            ['<', ..] => (Comparator.Less, 1),
            ['>', ..] => (Comparator.More, 1),
            _ => (Comparator.None, 0),
        };
        rest = rest[skip..].Trim().Replace(',', '.');
        return decimal.TryParse(
                rest, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && decimal.Abs(number) < 1_000_000_000_000m
            && number.Scale <= MaxDecimals;
    }

    /// <summary>The dilution as a factor: 5 of <c>5</c>, <c>1:5</c> or <c>1/5</c>; 1 where nothing is said.</summary>
    public static decimal Dilution(string text)
    {
        string last = text.Split([':', '/'])[^1].Trim();
        return decimal.TryParse(last, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal factor)
            && factor is > 1 and <= 100_000
                ? factor
                : 1;
    }

    /// <summary>Whether the unit is the one that the mapping names; blanks do not count.</summary>
    public static bool FitsUnit(string sent, string mapped) =>
        mapped.Length == 0
        || string.Equals(
            sent.Replace(" ", "", StringComparison.Ordinal), mapped.Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);

    private static Reading Quantity(AnalyserResult result, InstrumentCode mapping, Analysis analysis)
    {
        if (!FitsUnit(result.Unit, mapping.Unit))
        {
            return new(AsideReason.WrongUnit);
        }

        if (!TryNumber(result.Value, out decimal number, out Comparator comparator))
        {
            return new(AsideReason.BadValue);
        }

        // Rounded only where it was converted: what the instrument says in the own unit stays as it is.
        decimal converted = mapping.Factor == 1
            ? number
            : decimal.Round(number * mapping.Factor, analysis.Decimals, MidpointRounding.AwayFromZero);
        return new(null, converted, comparator);
    }

    private static Reading Coded(string value, Analysis analysis)
    {
        CodedAnswer? answer = analysis.Answers.FirstOrDefault(one =>
            string.Equals(one.Code, value, StringComparison.OrdinalIgnoreCase)
            || string.Equals(one.Fr, value, StringComparison.OrdinalIgnoreCase)
            || string.Equals(one.En, value, StringComparison.OrdinalIgnoreCase));
        return answer is null ? new(AsideReason.BadValue) : new(null, Answer: answer);
    }
}
