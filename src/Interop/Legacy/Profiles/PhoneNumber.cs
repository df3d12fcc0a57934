namespace Serment.Interop.Legacy.Profiles;

/// <summary>
/// A telephone number as it is stored: ten digits for a French one, + and digits for another country. The numbering
/// plan is that of ITU-T E.164 (at most 15 digits).
/// </summary>
internal static class PhoneNumber
{
    /// <summary>The plus sign and fifteen digits.</summary>
    public const int MaxChars = 16;

    private const int MinInternationalDigits = 7;
    private const int FrenchDigits = 10;

    /// <summary>Writes the number without its punctuation; 0 if it is none.</summary>
    public static int Normalize(ReadOnlySpan<char> value, Span<char> number)
    {
        int length = 0;
        foreach (char c in value)
        {
            bool plus = c == '+' && length == 0;
            if (plus || char.IsAsciiDigit(c))
            {
                if (length == MaxChars)
                {
                    return 0;
                }

                number[length++] = c;
            }
            else if (!char.IsWhiteSpace(c) && c is not ('.' or '-' or '/' or '(' or ')'))
            {
                return 0;
            }
        }

        // The trunk zero in "+33 (0)6 ...", which some write and nobody dials.
        if (number[..length].StartsWith("+330") && length == FrenchDigits + 3)
        {
            number[4..length].CopyTo(number[3..]);
            length--;
        }

        if (number[..length].StartsWith("+33") && length == FrenchDigits + 2)
        {
            number[0] = '0';
            number[3..length].CopyTo(number[1..]);
            length = FrenchDigits;
        }

        bool french = length == FrenchDigits && number[0] == '0';
        bool foreign = length > MinInternationalDigits && number[0] == '+';
        return french || foreign ? length : 0;
    }
}
