using System.Globalization;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Places;

namespace Serment.Records.Patients.Identifiers;

/// <summary>Why a registration number was refused, or what is wrong with one that was received.</summary>
public enum NirRefusal : byte
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>Nothing to read.</summary>
    Empty,

    /// <summary>Neither 13 nor 15 characters.</summary>
    Length,

    /// <summary>A character that is not a digit (2A and 2B in the place of birth apart).</summary>
    Character,

    /// <summary>The first digit is not 1, 2, 3, 4, 7 or 8.</summary>
    Sex,

    /// <summary>The month is none of 01 to 12, 20 to 42 and 50 to 99.</summary>
    Month,

    /// <summary>The place of birth cannot exist.</summary>
    Place,

    /// <summary>The order number is 000.</summary>
    Order,

    /// <summary>The two digits of the key are missing (EXI SI 02 wants them typed).</summary>
    KeyMissing,

    /// <summary>The key does not fit the number.</summary>
    Key,
}

/// <summary>What a number says otherwise than the traits that it stands beside.</summary>
[Flags]
public enum NirDisagreement : byte
{
    /// <summary>It agrees with everything that both sides know.</summary>
    None = 0,

    /// <summary>The sex.</summary>
    Sex = 1,

    /// <summary>The last two digits of the birth year.</summary>
    Year = 2,

    /// <summary>The birth month.</summary>
    Month = 4,

    /// <summary>The birth place.</summary>
    Place = 8,
}

/// <summary>
/// A number of the French register of persons: NIR, or the waiting number NIA. Thirteen characters: sex, year, month,
/// place of birth (five), order; and a key, 97 less the number modulo 97, for which 2A reads as 19 and 2B as 18. The
/// key follows from the number, so it is not kept.
/// </summary>
public readonly record struct Nir
{
    /// <summary>The length without the key: the form of the INS (matricule).</summary>
    public const int LengthChars = 13;

    /// <summary>The length with the key.</summary>
    public const int LengthWithKeyChars = 15;

    private const ulong CorsicaUnit = 1_000_000;

    private readonly ulong _digits; // 2A and 2B as 20
    private readonly byte _corsica; // 0; 1 for 2A, 2 for 2B

    private Nir(ulong digits, byte corsica)
    {
        _digits = digits;
        _corsica = corsica;
    }

    /// <summary>Whether this holds no number.</summary>
    public bool IsEmpty => _digits == 0;

    /// <summary>The key, 1 to 97.</summary>
    public int Key => 97 - (int)((_digits - (_corsica * CorsicaUnit)) % 97);

    /// <summary>The first digit.</summary>
    public int SexDigit => (int)(_digits / 1_000_000_000_000);

    /// <summary>3, 4, 7 and 8: the person is still being registered.</summary>
    public bool IsProvisional => SexDigit is 3 or 4 or 7 or 8;

    /// <summary>Odd first digits are male, even ones female.</summary>
    public Sex Sex => SexDigit % 2 == 1 ? Sex.Male : Sex.Female;

    /// <summary>The birth year without its century, 0 to 99.</summary>
    public int YearOfCentury => (int)(_digits / 10_000_000_000 % 100);

    /// <summary>The month as written.</summary>
    public int MonthCode => (int)(_digits / 100_000_000 % 100);

    /// <summary>
    /// The birth month; null when the civil record does not say it (31 to 42 do: they are the month and 30).
    /// </summary>
    public int? Month => MonthCode switch
    {
        >= 1 and <= 12 => MonthCode,
        >= 31 and <= 42 => MonthCode - 30,
        _ => null,
    };

    /// <summary>The place of birth: five characters in the order of the INSEE code.</summary>
    public InseeCode BirthPlace => InseeCode.FromParts((int)(_digits / 1000 % 100_000), _corsica);

    /// <summary>The order number of the birth in its month and place.</summary>
    public int Order => (int)(_digits % 1000);

    /// <summary>
    /// Reads a number that a person typed: all 15 characters, blanks apart, and the key must be right (EXI SI 02).
    /// What is wrong comes back as the reason, to be shown beside the field.
    /// </summary>
    public static NirRefusal TryParseTyped(ReadOnlySpan<char> text, out Nir nir)
    {
        nir = default;
        NirRefusal refusal = Read(text, out Nir read, out int key);
        if (refusal == NirRefusal.None)
        {
            refusal = read.StructureProblem();
        }

        if (refusal == NirRefusal.None)
        {
            refusal = key < 0 ? NirRefusal.KeyMissing : key != read.Key ? NirRefusal.Key : NirRefusal.None;
        }

        if (refusal == NirRefusal.None)
        {
            nir = read;
        }

        return refusal;
    }

    /// <summary>
    /// What the number says otherwise than the traits. Traits that are missing or unknown agree with anything.
    /// </summary>
    public NirDisagreement AgreesWith(Sex sex, BirthDate birthDate, InseeCode? birthPlace = null)
    {
        NirDisagreement disagreement = NirDisagreement.None;
        if (sex is Sex.Male or Sex.Female && sex != Sex)
        {
            disagreement |= NirDisagreement.Sex;
        }

        if (!birthDate.IsEmpty)
        {
            if (!birthDate.IsYearEstimated && birthDate.Year % 100 != YearOfCentury)
            {
                disagreement |= NirDisagreement.Year;
            }

            if (birthDate.Month != 0 && Month is int month && month != birthDate.Month)
            {
                disagreement |= NirDisagreement.Month;
            }
        }

        if (birthPlace is { IsEmpty: false, IsUnknown: false } place && !MayBeBornIn(place))
        {
            disagreement |= NirDisagreement.Place;
        }

        return disagreement;
    }

    /// <summary>Writes the 13 characters.</summary>
    public void Write(Span<char> destination)
    {
        _digits.TryFormat(destination, out _, "D13", CultureInfo.InvariantCulture);
        if (_corsica != 0)
        {
            destination[6] = _corsica == 1 ? 'A' : 'B';
        }
    }

    /// <summary>The 13 characters; this is personal data.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[LengthChars];
        Write(text);
        return IsEmpty ? string.Empty : new string(text);
    }

    /// <summary>The 13 characters and the right key.</summary>
    public string ToStringWithKey() =>
        IsEmpty ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{ToString()}{Key:D2}");

    /// <summary>In groups, as printed on a card: <c>2 75 12 63 220 749 74</c>.</summary>
    public string ToDisplay()
    {
        string s = ToStringWithKey();
        return IsEmpty ? s : $"{s[0]} {s[1..3]} {s[3..5]} {s[5..7]} {s[7..10]} {s[10..13]} {s[13..]}";
    }

    /// <summary>Reads characters and key without judging them. The key is -1 when there is none.</summary>
    internal static NirRefusal Read(ReadOnlySpan<char> text, out Nir nir, out int key)
    {
        nir = default;
        key = -1;
        Span<char> characters = stackalloc char[LengthWithKeyChars];
        int length = CompactText.Write(text, characters);
        if (length is not (LengthChars or LengthWithKeyChars))
        {
            return length == 0 ? NirRefusal.Empty : NirRefusal.Length;
        }

        ulong digits = 0;
        byte corsica = 0;
        for (int i = 0; i < LengthChars; i++)
        {
            char c = characters[i];
            if (i == 6 && characters[5] == '2' && (c is 'A' or 'B'))
            {
                corsica = (byte)(c - 'A' + 1);
                digits *= 10;
            }
            else if (char.IsAsciiDigit(c))
            {
                digits = (digits * 10) + (uint)(c - '0');
            }
            else
            {
                return NirRefusal.Character;
            }
        }

        if (length == LengthWithKeyChars)
        {
            if (!char.IsAsciiDigit(characters[13]) || !char.IsAsciiDigit(characters[14]))
            {
                return NirRefusal.Character;
            }

            key = ((characters[13] - '0') * 10) + (characters[14] - '0');
        }

        nir = new Nir(digits, corsica);
        return NirRefusal.None;
    }

    /// <summary>What in the thirteen characters cannot be.</summary>
    internal NirRefusal StructureProblem()
    {
        if (SexDigit is not (1 or 2 or 3 or 4 or 7 or 8))
        {
            return NirRefusal.Sex;
        }

        if (MonthCode is not ((>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99)))
        {
            return NirRefusal.Month;
        }

        int place = (int)(_digits / 1000 % 100_000);
        if (place < 1000 || place % 1000 == 0)
        {
            return NirRefusal.Place;
        }

        return Order == 0 ? NirRefusal.Order : NirRefusal.None;
    }

    private bool MayBeBornIn(InseeCode place)
    {
        InseeCode own = BirthPlace;
        if (own.MayBeSamePlaceAs(place))
        {
            return true;
        }

        // Before independence Algeria was 91 to 94, Morocco 95, Tunisia 96; the country code came later.
        return (own.Number / 1000) switch
        {
            >= 91 and <= 94 => place.Number == 99352,
            95 => place.Number == 99350,
            96 => place.Number == 99351,
            _ => false,
        };
    }
}
