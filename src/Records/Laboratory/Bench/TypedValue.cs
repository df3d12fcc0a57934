using System.Globalization;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.Records.Laboratory.Bench;

/// <summary>A result as somebody typed it, read by the kind of its analysis.</summary>
/// <param name="Number">A number; null for other kinds.</param>
/// <param name="Comparator">How it is bounded.</param>
/// <param name="Coded">An answer of the analysis' list.</param>
/// <param name="Text">Words.</param>
public sealed record TypedValue(
    decimal? Number = null, Comparator Comparator = Comparator.None, CodedAnswer? Coded = null, string? Text = null)
{
    /// <summary>Longest text of a result.</summary>
    public const int MaxTextChars = 2_000;

    /// <summary>Longest number, with its sign.</summary>
    public const int MaxNumberChars = 20;

    private static readonly (string Sign, Comparator Comparator)[] Signs =
    [
        ("<=", Comparator.AtMost), ("≤", Comparator.AtMost), (">=", Comparator.AtLeast), ("≥", Comparator.AtLeast),
        ("<", Comparator.Less), (">", Comparator.More),
    ];

    /// <summary>
    /// Reads it: a number with comma or point and an optional sign before it; an answer by its code in any case or by
    /// its words; words as they are. Null for anything else.
    /// </summary>
    public static TypedValue? Parse(Analysis analysis, string typed)
    {
        string text = typed.Trim();
        return text.Length == 0 ? null : analysis.Kind switch
        {
            AnswerKind.Quantity or AnswerKind.Computed => NumberOf(text),
            AnswerKind.Coded => AnswerOf(analysis, text),
            _ => text.Length <= MaxTextChars ? new(Text: text) : null,
        };
    }

    /// <summary>A number with comma or point and an optional sign before it; null for anything else.</summary>
    internal static TypedValue? NumberOf(string text)
    {
        if (text.Length > MaxNumberChars)
        {
            return null;
        }

        Comparator comparator = Comparator.None;
        foreach ((string sign, Comparator meaning) in Signs)
        {
            if (text.StartsWith(sign, StringComparison.Ordinal))
            {
                comparator = meaning;
                text = text[sign.Length..].TrimStart();
                break;
            }
        }

        return decimal.TryParse(
            text.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out decimal number)
                ? new(number, comparator)
                : null;
    }

    private static TypedValue? AnswerOf(Analysis analysis, string text)
    {
        CodedAnswer? answer = analysis.Answers.FirstOrDefault(one => Is(one.Code, text))
            ?? analysis.Answers.FirstOrDefault(one => Is(one.Fr, text) || Is(one.En, text));
        return answer is null ? null : new(Coded: answer);
    }

    private static bool Is(string one, string text) => string.Equals(one, text, StringComparison.OrdinalIgnoreCase);
}
