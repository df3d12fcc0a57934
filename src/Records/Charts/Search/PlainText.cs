using System.Globalization;
using System.Text;

namespace Serment.Records.Charts.Search;

/// <summary>
/// Text as it is searched: small letters and digits, single spaces, no accents; œ reads as oe. Each character knows
/// where it stood, so that a hit can be shown in the text itself.
/// </summary>
public static class PlainText
{
    // Latin with its extensions; what stands beyond has a slower way.
    private const int TableSize = 0x250;

    private static readonly char[] Table = [.. Enumerable.Range(0, TableSize).Select(i => SlowFold((char)i))];

    /// <summary>Folds a text.</summary>
    public static string Fold(ReadOnlySpan<char> text) => Fold(text, null);

    /// <summary>Folds a text and tells for each character of the result where it stood.</summary>
    public static (string Text, int[] Places) FoldWithPlaces(ReadOnlySpan<char> text)
    {
        List<int> places = new(text.Length + 2);
        string folded = Fold(text, places);
        return (folded, [.. places]);
    }

    /// <summary>Folds a text onto the end of a buffer.</summary>
    internal static void FoldInto(ReadOnlySpan<char> text, List<char> into)
    {
        bool isParted = true;
        foreach (char one in text)
        {
            char c = one < TableSize ? Table[one] : SlowFold(one);
            if (c == '\0' || (c == ' ' && isParted))
            {
                continue;
            }

            isParted = c == ' ';
            into.Add(c);
            if (SecondOf(one) is var second and not '\0')
            {
                into.Add(second);
            }
        }
    }

    /// <summary>The words of a query: folded, each once, at most <paramref name="max"/>.</summary>
    public static string[] WordsOf(ReadOnlySpan<char> query, int max) =>
        [.. Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(max)];

    private static string Fold(ReadOnlySpan<char> text, List<int>? places)
    {
        StringBuilder folded = new(text.Length + 2);
        bool isParted = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i] < TableSize ? Table[text[i]] : SlowFold(text[i]);
            if (c == '\0')
            {
                continue;
            }

            if (c == ' ')
            {
                if (isParted)
                {
                    continue;
                }

                isParted = true;
            }
            else
            {
                isParted = false;
            }

            folded.Append(c);
            places?.Add(i);
            if (SecondOf(text[i]) is var second and not '\0')
            {
                folded.Append(second);
                places?.Add(i);
            }
        }

        if (folded.Length > 0 && folded[^1] == ' ')
        {
            folded.Length--;
            places?.RemoveAt(places.Count - 1);
        }

        return folded.ToString();
    }

    private static char SecondOf(char c) => c switch
    {
        'œ' or 'Œ' or 'æ' or 'Æ' => 'e',
        'ß' => 's',
        _ => '\0',
    };

    private static char SlowFold(char c)
    {
        switch (c)
        {
            case 'œ' or 'Œ':
                return 'o';
            case 'æ' or 'Æ':
                return 'a';
            case 'ß':
                return 's';
            default:
                break;
        }

        if (char.IsSurrogate(c))
        {
            return ' ';
        }

        foreach (char part in c.ToString().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            return char.IsLetterOrDigit(part) ? char.ToLowerInvariant(part) : ' ';
        }

        return '\0';
    }
}
