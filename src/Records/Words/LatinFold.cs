namespace Serment.Records.Words;

/// <summary>
/// Folds one character to A-Z, to a space (a separator) or to nothing, as the comparison of names needs. The only table
/// of Latin letters: blind tokens are made of names in this form (docs/formats/sealed-entry.md), so what it answers for a
/// character never changes. Text that is searched, where digits and other scripts count too, stands upon it in
/// <see cref="PlainText"/>.
/// </summary>
internal static class LatinFold
{
    /// <summary>The character does not count at all (a digit, a combining accent, an unknown script).</summary>
    internal const char Dropped = '\0';

    // U+00C0 to U+017F. Digits stand for the letters that become two: see SecondOf.
    private const string Extended =
        "AAAAAA1CEEEEIIIIDNOOOOO OUUUUY43AAAAAA1CEEEEIIIIDNOOOOO OUUUUY4Y" +
        "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIII55JJKKKLLLLLLL" +
        "LLLNNNNNNNNNOOOOOO22RRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";

    private const char ExtendedStart = '\u00C0';
    private const char ExtendedEnd = '\u0180';

    /// <summary>Folds <paramref name="c"/>; <paramref name="second"/> is set for Æ, Œ, ß, Þ and Ĳ.</summary>
    internal static char Fold(char c, out char second)
    {
        second = Dropped;
        if (c < 0x80)
        {
            return FoldAscii(c);
        }

        if (c is < ExtendedStart or >= ExtendedEnd)
        {
            return FoldOther(c);
        }

        char folded = Extended[c - ExtendedStart];
        if (folded > '9' || folded == ' ')
        {
            return folded;
        }

        (char first, second) = folded switch
        {
            '1' => ('A', 'E'),
            '2' => ('O', 'E'),
            '3' => ('S', 'S'),
            '4' => ('T', 'H'),
            _ => ('I', 'J'),
        };
        return first;
    }

    private static char FoldAscii(char c)
    {
        if (char.IsAsciiLetterUpper(c))
        {
            return c;
        }

        if (char.IsAsciiLetterLower(c))
        {
            return (char)(c & ~0x20);
        }

        // Hyphen, apostrophe, full stop and the like part words; a digit or a control character is no part of a name.
        return char.IsAsciiDigit(c) || c < ' ' || c == '\u007F' ? (c is '\t' or '\n' or '\r' ? ' ' : Dropped) : ' ';
    }

    private static char FoldOther(char c)
    {
        if (char.IsSurrogate(c) || c == '\u00AD' || c is >= '\u0300' and <= '\u036F')
        {
            return Dropped;
        }

        if (char.IsWhiteSpace(c) || char.IsPunctuation(c) || char.IsSymbol(c) || c == '\u02BC')
        {
            return ' ';
        }

        // Rare in France (Romanian, Vietnamese, ...): the platform's decomposition decides.
        string decomposed = c.ToString().Normalize(System.Text.NormalizationForm.FormD);
        char letter = char.ToUpperInvariant(decomposed[0]);
        return char.IsAsciiLetterUpper(letter) ? letter : Dropped;
    }
}
