using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Serment.Records.Words;

/// <summary>
/// Text as it is searched: small letters and digits, single spaces, no accents; œ reads as oe. Latin letters fold as
/// <see cref="LatinFold"/> says, so that a name, a drug and a note are found by the same spelling; digits and other
/// scripts stay. Each character knows where it stood, so that a hit can be shown in the text itself.
/// </summary>
public static class PlainText
{
    private const char None = '\0';

    // Latin with its extensions; what stands beyond has a slower way.
    private const int TableSize = 0x250;

    private static readonly (char First, char Second)[] Table =
        [.. Enumerable.Range(0, TableSize).Select(i => FoldOne((char)i))];

    /// <summary>Folds a text.</summary>
    public static string Fold(ReadOnlySpan<char> text) => Fold(text, null);

    /// <summary>Folds a text and tells for each character of the result where it stood.</summary>
    public static (string Text, int[] Places) FoldWithPlaces(ReadOnlySpan<char> text)
    {
        List<int> places = new(text.Length + 2);
        string folded = Fold(text, places);
        return (folded, [.. CollectionsMarshal.AsSpan(places)[..folded.Length]]);
    }

    /// <summary>Folds a text onto the end of a buffer; a space at its own end stays.</summary>
    internal static void FoldInto(ReadOnlySpan<char> text, List<char> into, List<int>? places = null)
    {
        bool isParted = true;
        for (int i = 0; i < text.Length; i++)
        {
            (char first, char second) = text[i] < TableSize ? Table[text[i]] : FoldOne(text[i]);
            if (first == None || (first == ' ' && isParted))
            {
                continue;
            }

            isParted = first == ' ';
            into.Add(first);
            places?.Add(i);
            if (second != None)
            {
                into.Add(second);
                places?.Add(i);
            }
        }
    }

    /// <summary>The words of a query: folded, each once, at most <paramref name="max"/>.</summary>
    public static string[] WordsOf(ReadOnlySpan<char> query, int max) =>
        [.. Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(max)];

    private static string Fold(ReadOnlySpan<char> text, List<int>? places)
    {
        List<char> folded = new(text.Length + 2);
        FoldInto(text, folded, places);
        return new(CollectionsMarshal.AsSpan(folded).TrimEnd(' '));
    }

    private static (char First, char Second) FoldOne(char c)
    {
        if (LatinFold.Fold(c, out char second) is >= 'A' and <= 'Z' and var letter)
        {
            return (char.ToLowerInvariant(letter), char.ToLowerInvariant(second));
        }

        if (char.IsSurrogate(c))
        {
            return (' ', None);
        }

        foreach (char part in c.ToString().Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
            {
                return (char.IsLetterOrDigit(part) ? char.ToLowerInvariant(part) : ' ', None);
            }
        }

        return (None, None);
    }
}
