namespace Serment.Records.Patients.Identifiers;

/// <summary>Why a professional's or establishment's number was refused.</summary>
public enum NumberRefusal : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>Nothing to read.</summary>
    Empty,

    /// <summary>Not the expected number of characters.</summary>
    Length,

    /// <summary>A character that such a number cannot have.</summary>
    Character,

    /// <summary>The check digit is wrong.</summary>
    CheckDigit,
}

/// <summary>
/// The number of a health professional in the shared directory (RPPS): eleven digits, the last a Luhn check digit.
/// The national identifier of a professional is 8 and this number (<c>8</c> says "RPPS"); numbers of test cards begin
/// with 99.
/// </summary>
public readonly record struct Rpps
{
    /// <summary>The length of a number.</summary>
    public const int LengthChars = 11;

    private readonly ulong _number;

    private Rpps(ulong number) => _number = number;

    /// <summary>
    /// Reads an RPPS number, or a national identifier of twelve digits that begins with 8. Blanks do not count.
    /// </summary>
    public static NumberRefusal TryParse(ReadOnlySpan<char> text, out Rpps rpps)
    {
        rpps = default;
        Span<char> digits = stackalloc char[LengthChars + 1];
        int length = CompactText.Write(text, digits);
        if (length == LengthChars + 1 && digits[0] == '8')
        {
            digits = digits[1..];
            length--;
        }

        if (length != LengthChars)
        {
            return length == 0 ? NumberRefusal.Empty : NumberRefusal.Length;
        }

        digits = digits[..LengthChars];
        if (!ulong.TryParse(digits, System.Globalization.NumberStyles.None, null, out ulong number))
        {
            return NumberRefusal.Character;
        }

        if (!Luhn.IsValid(digits))
        {
            return NumberRefusal.CheckDigit;
        }

        rpps = new Rpps(number);
        return NumberRefusal.None;
    }

    /// <summary>The eleven digits.</summary>
    public override string ToString() => _number.ToString("D11", System.Globalization.CultureInfo.InvariantCulture);
}
