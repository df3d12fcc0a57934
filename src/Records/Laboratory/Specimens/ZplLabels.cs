using System.Globalization;
using System.Text;

namespace Serment.Records.Laboratory.Specimens;

/// <summary>
/// Labels of 50 × 25 mm in ZPL II for a label printer of 203 dpi. What people typed goes in as hexadecimal wherever it
/// could be read as a command.
/// </summary>
public static class ZplLabels
{
    private const int WidthDots = 400;
    private const int HeightDots = 200;
    private const int BarHeightDots = 78;
    private const int NamedBarHeightDots = 58;

    // The built-in font is proportional: as many capitals of 22 dots fit the line, beside the mark of an urgent one fewer.
    private const int MaxLineCharacters = 28;
    private const int MaxUrgentCharacters = 20;
    private const int MaxModulesOfDoubleWidth = (WidthDots - 40) / 2;

    /// <summary>The printer's text, ASCII.</summary>
    public static string Write(IReadOnlyList<SpecimenLabel> labels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labels.Count, SpecimenLabel.MaxLabels, nameof(labels));
        StringBuilder text = new();
        foreach (SpecimenLabel label in labels)
        {
            int module = Code128.Bars(label.Code).Sum() <= MaxModulesOfDoubleWidth ? 2 : 1;
            text.Append(CultureInfo.InvariantCulture, $"^XA^CI28^PW{WidthDots}^LL{HeightDots}^LH0,0\n");

            // Name and birth date have a line each: the bars give them room.
            int bars = label.Birth is null ? BarHeightDots : NamedBarHeightDots;
            int codeAt = 46 + bars;
            Field(text, 20, 10, 22, Fitting(label.First, label.IsUrgent ? MaxUrgentCharacters : MaxLineCharacters));
            if (label.Mark.Length > 0)
            {
                Field(text, 250, codeAt + 3, 22, label.Mark);
            }

            if (label.IsUrgent)
            {
                // White on black: seen among others.
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"^FO290,4^GB104,28,28^FS^FO298,8^A0N,24,22^FR^FD{SpecimenLabel.UrgentMark}^FS\n");
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"^FO20,40^BY{module},2,{bars}^BCN,{bars},N,N,N,A^FH^FD{Escape(label.Code)}^FS\n");
            Field(text, 20, codeAt, 28, label.Code);
            if (label.Person is { } person)
            {
                Field(text, 20, codeAt + (label.Birth is null ? 36 : 32), 22, Fitting(person, MaxLineCharacters));
            }

            if (label.Birth is { } birth)
            {
                Field(text, 20, codeAt + 60, 22, birth);
            }

            text.Append("^XZ\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// A text for <c>^FH^FD</c>: everything but letters, digits, spaces and plain signs becomes <c>_</c> and two
    /// hexadecimal digits of its UTF-8.
    /// </summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            char character = (char)one;
            if (char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '.' or '/' or '(' or ')' or ':')
            {
                escaped.Append(character);
            }
            else if (one >= 0x20)
            {
                escaped.Append(CultureInfo.InvariantCulture, $"_{one:X2}");
            }
        }

        return escaped.ToString();
    }

    private static string Fitting(string words, int most) =>
        words.Length <= most ? words : string.Concat(words.AsSpan(0, most - 1), "…");

    private static void Field(StringBuilder text, int x, int y, int height, string words) =>
        text.Append(
            CultureInfo.InvariantCulture, $"^FO{x},{y}^A0N,{height},{height - 2}^FH^FD{Escape(words)}^FS\n");
}
