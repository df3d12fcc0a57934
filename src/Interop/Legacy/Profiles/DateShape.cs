namespace Serment.Interop.Legacy.Profiles;

/// <summary>
/// One way of writing a date or a date and time, such as <c>dd/MM/yyyy HH:mm</c>. The tokens are yyyy, MM, dd, HH, mm
/// and ss, of fixed width; everything else stands for itself.
/// </summary>
internal sealed class DateShape
{
    private readonly string pattern;
    private readonly bool hasTime;

    private DateShape(string pattern, bool hasTime)
    {
        this.pattern = pattern;
        this.hasTime = hasTime;
    }

    /// <summary>What a text is, seen through a shape.</summary>
    internal enum Reading
    {
        OtherShape,
        Impossible,
        Partial,
        Whole,
    }

    /// <summary>Reads a format of a profile; null if it lacks a year, a month or a day, or has an unknown
    /// letter.</summary>
    public static DateShape? Parse(string format)
    {
        string rest = format.Replace("yyyy", "", StringComparison.Ordinal).Replace("MM", "", StringComparison.Ordinal)
            .Replace("dd", "", StringComparison.Ordinal).Replace("HH", "", StringComparison.Ordinal)
            .Replace("mm", "", StringComparison.Ordinal).Replace("ss", "", StringComparison.Ordinal)
            .Replace("T", "", StringComparison.Ordinal);
        bool complete = format.Contains("yyyy", StringComparison.Ordinal) &&
            format.Contains("MM", StringComparison.Ordinal) && format.Contains("dd", StringComparison.Ordinal);
        return complete && format.Length <= 32 && !rest.Any(char.IsLetterOrDigit)
            ? new DateShape(format, format.Contains("HH", StringComparison.Ordinal))
            : null;
    }

    /// <summary>
    /// Reads <paramref name="text"/> and writes it in ISO 8601 (<c>2017-02-28</c>, <c>2017-02-28T08:15:00</c>) into
    /// <paramref name="iso"/>, which needs 19 characters.
    /// </summary>
    public Reading Read(ReadOnlySpan<char> text, Span<char> iso, out int length)
    {
        length = 0;
        int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
        if (text.Length != pattern.Length)
        {
            return Reading.OtherShape;
        }

        for (int i = 0; i < pattern.Length; i++)
        {
            int digit = text[i] - '0';
            bool isDigit = (uint)digit <= 9;
            switch (pattern[i])
            {
                case 'y' when isDigit: year = (year * 10) + digit; break;
                case 'M' when isDigit: month = (month * 10) + digit; break;
                case 'd' when isDigit: day = (day * 10) + digit; break;
                case 'H' when isDigit: hour = (hour * 10) + digit; break;
                case 'm' when isDigit: minute = (minute * 10) + digit; break;
                case 's' when isDigit: second = (second * 10) + digit; break;
                default:
                    if (pattern[i] != text[i])
                    {
                        return Reading.OtherShape;
                    }

                    break;
            }
        }

        return Check(year, month, day, hour, minute, second) switch
        {
            Reading.Whole => WriteWhole(iso, out length, year, month, day, hour, minute, second),
            Reading.Partial => WritePartial(iso, out length, year, month),
            var other => other,
        };
    }

    private Reading Check(int year, int month, int day, int hour, int minute, int second)
    {
        if (year is < 1850 or > 2200 || month > 12)
        {
            return Reading.Impossible;
        }

        if (day == 0 && !hasTime)
        {
            return Reading.Partial;
        }

        bool possible = month > 0 && day > 0 && day <= DateTime.DaysInMonth(year, month) &&
            hour < 24 && minute < 60 && second < 60;
        return possible ? Reading.Whole : Reading.Impossible;
    }

    private Reading WriteWhole(Span<char> iso, out int length, int year, int month, int day, int h, int m, int s)
    {
        Digits(iso, year, 4);
        iso[4] = '-';
        Digits(iso[5..], month, 2);
        iso[7] = '-';
        Digits(iso[8..], day, 2);
        length = 10;
        if (hasTime)
        {
            iso[10] = 'T';
            Digits(iso[11..], h, 2);
            iso[13] = ':';
            Digits(iso[14..], m, 2);
            iso[16] = ':';
            Digits(iso[17..], s, 2);
            length = 19;
        }

        return Reading.Whole;
    }

    private static Reading WritePartial(Span<char> iso, out int length, int year, int month)
    {
        Digits(iso, year, 4);
        length = 4;
        if (month > 0)
        {
            iso[4] = '-';
            Digits(iso[5..], month, 2);
            length = 7;
        }

        return Reading.Partial;
    }

    private static void Digits(Span<char> to, int value, int width)
    {
        for (int i = width - 1; i >= 0; i--)
        {
            to[i] = (char)('0' + (value % 10));
            value /= 10;
        }
    }
}
