using System.Globalization;
using System.Text;
using Serment.Interop.Astm;

namespace Serment.Interop.Hl7v2;

/// <summary>The characters that MSH-1 and MSH-2 declare (HL7 v2.5.1, chapter 2.5.4).</summary>
internal readonly record struct Hl7Encoding(char Field, char Component, char Repeat, char Escape, char Subcomponent)
{
    public static Hl7Encoding Usual { get; } = new('|', '^', '~', '\\', '&');
}

/// <summary>A segment: its name and its fields, counted as HL7 counts them.</summary>
internal sealed class Hl7Segment(string name, string[] fields, Hl7Encoding encoding)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>A field as it stands, from 1; empty where there is none.</summary>
    public string Raw(int number) => number < fields.Length ? fields[number] : "";

    /// <summary>A component of the first repetition, unescaped; its first subcomponent. Both from 1.</summary>
    public string Value(int number, int component = 1) => Part(First(number, encoding.Repeat), component);

    /// <summary>The same of each repetition that has it.</summary>
    public string[] Values(int number, int component = 1) =>
        [.. Raw(number).Split(encoding.Repeat).Select(one => Part(one, component)).Where(one => one.Length > 0)];

    /// <summary>A field's first repetition as text, components joined by spaces.</summary>
    public string Text(int number) =>
        string.Join(' ', First(number, encoding.Repeat).Split(encoding.Component).Select(Unescape))
            .Trim();

    private string First(int number, char separator)
    {
        string raw = Raw(number);
        int end = raw.IndexOf(separator, StringComparison.Ordinal);
        return end < 0 ? raw : raw[..end];
    }

    private string Part(string repetition, int component)
    {
        string[] parts = repetition.Split(encoding.Component);
        if (component > parts.Length)
        {
            return "";
        }

        string part = parts[component - 1];
        int end = part.IndexOf(encoding.Subcomponent, StringComparison.Ordinal);
        return Unescape(end < 0 ? part : part[..end]).Trim();
    }

    // HL7 v2.5.1, chapter 2.7.
    private string Unescape(string text)
    {
        if (!text.Contains(encoding.Escape, StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            int close = text[at] == encoding.Escape ? text.IndexOf(encoding.Escape, at + 1) : -1;
            if (close < 0)
            {
                plain.Append(text[at]);
                continue;
            }

            plain.Append(Escaped(text[(at + 1)..close]));
            at = close;
        }

        return plain.ToString();
    }

    private string Escaped(string name) => name switch
    {
        "F" => encoding.Field.ToString(),
        "S" => encoding.Component.ToString(),
        "T" => encoding.Subcomponent.ToString(),
        "R" => encoding.Repeat.ToString(),
        "E" => encoding.Escape.ToString(),
        "H" or "N" => "",
        _ when name.StartsWith('.') => " ",
        _ when name.Length > 2 && name[0] == 'X' && name.Length % 2 == 1 && name[1..].All(char.IsAsciiHexDigit) =>
            string.Concat(Convert.FromHexString(name[1..]).Select(one => one < 0x20 ? ' ' : (char)one)),
        _ => "",
    };
}

/// <summary>An HL7 v2 message as segments.</summary>
internal sealed class Hl7Message
{
    /// <summary>Segments of a message.</summary>
    public const int MaxSegments = 10_000;

    /// <summary>Fields of a segment.</summary>
    public const int MaxFields = 200;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private Hl7Message(IReadOnlyList<Hl7Segment> segments) => Segments = segments;

    /// <summary>Segments, MSH first.</summary>
    public IReadOnlyList<Hl7Segment> Segments { get; }

    /// <summary>The header.</summary>
    public Hl7Segment Head => Segments[0];

    /// <summary>Message code and event, as <c>ORU^R01</c>.</summary>
    public string Kind => $"{Head.Value(9)}^{Head.Value(9, 2)}";

    /// <summary>MSH-10.</summary>
    public string ControlId => Head.Value(10);

    /// <summary>Reads a message.</summary>
    /// <exception cref="AnalyserFormatException">It is none, or larger than allowed.</exception>
    public static Hl7Message Read(ReadOnlySpan<byte> bytes)
    {
        string text = Decode(bytes);
        string[] lines = text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !lines[0].StartsWith("MSH", StringComparison.Ordinal) || lines[0].Length < 8)
        {
            throw new AnalyserFormatException("no MSH segment at the beginning");
        }

        if (lines.Length > MaxSegments)
        {
            throw new AnalyserFormatException("too many segments");
        }

        string head = lines[0];
        Hl7Encoding encoding = new(head[3], head[4], head[5], head[6], head[7]);
        if (new HashSet<char>([head[3], head[4], head[5], head[6], head[7]]).Count != 5)
        {
            throw new AnalyserFormatException("MSH-2 does not declare its encoding characters");
        }

        return new([.. lines.Select(line => Segment(line, encoding))]);
    }

    /// <summary>The first segment of that name; null where there is none.</summary>
    public Hl7Segment? Find(string name) =>
        Segments.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));

    private static Hl7Segment Segment(string line, Hl7Encoding encoding)
    {
        string[] fields = line.Split(encoding.Field, MaxFields + 1);
        if (fields.Length > MaxFields)
        {
            throw new AnalyserFormatException("too many fields in a segment");
        }

        // MSH-1 is the separator itself: what follows counts from 2.
        return string.Equals(fields[0], "MSH", StringComparison.Ordinal)
            ? new("MSH", ["MSH", encoding.Field.ToString(), .. fields[1..]], encoding)
            : new(fields[0], fields, encoding);
    }

    // Analysers rarely say their character set truly: what is valid UTF-8 is read so, the rest as Latin 1.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    internal static string Escape(string text)
    {
        StringBuilder to = new(text.Length);
        foreach (char one in text)
        {
            to.Append(one switch
            {
                '|' => "\\F\\",
                '^' => "\\S\\",
                '&' => "\\T\\",
                '~' => "\\R\\",
                '\\' => "\\E\\",
                < ' ' => " ",
                _ => one.ToString(),
            });
        }

        return to.ToString();
    }

    internal static DateTime? TimeOf(string text)
    {
        int zone = text.IndexOfAny(['.', '+', '-']);
        return AstmReader.TimeOf((zone < 0 ? text : text[..zone]).ToString(CultureInfo.InvariantCulture));
    }
}
