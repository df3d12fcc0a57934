namespace Serment.Records.Patients.Identifiers;

/// <summary>
/// The number of a health establishment in the FINESS directory: nine characters, the department first (2A and 2B in
/// Corsica), the last a Luhn check digit for which A counts as 1 and B as 2.
/// </summary>
public readonly record struct Finess
{
    /// <summary>The length of a number.</summary>
    public const int LengthChars = 9;

    private readonly int _number;
    private readonly char _corsica;

    private Finess(int number, char corsica)
    {
        _number = number;
        _corsica = corsica;
    }

    /// <summary>Reads a number; blanks do not count.</summary>
    public static NumberRefusal TryParse(ReadOnlySpan<char> text, out Finess finess)
    {
        finess = default;
        Span<char> characters = stackalloc char[LengthChars];
        int length = CompactText.Write(text, characters);
        if (length != LengthChars)
        {
            return length == 0 ? NumberRefusal.Empty : NumberRefusal.Length;
        }

        int number = 0;
        char corsica = '\0';
        for (int i = 0; i < LengthChars; i++)
        {
            char c = characters[i];
            if (i == 1 && characters[0] == '2' && (c is 'A' or 'B'))
            {
                corsica = c;
                number *= 10;
            }
            else if (char.IsAsciiDigit(c))
            {
                number = (number * 10) + (c - '0');
            }
            else
            {
                return NumberRefusal.Character;
            }
        }

        if (!Luhn.IsValid(characters))
        {
            return NumberRefusal.CheckDigit;
        }

        finess = new Finess(number, corsica);
        return NumberRefusal.None;
    }

    /// <summary>The nine characters.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[LengthChars];
        _number.TryFormat(text, out _, "D9", System.Globalization.CultureInfo.InvariantCulture);
        if (_corsica != '\0')
        {
            text[1] = _corsica;
        }

        return new string(text);
    }
}
