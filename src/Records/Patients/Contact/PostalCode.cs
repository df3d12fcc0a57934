namespace Serment.Records.Patients.Contact;

/// <summary>
/// A French postal code: five digits, the first two a department (or 00 for the armed forces, 98 for Monaco and
/// overseas).
/// </summary>
public readonly record struct PostalCode
{
    /// <summary>The length of a code.</summary>
    public const int LengthChars = 5;

    private const int HighestDepartment = 98;

    private readonly int _number;

    private PostalCode(int number) => _number = number;

    /// <summary>
    /// Reads a code; blanks and a leading <c>F-</c> do not count. Four digits are refused with their own reason.
    /// </summary>
    public static ContactRefusal TryParse(ReadOnlySpan<char> text, out PostalCode code)
    {
        code = default;
        text = text.Trim();
        if (text.StartsWith("F-", StringComparison.OrdinalIgnoreCase))
        {
            text = text[2..];
        }

        int number = 0;
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '\u00A0' or '\u202F')
            {
                continue;
            }

            if (!char.IsAsciiDigit(c))
            {
                return ContactRefusal.Character;
            }

            if (++length > LengthChars)
            {
                return ContactRefusal.Length;
            }

            number = (number * 10) + (c - '0');
        }

        if (length != LengthChars)
        {
            return length == 0 ? ContactRefusal.Empty
                : length == LengthChars - 1 ? ContactRefusal.LeadingZeroLost
                : ContactRefusal.Length;
        }

        if (number == 0 || number / 1000 > HighestDepartment || number / 1000 == 96)
        {
            return ContactRefusal.Prefix;
        }

        code = new PostalCode(number);
        return ContactRefusal.None;
    }

    /// <summary>The five digits.</summary>
    public override string ToString() => _number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);
}
