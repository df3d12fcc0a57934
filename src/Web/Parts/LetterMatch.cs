using Serment.Records.Words;

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
        (string folded, int[] places) = PlainText.FoldWithPlaces(text);
        int[] letters = [.. Enumerable.Range(0, folded.Length).Where(i => char.IsLetter(folded[i]))];
        return (string.Concat(letters.Select(i => folded[i])), Array.ConvertAll(letters, i => places[i]));
    }
}
