using System.Globalization;

namespace Serment.Records.Patients.Identity;

/// <summary>
/// Reads birth dates as people and files write them. French order: <c>dd/MM/yyyy</c> (also with <c>.</c>, <c>-</c> or
/// a space, one digit for day or month, or <c>ddMMyyyy</c>); ISO: <c>yyyy-MM-dd</c>, <c>yyyy-MM</c>, <c>yyyy</c>;
/// HL7: <c>yyyyMMdd</c>. 00 stands for an unknown day or month. Nothing is allocated.
/// </summary>
public static class BirthDateParser
{
    private const int MaxParts = 3;

    /// <summary>Reads a date in French order, as a form or a French file has it.</summary>
    public static BirthDateRefusal TryParseFrench(ReadOnlySpan<char> text, DateOnly today, out BirthDate date)
    {
        date = default;
        Span<int> values = stackalloc int[MaxParts];
        Span<int> digits = stackalloc int[MaxParts];
        int parts = Split(text, values, digits);
        if (parts == 0)
        {
            return text.IsWhiteSpace() ? BirthDateRefusal.Empty : BirthDateRefusal.Format;
        }

        if (parts == 1)
        {
            // 8 digits: ddMMyyyy. 6 digits: ddMMyy. 4 digits: a year alone.
            return digits[0] switch
            {
                8 => BirthDate.TryCreate(
                    values[0] % 10000, values[0] / 10000 % 100, values[0] / 1000000, false, today, out date),
                6 => BirthDateRefusal.TwoDigitYear,
                4 => BirthDate.TryCreate(values[0], 0, 0, false, today, out date),
                _ => BirthDateRefusal.Format,
            };
        }

        if (parts == 2)
        {
            return digits[0] <= 2 && digits[1] == 4
                ? BirthDate.TryCreate(values[1], values[0], 0, false, today, out date)
                : BirthDateRefusal.Format;
        }

        if (digits[0] > 2 || digits[1] > 2)
        {
            return BirthDateRefusal.Format;
        }

        return digits[2] switch
        {
            4 => BirthDate.TryCreate(values[2], values[1], values[0], false, today, out date),
            2 => BirthDateRefusal.TwoDigitYear,
            _ => BirthDateRefusal.Format,
        };
    }

    /// <summary>Reads <c>yyyy-MM-dd</c>, <c>yyyy-MM</c> or <c>yyyy</c> (ISO 8601, FHIR date).</summary>
    public static BirthDateRefusal TryParseIso(ReadOnlySpan<char> text, DateOnly today, out BirthDate date) =>
        ParseYearFirst(text, false, today, out date);

    /// <summary>Reads what <see cref="BirthDate.ToStated"/> wrote.</summary>
    public static BirthDateRefusal TryParseStated(ReadOnlySpan<char> text, DateOnly today, out BirthDate date) =>
        text.StartsWith("~")
            ? ParseYearFirst(text[1..], true, today, out date)
            : ParseYearFirst(text, false, today, out date);

    /// <summary>Reads <c>yyyyMMdd</c>, <c>yyyyMM</c> or <c>yyyy</c> (HL7 v2 DT).</summary>
    public static BirthDateRefusal TryParseHl7(ReadOnlySpan<char> text, DateOnly today, out BirthDate date)
    {
        date = default;
        text = text.Trim();
        if (text.IsEmpty)
        {
            return BirthDateRefusal.Empty;
        }

        if (text.Length is not (4 or 6 or 8) || !int.TryParse(text, NumberStyles.None, null, out int n))
        {
            return BirthDateRefusal.Format;
        }

        return text.Length switch
        {
            8 => BirthDate.TryCreate(n / 10000, n / 100 % 100, n % 100, false, today, out date),
            6 => BirthDate.TryCreate(n / 100, n % 100, 0, false, today, out date),
            _ => BirthDate.TryCreate(n, 0, 0, false, today, out date),
        };
    }

    private static BirthDateRefusal ParseYearFirst(
        ReadOnlySpan<char> text, bool isYearEstimated, DateOnly today, out BirthDate date)
    {
        date = default;
        Span<int> values = stackalloc int[MaxParts];
        Span<int> digits = stackalloc int[MaxParts];
        int parts = Split(text, values, digits);
        if (parts == 0)
        {
            return text.IsWhiteSpace() ? BirthDateRefusal.Empty : BirthDateRefusal.Format;
        }

        if (digits[0] != 4 || (parts > 1 && digits[1] != 2) || (parts > 2 && digits[2] != 2))
        {
            return BirthDateRefusal.Format;
        }

        return BirthDate.TryCreate(
            values[0], parts > 1 ? values[1] : 0, parts > 2 ? values[2] : 0, isYearEstimated, today, out date);
    }

    // The numbers between separators; 0 parts when the text is anything else.
    private static int Split(ReadOnlySpan<char> text, Span<int> values, Span<int> digits)
    {
        text = text.Trim();
        int part = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (++digits[part] > 8)
                {
                    return 0;
                }

                values[part] = (values[part] * 10) + (c - '0');
            }
            else if (c is not ('/' or '-' or '.' or ' ') || digits[part] == 0 || ++part == MaxParts)
            {
                return 0;
            }
        }

        return text.IsEmpty || digits[part] == 0 ? 0 : part + 1;
    }
}
