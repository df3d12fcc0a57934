using System.Text.RegularExpressions;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>
/// Units by UCUM 2.1 (case sensitive, "c/s"), as far as a laboratory uses them: their syntax, and how paper shows them.
/// </summary>
public static partial class UcumUnit
{
    /// <summary>Characters of a unit.</summary>
    public const int MaxCharacters = 40;

    private static readonly HashSet<string> Metric =
    [
        "m", "s", "g", "L", "l", "mol", "eq", "osm", "U", "kat", "[IU]", "[iU]", "Pa", "bar", "m[Hg]", "m[H2O]", "K", "Cel",
        "J", "cal", "W", "V", "Hz", "t", "Bq", "Gy", "Sv", "C", "A",
    ];

    private static readonly HashSet<string> Other =
    [
        "min", "h", "d", "wk", "mo", "a", "%", "[ppth]", "[ppm]", "[pH]", "10*", "10^", "[arb'U]", "[USP'U]", "[GPL'U]",
        "[MPL'U]", "[APL'U]", "[CFU]", "[drp]", "[HPF]", "[LPF]", "'", "\"", "deg",
    ];

    private static readonly string[] Prefixes =
        ["Y", "Z", "E", "P", "T", "G", "M", "k", "h", "da", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y"];

    /// <summary>Whether the text is a unit: terms joined by <c>.</c> or <c>/</c>, with exponents and annotations.</summary>
    public static bool IsValid(string? unit)
    {
        if (unit is not { Length: > 0 and <= MaxCharacters } || unit.Any(c => c is < '!' or > '~'))
        {
            return false;
        }

        int at = unit[0] == '/' ? 1 : 0;
        return Term(unit, ref at) && at == unit.Length;
    }

    /// <summary>How reports and screens show a unit: <c>umol/L</c> as µmol/L, <c>10*9/L</c> as G/L in French.</summary>
    /// <param name="unit">UCUM; null for none.</param>
    /// <param name="isFrench">French or English.</param>
    public static string Text(string? unit, bool isFrench)
    {
        if (unit is null)
        {
            return "";
        }

        string units = isFrench ? "UI" : "IU";
        return unit switch
        {
            "10*9/L" => isFrench ? "G/L" : "10⁹/L",
            "10*12/L" => isFrench ? "T/L" : "10¹²/L",
            "mL/min/{1.73_m2}" => isFrench ? "mL/min/1,73 m²" : "mL/min/1.73 m²",
            "g/(24.h)" => "g/24 h",
            "mosm/kg" => "mOsm/kg",
            "[pH]" or "{INR}" or "{ratio}" or "{titer}" => "",
            "{copies}/mL" => "copies/mL",
            "/uL" => isFrench ? "/mm³" : "/µL",
            _ => Annotation().Replace(unit, "")
                .Replace("[IU]", units, StringComparison.Ordinal)
                .Replace("[iU]", units, StringComparison.Ordinal)
                .Replace("[CFU]", isFrench ? "UFC" : "CFU", StringComparison.Ordinal)
                .Replace("Cel", "°C", StringComparison.Ordinal)
                .Replace("[arb'U]", isFrench ? "UA" : "AU", StringComparison.Ordinal)
                .Replace("[GPL'U]", "GPL", StringComparison.Ordinal)
                .Replace("m[Hg]", "mHg", StringComparison.Ordinal)
                .Replace("ug", "µg", StringComparison.Ordinal)
                .Replace("umol", "µmol", StringComparison.Ordinal)
                .Replace("uL", "µL", StringComparison.Ordinal),
        };
    }

    private static bool Term(string unit, ref int at)
    {
        if (!Component(unit, ref at))
        {
            return false;
        }

        while (at < unit.Length && unit[at] is '.' or '/')
        {
            at++;
            if (!Component(unit, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Component(string unit, ref int at)
    {
        if (at < unit.Length && unit[at] == '(')
        {
            at++;
            bool isTerm = Term(unit, ref at) && at < unit.Length && unit[at] == ')';
            at++;
            return isTerm;
        }

        Match match = Symbol().Match(unit, at);
        if (!match.Success || match.Length == 0)
        {
            return false;
        }

        at += match.Length;
        string atom = match.Groups["atom"].Value;
        return atom.Length == 0 ? match.Groups["note"].Success || match.Groups["number"].Success : IsAtom(atom);
    }

    private static bool IsAtom(string atom) =>
        Metric.Contains(atom) || Other.Contains(atom)
        || Prefixes.Any(prefix =>
            atom.StartsWith(prefix, StringComparison.Ordinal) && Metric.Contains(atom[prefix.Length..]));

    // An atom with its exponent, or a number; either may bear an annotation, which may also stand alone.
    [GeneratedRegex(
        @"\G(?:(?<atom>10[*^]|(?:[A-Za-z%]|\[[^\[\]]+\]|['""])+)(?<exponent>[+-]?[0-9]+)?|(?<number>[0-9]+))?"
            + @"(?<note>\{[^{}]+\})?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"\{[^{}]+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Annotation();
}
