namespace Serment.Records.Patients.Contact;

/// <summary>Why a contact detail was refused.</summary>
public enum ContactRefusal : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>Nothing to read.</summary>
    Empty,

    /// <summary>Too short or too long.</summary>
    Length,

    /// <summary>A character that it cannot have.</summary>
    Character,

    /// <summary>A prefix, department or domain that does not exist.</summary>
    Prefix,

    /// <summary>A postal code of four digits: a spreadsheet has probably taken its leading zero.</summary>
    LeadingZeroLost,
}

/// <summary>
/// A telephone number in its international form (E.164: plus and up to fifteen digits). A French number of ten digits
/// gets +33, an overseas one the code of its territory (ARCEP numbering plan).
/// </summary>
public readonly record struct PhoneNumber
{
    /// <summary>The most digits of an international number.</summary>
    public const int MaxDigits = 15;

    private const int MinInternationalDigits = 7;
    private const int FrenchDigits = 10;

    private readonly string? _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    /// <summary>The number with plus and country code; empty for a default value.</summary>
    public string E164 => _e164 ?? string.Empty;

    /// <summary>
    /// Whether it can receive a text message: a French mobile number. False when that cannot be told.
    /// </summary>
    public bool IsFrenchMobile => E164.StartsWith("+336", StringComparison.Ordinal)
        || E164.StartsWith("+337", StringComparison.Ordinal);

    /// <summary>
    /// Reads a number as typed or received: French with ten digits in any grouping, with +33, 0033 or 33 (0), or
    /// international with plus or 00.
    /// </summary>
    public static ContactRefusal TryParse(ReadOnlySpan<char> text, out PhoneNumber phone)
    {
        phone = default;
        Span<char> digits = stackalloc char[MaxDigits + 3];
        ContactRefusal refusal = ReadDigits(text, digits, out int length, out bool isInternational);
        if (refusal != ContactRefusal.None)
        {
            return refusal;
        }

        ReadOnlySpan<char> number = digits[..length];
        if (!isInternational && number.StartsWith("00"))
        {
            number = number[2..];
            isInternational = true;
        }

        if (!isInternational && number.Length == 11 && number.StartsWith("33"))
        {
            isInternational = true;
        }

        return isInternational ? International(number, out phone) : French(number, out phone);
    }

    /// <summary>A stored number as people here write it; as it is where it is none, null for nothing.</summary>
    public static string? Shown(string? e164) =>
        e164 is not null && TryParse(e164, out PhoneNumber phone) == ContactRefusal.None ? phone.ToDisplay() : e164;

    /// <summary>As people here write it: <c>06 39 98 12 34</c>; a foreign number stays international.</summary>
    public string ToDisplay()
    {
        string s = E164;
        return s.Length == 12 && s.StartsWith("+33", StringComparison.Ordinal)
            ? $"0{s[3]} {s[4..6]} {s[6..8]} {s[8..10]} {s[10..12]}"
            : s;
    }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => "PhoneNumber";

    private static ContactRefusal ReadDigits(
        ReadOnlySpan<char> text, Span<char> digits, out int length, out bool isInternational)
    {
        length = 0;
        isInternational = false;
        text = text.Trim();
        bool inBrackets = false;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                // +33 (0)6: the zero in brackets is not dialled after a country code.
                if (inBrackets && isInternational && c == '0')
                {
                    continue;
                }

                if (length == digits.Length)
                {
                    return ContactRefusal.Length;
                }

                digits[length++] = c;
            }
            else if (c == '+' && length == 0 && !isInternational)
            {
                isInternational = true;
            }
            else if (c is '(' or ')')
            {
                inBrackets = c == '(';
            }
            else if (c is not (' ' or '.' or '-' or '/' or '\u00A0' or '\u202F' or '\u2009'))
            {
                return ContactRefusal.Character;
            }
        }

        return length == 0 ? ContactRefusal.Empty : ContactRefusal.None;
    }

    private static ContactRefusal French(ReadOnlySpan<char> number, out PhoneNumber phone)
    {
        phone = default;
        if (number.Length != FrenchDigits)
        {
            return ContactRefusal.Length;
        }

        if (number[0] != '0' || number[1] == '0')
        {
            return ContactRefusal.Prefix;
        }

        phone = new PhoneNumber(string.Concat(CountryCode(number[..4]), number[1..]));
        return ContactRefusal.None;
    }

    private static ContactRefusal International(ReadOnlySpan<char> number, out PhoneNumber phone)
    {
        phone = default;
        if (number.Length is < MinInternationalDigits or > MaxDigits)
        {
            return ContactRefusal.Length;
        }

        if (number[0] == '0')
        {
            return ContactRefusal.Prefix;
        }

        if (!number.StartsWith("33"))
        {
            phone = new PhoneNumber(string.Concat("+", number));
            return ContactRefusal.None;
        }

        Span<char> national = stackalloc char[MaxDigits];
        ReadOnlySpan<char> rest = number[2..].TrimStart('0');
        national[0] = '0';
        rest.CopyTo(national[1..]);
        return French(national[..(rest.Length + 1)], out phone);
    }

    private static string CountryCode(ReadOnlySpan<char> prefix) => prefix switch
    {
        "0590" or "0690" or "0691" => "+590",
        "0594" or "0694" => "+594",
        "0596" or "0696" or "0697" => "+596",
        "0262" or "0263" or "0269" or "0692" or "0693" => "+262",
        "0508" or "0708" => "+508",
        _ => "+33",
    };
}
