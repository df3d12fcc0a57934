using System.Globalization;

namespace Serment.Records.Patients.Places;

/// <summary>
/// The INSEE code of a birth place: five characters, a commune (<c>63220</c>, <c>2A004</c>) or a country
/// (<c>99131</c>). <see cref="Unknown"/> (99999) says that the place is not known (EXI SI 18).
/// </summary>
public readonly record struct InseeCode
{
    /// <summary>The length of a code.</summary>
    public const int LengthChars = 5;

    private const int CorsicaShift = 17;
    private const int NumberMask = (1 << CorsicaShift) - 1;

    private InseeCode(int packed) => Packed = packed;

    /// <summary>99999: the birth place is unknown.</summary>
    public static InseeCode Unknown { get; } = new(99999);

    /// <summary>The code as a number, 20xxx in Corsica.</summary>
    internal int Number => Packed & NumberMask;

    /// <summary>1 for 2A, 2 for 2B, otherwise 0.</summary>
    internal int Corsica => Packed >> CorsicaShift;

    internal int Packed { get; }

    /// <summary>Whether this is 99999.</summary>
    public bool IsUnknown => this == Unknown;

    /// <summary>Whether this is the code of a country or foreign territory (99xxx, 99999 apart).</summary>
    public bool IsAbroad => Number is >= 99000 and < 99999;

    /// <summary>Whether this holds no code at all.</summary>
    public bool IsEmpty => Packed == 0;

    /// <summary>
    /// Reads five characters (blanks around them are dropped): digits, or 2A and 2B followed by three digits.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InseeCode code)
    {
        code = default;
        text = text.Trim();
        if (text.Length != LengthChars)
        {
            return false;
        }

        int number = 0;
        int corsica = 0;
        for (int i = 0; i < LengthChars; i++)
        {
            char c = text[i];
            if (char.IsAsciiDigit(c))
            {
                number = (number * 10) + (c - '0');
            }
            else if (i == 1 && text[0] == '2' && (c is 'A' or 'a' or 'B' or 'b'))
            {
                number *= 10;
                corsica = (c & ~0x20) == 'A' ? 1 : 2;
            }
            else
            {
                return false;
            }
        }

        if (number < 1000)
        {
            return false;
        }

        code = new InseeCode(number | (corsica << CorsicaShift));
        return true;
    }

    /// <summary>Reads a code that is known to be good, as in a constant or a test.</summary>
    /// <exception cref="FormatException">The text is not a code.</exception>
    public static InseeCode Parse(string text) =>
        TryParse(text, out InseeCode code) ? code : throw new FormatException("Not an INSEE place code.");

    /// <summary>A code from its number (20xxx in Corsica) and 1 for 2A, 2 for 2B.</summary>
    internal static InseeCode FromParts(int number, int corsica) => new(number | (corsica << CorsicaShift));

    /// <summary>A code from its packed form.</summary>
    internal static InseeCode FromPacked(int packed) => new(packed);

    /// <summary>Writes the five characters.</summary>
    public void Write(Span<char> destination)
    {
        Number.TryFormat(destination, out _, "D5", CultureInfo.InvariantCulture);
        if (Corsica != 0)
        {
            destination[1] = Corsica == 1 ? 'A' : 'B';
        }
    }

    /// <summary>
    /// Whether both codes may name one birth place: equal, or 20xxx for 2Axxx and 2Bxxx, or Paris, Lyon and Marseille
    /// for one of their arrondissements.
    /// </summary>
    public bool MayBeSamePlaceAs(InseeCode other)
    {
        if (this == other)
        {
            return true;
        }

        bool sameCorsica = Number == other.Number && Number / 1000 == 20 && (Corsica == 0 || other.Corsica == 0);
        return sameCorsica || (Corsica == 0 && other.Corsica == 0 && WholeCity(Number) == WholeCity(other.Number));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[LengthChars];
        Write(text);
        return IsEmpty ? string.Empty : new string(text);
    }

    private static int WholeCity(int number) => number switch
    {
        >= 75101 and <= 75120 => 75056,
        >= 69381 and <= 69389 => 69123,
        >= 13201 and <= 13216 => 13055,
        _ => number,
    };
}
