using System.Globalization;

namespace Serment.Records.Laboratory.Bench.Rules;

/// <summary>What a rule is judged by: the values of one order.</summary>
/// <param name="Numbers">Numbers by code of analysis.</param>
/// <param name="Answers">Codes of answers by code of analysis.</param>
/// <param name="Previous">Numbers of the last results.</param>
/// <param name="Flags">Flags by code of analysis.</param>
/// <param name="Person">Sex and age.</param>
public sealed record RuleValues(
    IReadOnlyDictionary<string, decimal> Numbers, IReadOnlyDictionary<string, string> Answers,
    IReadOnlyDictionary<string, decimal> Previous, IReadOnlyDictionary<string, ResultFlag> Flags, BenchPerson Person)
{
    /// <summary>How numbers are bounded, by code of analysis; those that are not are left out.</summary>
    public IReadOnlyDictionary<string, Comparator> Bounds { get; init; } =
        new Dictionary<string, Comparator>(StringComparer.Ordinal);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(RuleValues);
}

/// <summary>Why a condition cannot be read.</summary>
/// <param name="Key">Text key of the sentence, under <c>rule.wrong</c>.</param>
/// <param name="At">Where in the text, from 1.</param>
/// <param name="Word">The word there.</param>
public sealed record RuleProblem(string Key, int At, string Word);

/// <summary>
/// The condition of a rule. Grammar, in French or English words:
/// <code>
/// condition = term { ("ou" | "or") term }
/// term      = factor { ("et" | "and") factor }
/// factor    = ("non" | "not") factor | "(" condition ")" | comparison
/// comparison= operand ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=" | "&lt;&gt;") (number | word)
/// operand   = CODE | ("precedent" | "previous") CODE | ("drapeau" | "flag") CODE | "age" | "sexe" | "sex"
/// </code>
/// Words after "=" are answers' codes, flags' codes (N L H LL HH A) or M and F. A comparison with a value that is not
/// there does not hold; one with a bounded value (<c>&lt; 0,01</c>) holds where it does for every number within the bound.
/// </summary>
public sealed class RuleExpression
{
    /// <summary>Longest condition.</summary>
    public const int MaxChars = 400;

    /// <summary>Deepest brackets.</summary>
    public const int MaxDepth = 12;

    private readonly Func<RuleValues, bool> holds;

    private RuleExpression(Func<RuleValues, bool> holds, RuleReader read)
    {
        this.holds = holds;
        Codes = read.Codes;
        NeedsRecord = read.NeedsRecord;
    }

    /// <summary>The analyses that it names.</summary>
    public IReadOnlyCollection<string> Codes { get; }

    /// <summary>
    /// Whether it reads what only an opened record tells: an earlier result, or a flag, for which pregnancy counts.
    /// </summary>
    public bool NeedsRecord { get; }

    /// <summary>Whether it holds.</summary>
    public bool Holds(RuleValues values) => holds(values);

    /// <summary>Reads a condition.</summary>
    /// <param name="text">The condition.</param>
    /// <param name="isAnalysis">Whether a code is one of the catalogue's.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static RuleExpression? Parse(string text, Func<string, bool> isAnalysis, out RuleProblem? problem)
    {
        if (text.Length > MaxChars)
        {
            problem = new("tooLong", MaxChars, "");
            return null;
        }

        RuleReader reader = new(RuleWords.Of(text), isAnalysis);
        Func<RuleValues, bool>? read = reader.Read();
        problem = reader.Problem;
        return read is null ? null : new(read, reader);
    }
}

/// <summary>A word of a condition and where it stands, from 1.</summary>
internal readonly record struct RuleWord(string Text, int At)
{
    /// <summary>Whether it is one of these, in any case.</summary>
    public bool Is(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (string.Equals(Text, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Cuts a condition into words.</summary>
internal static class RuleWords
{
    private const string Signs = "<>=";

    public static List<RuleWord> Of(string text)
    {
        List<RuleWord> words = [];
        int at = 0;
        while (at < text.Length)
        {
            int from = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (Signs.Contains(text[at], StringComparison.Ordinal))
            {
                while (at < text.Length && at - from < 2 && Signs.Contains(text[at], StringComparison.Ordinal))
                {
                    at++;
                }
            }
            else if (IsPartOfWord(text[at]))
            {
                while (at < text.Length && IsPartOfWord(text[at]))
                {
                    at++;
                }
            }
            else
            {
                at++;
            }

            words.Add(new(text[from..at], from + 1));
        }

        words.Add(new("", text.Length + 1));
        return words;
    }

    /// <summary>A number with comma or point.</summary>
    public static bool TryNumber(string text, out decimal number) => decimal.TryParse(
        text.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
        CultureInfo.InvariantCulture, out number);

    private static bool IsPartOfWord(char one) => char.IsLetterOrDigit(one) || one is '-' or '.' or ',' or '+' or '_';
}
