using System.Globalization;
using System.Text;

namespace Serment.Web.Parts;

/// <summary>
/// Which letters of a name match what was typed (EXI SI 17): accents, case, hyphens and apostrophes aside.
/// </summary>
internal static class LetterMatch
{
    /// <summary>
    /// Start and length of the match in the text; the longest common start when there is no whole match.
    /// </summary>
    public static (int Start, int Length) Find(string text, string? typed)
    {
        (string letters, int[] places) = Letters(text);
        (string wanted, _) = Letters(typed ?? "");
        if (wanted.Length == 0 || letters.Length == 0)
        {
            return (0, 0);
        }

        int at = letters.IndexOf(wanted, StringComparison.Ordinal);
        int count = wanted.Length;
        if (at < 0)
        {
            at = 0;
            count = letters.AsSpan().CommonPrefixLength(wanted);
        }

        return count == 0 ? (0, 0) : (places[at], places[at + count - 1] - places[at] + 1);
    }

    private static (string Letters, int[] Places) Letters(string text)
    {
        StringBuilder letters = new(text.Length);
        List<int> places = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            foreach (char part in text[i].ToString().Normalize(NormalizationForm.FormD))
            {
                if (char.IsLetter(part) && CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
                {
                    letters.Append(char.ToUpperInvariant(part));
                    places.Add(i);
                }
            }
        }

        return (letters.ToString(), [.. places]);
    }
}
