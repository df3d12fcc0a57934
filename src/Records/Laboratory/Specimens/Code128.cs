namespace Serment.Records.Laboratory.Specimens;

/// <summary>
/// Code 128 (ISO/IEC 15417): code sets B and C, whichever is shorter, with start, check and stop symbols. Pure.
/// </summary>
public static class Code128
{
    /// <summary>Characters of one symbol; more would not fit on a tube.</summary>
    public const int MaxCharacters = 48;

    /// <summary>Modules of silence before and after the bars.</summary>
    public const int QuietModules = 10;

    private const int Modulus = 103;
    private const int ToSetC = 99;
    private const int ToSetB = 100;
    private const int StartB = 104;
    private const int StartC = 105;
    private const int Stop = 106;
    private const int FirstPrintable = 32;
    private const int LastPrintable = 126;

    // Widths in modules of bar, space, bar, space, bar, space (ISO/IEC 15417, table 1); the stop has a fourth bar.
    private static readonly string[] Widths =
    [
        "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
        "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
        "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
        "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
        "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
        "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
        "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
        "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
        "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
        "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
        "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
    ];

    /// <summary>Whether a text can be written: 1 to 48 printable ASCII characters.</summary>
    public static bool Takes(string text) =>
        text.Length is > 0 and <= MaxCharacters && text.All(one => one is >= (char)FirstPrintable and <= (char)LastPrintable);

    /// <summary>The symbol values from start to stop, the check symbol before the last.</summary>
    /// <exception cref="ArgumentException">The text cannot be written.</exception>
    public static IReadOnlyList<int> Symbols(string text)
    {
        if (!Takes(text))
        {
            throw new ArgumentException("1 to 48 printable ASCII characters", nameof(text));
        }

        int at = 0;
        bool inC = BeginsInC(text);
        List<int> symbols = [inC ? StartC : StartB];
        while (at < text.Length)
        {
            int digits = DigitsFrom(text, at);
            if (inC && digits < 2)
            {
                symbols.Add(ToSetB);
                inC = false;
            }
            else if (!inC && digits % 2 == 0 && (digits >= 6 || (digits >= 4 && at + digits == text.Length)))
            {
                symbols.Add(ToSetC);
                inC = true;
            }

            if (inC)
            {
                symbols.Add(((text[at] - '0') * 10) + text[at + 1] - '0');
                at += 2;
            }
            else
            {
                symbols.Add(text[at] - FirstPrintable);
                at++;
            }
        }

        symbols.Add(Check(symbols));
        symbols.Add(Stop);
        return symbols;
    }

    /// <summary>The check symbol: the start's value and each further value times its place, modulo 103.</summary>
    public static int Check(IReadOnlyList<int> symbols)
    {
        int sum = symbols[0];
        for (int i = 1; i < symbols.Count; i++)
        {
            sum += i * symbols[i];
        }

        return sum % Modulus;
    }

    /// <summary>The widths in modules, bar and space in turn, beginning and ending with a bar.</summary>
    public static IReadOnlyList<int> Bars(string text) =>
        [.. Symbols(text).SelectMany(symbol => Widths[symbol]).Select(width => width - '0')];

    // Annex E: begin in C with four digits or more, or where two digits are all.
    private static bool BeginsInC(string text)
    {
        int digits = DigitsFrom(text, 0);
        return digits >= 4 || (digits == 2 && text.Length == 2);
    }

    private static int DigitsFrom(string text, int from)
    {
        int at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - from;
    }
}
