using System.Globalization;
using System.Text;

namespace Serment.Records.Printing;

/// <summary>
/// What people typed, made fit for paper: no control characters, and none that turn the direction of writing, so that
/// what is printed reads as what was stored. It is drawn as glyphs, so nothing of it can be read as PDF.
/// </summary>
internal static class PdfText
{
    /// <summary>The longest single text; the rest is cut with an ellipsis.</summary>
    internal const int MaxChars = 100_000;

    /// <summary>Cleans a text; line ends become <c>\n</c>, tabs become spaces.</summary>
    internal static string Clean(string? text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= MaxChars)
            {
                clean.Append('…');
                break;
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\n':
                    clean.Append('\n');
                    break;
                case UnicodeCategory.Control when rune.Value is '\t':
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                case UnicodeCategory.OtherSymbol when rune == Rune.ReplacementChar:
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        return clean.ToString().Normalize(NormalizationForm.FormC);
    }
}
