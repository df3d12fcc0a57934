using System.Globalization;
using System.Security.Cryptography;

namespace Serment.Records.Laboratory.Orders;

/// <summary>Why a number was not taken.</summary>
public enum AccessionRefusal : byte
{
    /// <summary>It was.</summary>
    None = 0,

    /// <summary>Nothing to read.</summary>
    Empty = 1,

    /// <summary>Neither of the forms.</summary>
    Form = 2,

    /// <summary>The check digit is wrong: typed or read wrongly.</summary>
    CheckDigit = 3,
}

/// <summary>
/// The number on a tube, and that of an order: two digits of the year, nine random digits, a check digit by
/// ISO/IEC 7064 MOD 11,10 (docs/formats/accession-number.md). Whoever knows one knows of no other. An order's number
/// begins with the letter D (<i>dossier</i>), so that it is never taken for a tube.
/// </summary>
public static class AccessionNumber
{
    /// <summary>Length of a tube's number.</summary>
    public const int LengthChars = 12;

    /// <summary>Length of an order's number.</summary>
    public const int RequestLengthChars = LengthChars + 1;

    /// <summary>Begins an order's number.</summary>
    public const char RequestLetter = 'D';

    /// <summary>How often another number is drawn where one is taken, before giving up.</summary>
    public const int MaxDraws = 8;

    /// <summary>The longest text that is read at all: a scanner's prefix and blanks included.</summary>
    public const int MaxTextChars = 40;

    private const int RandomNumbers = 1_000_000_000;

    /// <summary>Draws a tube's number.</summary>
    /// <param name="year">Of the order, by the site's calendar.</param>
    public static string Draw(int year) => From(year, RandomNumberGenerator.GetInt32(RandomNumbers));

    /// <summary>Draws an order's number.</summary>
    /// <param name="year">Of the order, by the site's calendar.</param>
    public static string DrawRequest(int year) => RequestLetter + Draw(year);

    /// <summary>The number of a year and nine digits.</summary>
    /// <param name="year">Its last two digits count.</param>
    /// <param name="random">0 to 999 999 999.</param>
    public static string From(int year, int random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, RandomNumbers);
        string digits = string.Create(CultureInfo.InvariantCulture, $"{year % 100:D2}{random:D9}");
        return digits + CheckDigitOf(digits);
    }

    /// <summary>Reads what was scanned or typed as a tube's number; blanks, points and hyphens do not count.</summary>
    /// <param name="text">Typed or scanned.</param>
    /// <param name="number">The twelve digits.</param>
    public static AccessionRefusal TryParse(string? text, out string number) =>
        Parse(text, isRequest: false, out number);

    /// <summary>The same for an order's number; the letter may be missing or small.</summary>
    public static AccessionRefusal TryParseRequest(string? text, out string number) =>
        Parse(text, isRequest: true, out number);

    /// <summary>As people read it aloud: <c>26 123 456 789 5</c>, with the D of an order before it.</summary>
    public static string Format(string number)
    {
        int at = number.Length - LengthChars;
        return at is not (0 or 1)
            ? number
            : $"{number[..at]}{number.AsSpan(at, 2)} {number.AsSpan(at + 2, 3)} {number.AsSpan(at + 5, 3)} "
                + $"{number.AsSpan(at + 8, 3)} {number.AsSpan(at + 11, 1)}";
    }

    /// <summary>The check digit of ISO/IEC 7064, MOD 11,10: finds each wrong digit and most exchanges of two.</summary>
    /// <param name="digits">Decimal digits.</param>
    public static char CheckDigitOf(ReadOnlySpan<char> digits)
    {
        int carried = 10;
        foreach (char digit in digits)
        {
            int sum = (carried + (digit - '0')) % 10;
            carried = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + ((11 - carried) % 10));
    }

    private static AccessionRefusal Parse(string? text, bool isRequest, out string number)
    {
        number = "";
        if (string.IsNullOrWhiteSpace(text))
        {
            return AccessionRefusal.Empty;
        }

        if (text.Length > MaxTextChars)
        {
            return AccessionRefusal.Form;
        }

        string compact = string.Concat(text.Where(one => !char.IsWhiteSpace(one) && one is not ('.' or '-')));
        if (isRequest && compact.Length > 0 && compact[0] is 'D' or 'd')
        {
            compact = compact[1..];
        }

        if (compact.Length != LengthChars || compact.Any(one => !char.IsAsciiDigit(one)))
        {
            return AccessionRefusal.Form;
        }

        if (CheckDigitOf(compact.AsSpan(0, LengthChars - 1)) != compact[^1])
        {
            return AccessionRefusal.CheckDigit;
        }

        number = isRequest ? RequestLetter + compact : compact;
        return AccessionRefusal.None;
    }
}
