namespace Serment.Records.Patients.Names;

/// <summary>
/// Soundex 2, the French phonetic code of four letters described by Frédéric Brouard, "L'art des Soundex"
/// (sqlpro.developpez.com/cours/soundex), after J. Carlier, Université du Mans. The steps below are numbered as there;
/// the expected codes in the tests are those published with the Talisman library.
/// </summary>
public static class Soundex2
{
    /// <summary>The longest code.</summary>
    public const int MaxCodeChars = 4;

    private const int MaxLetters = 64;

    /// <summary>
    /// Writes the code of a name, one to four letters, and returns its length; 0 when the name holds no letter.
    /// </summary>
    public static int Write(ReadOnlySpan<char> name, Span<char> destination)
    {
        // 1 to 4: capitals, no accents, no blanks, no hyphens.
        Span<char> word = stackalloc char[MaxLetters];
        int length = NameForm.WriteLetters(name, word);
        if (length == 0)
        {
            return 0;
        }

        length = ReplaceHardG(word, length);
        length = ReplaceHardC(word, length);
        LevelVowels(word[..length]);
        ReplacePrefix(word[..length]);
        length = DropMuteHAndY(word, length);
        if (length > 1 && (word[length - 1] is 'A' or 'D' or 'T' or 'S'))
        {
            length--; // 10: one mute ending
        }

        return Squeeze(word[..length], destination);
    }

    /// <summary>The code as a string; empty when the name holds no letter.</summary>
    public static string Of(ReadOnlySpan<char> name)
    {
        Span<char> code = stackalloc char[MaxCodeChars];
        return new string(code[..Write(name, code)]);
    }

    // 5: GUI, GUE become KI, KE; GA, GO become KA, KO; any other GU becomes K.
    private static int ReplaceHardG(Span<char> word, int length)
    {
        int to = 0;
        for (int from = 0; from < length; from++)
        {
            char next = from + 1 < length ? word[from + 1] : ' ';
            if (word[from] == 'G' && (next is 'U' or 'A' or 'O'))
            {
                word[to++] = 'K';
                from += next == 'U' ? 1 : 0;
            }
            else
            {
                word[to++] = word[from];
            }
        }

        return to;
    }

    // 5, continued: CA, CO, CU become KA, KO, KU; then Q, CC and CK become K.
    private static int ReplaceHardC(Span<char> word, int length)
    {
        for (int i = 0; i + 1 < length; i++)
        {
            if (word[i] == 'C' && (word[i + 1] is 'A' or 'O' or 'U'))
            {
                word[i] = 'K';
            }
        }

        int to = 0;
        for (int from = 0; from < length; from++)
        {
            char next = from + 1 < length ? word[from + 1] : ' ';
            if (word[from] == 'C' && (next == 'C' || next == 'K'))
            {
                word[to++] = 'K';
                from++;
            }
            else
            {
                word[to++] = word[from] == 'Q' ? 'K' : word[from];
            }
        }

        return to;
    }

    // 6: every vowel but the first letter becomes A; Y is not a vowel here.
    private static void LevelVowels(Span<char> word)
    {
        for (int i = 1; i < word.Length; i++)
        {
            if (word[i] is 'E' or 'I' or 'O' or 'U')
            {
                word[i] = 'A';
            }
        }
    }

    // 7: prefixes.
    private static void ReplacePrefix(Span<char> word)
    {
        if (word.StartsWith("MAC"))
        {
            word[1] = 'C';
        }
        else if (word.StartsWith("SCH"))
        {
            word[1] = 'S';
            word[2] = 'S';
        }
        else if (word.StartsWith("ASA"))
        {
            word[1] = 'Z';
        }
        else if (word.StartsWith("KN"))
        {
            word[0] = 'N';
        }
        else if (word.StartsWith("PH") || word.StartsWith("PF"))
        {
            word[0] = 'F';
            word[1] = 'F';
        }
    }

    // 8 and 9: H stays only first or after C or S; then Y stays only first or after A.
    private static int DropMuteHAndY(Span<char> word, int length)
    {
        int to = 0;
        char before = 'C';
        for (int from = 0; from < length; from++)
        {
            char c = word[from];
            if (c != 'H' || before is 'C' or 'S')
            {
                word[to++] = c;
            }

            before = c;
        }

        length = to;
        to = 0;
        before = 'A';
        for (int from = 0; from < length; from++)
        {
            char c = word[from];
            if (c != 'Y' || before == 'A')
            {
                word[to++] = c;
            }

            before = c;
        }

        return to;
    }

    // 11 to 13: drop every A but a leading one, then repeated letters, and keep four.
    private static int Squeeze(ReadOnlySpan<char> word, Span<char> destination)
    {
        int length = 0;
        for (int i = 0; i < word.Length && length < MaxCodeChars; i++)
        {
            char c = word[i];
            if ((i > 0 && c == 'A') || (length > 0 && destination[length - 1] == c))
            {
                continue;
            }

            destination[length++] = c;
        }

        return length;
    }
}
