using System.Text;

namespace Serment.Interop.Astm;

/// <summary>A message that is not what its norm says; the text says what, and nothing of its content.</summary>
public sealed class AnalyserFormatException(string message) : FormatException(message);

/// <summary>The delimiters that a header declares (LIS02-A2, section 5.4).</summary>
internal readonly record struct AstmDelimiters(char Field, char Repeat, char Component, char Escape)
{
    public static AstmDelimiters Usual { get; } = new('|', '\\', '^', '&');
}

/// <summary>One record of CLSI LIS02-A2 (ASTM E1394): its type and its fields, from 1.</summary>
internal sealed class AstmRecord
{
    /// <summary>Records of a message.</summary>
    public const int MaxRecords = 10_000;

    /// <summary>Fields of a record.</summary>
    public const int MaxFields = 200;

    private readonly string[] fields;
    private readonly AstmDelimiters delimiters;

    private AstmRecord(string[] fields, AstmDelimiters delimiters)
    {
        this.fields = fields;
        this.delimiters = delimiters;
    }

    /// <summary>H, P, O, R, C, Q, L, M or S.</summary>
    public char Type => fields[0].Length == 0 ? ' ' : char.ToUpperInvariant(fields[0][0]);

    /// <summary>A message's records.</summary>
    /// <exception cref="AnalyserFormatException">It does not begin with a header.</exception>
    public static List<AstmRecord> Read(ReadOnlySpan<byte> message)
    {
        // Analysers send Latin 1 where they send more than ASCII; every byte has a character there.
        string text = Encoding.Latin1.GetString(message);
        List<AstmRecord> records = [];
        AstmDelimiters declared = AstmDelimiters.Usual;
        foreach (string line in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (records.Count == MaxRecords)
            {
                throw new AnalyserFormatException("too many records");
            }

            if (line[0] is 'H' or 'h')
            {
                if (line.Length < 5 || line[1..5].Distinct().Count() != 4)
                {
                    throw new AnalyserFormatException("the header declares no delimiters");
                }

                declared = new(line[1], line[2], line[3], line[4]);
            }
            else if (records.Count == 0)
            {
                throw new AnalyserFormatException("no header record");
            }

            string[] split = line.Split(declared.Field, MaxFields + 1);
            if (split.Length > MaxFields)
            {
                throw new AnalyserFormatException("too many fields in a record");
            }

            records.Add(new(split, declared));
        }

        return records.Count > 0 ? records : throw new AnalyserFormatException("an empty message");
    }

    /// <summary>A field as a whole, unescaped; empty where there is none. The type is field 1.</summary>
    public string Field(int number) => Unescape(Raw(number)).Trim();

    /// <summary>A component of the first repetition of a field, both from 1; empty where there is none.</summary>
    public string Component(int number, int component) => Part(Repetitions(number)[0], component);

    /// <summary>The components of the first repetition of a field.</summary>
    public string[] Components(int number) =>
        [.. Repetitions(number)[0].Split(delimiters.Component).Select(one => Unescape(one).Trim())];

    /// <summary>The repetitions of a field, each whole.</summary>
    public string[] Values(int number) =>
        [.. Repetitions(number).Select(one => Unescape(one).Trim()).Where(one => one.Length > 0)];

    private string[] Repetitions(int number) => Raw(number).Split(delimiters.Repeat);

    private string Raw(int number) => number <= fields.Length ? fields[number - 1] : "";

    private string Part(string text, int component)
    {
        string[] parts = text.Split(delimiters.Component);
        return component <= parts.Length ? Unescape(parts[component - 1]).Trim() : "";
    }

    // LIS02-A2, section 5.4.5: &F& field, &S& component, &R& repeat, &E& escape, &Xhh& bytes.
    private string Unescape(string text)
    {
        if (!text.Contains(delimiters.Escape, StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            int close = text[at] == delimiters.Escape ? text.IndexOf(delimiters.Escape, at + 1) : -1;
            if (close < 0)
            {
                plain.Append(text[at]);
                continue;
            }

            string name = text[(at + 1)..close];
            switch (name)
            {
                case "F":
                    plain.Append(delimiters.Field);
                    break;
                case "S":
                    plain.Append(delimiters.Component);
                    break;
                case "R":
                    plain.Append(delimiters.Repeat);
                    break;
                case "E":
                    plain.Append(delimiters.Escape);
                    break;
                default:
                    if (!AppendHex(plain, name))
                    {
                        plain.Append(delimiters.Escape).Append(name).Append(delimiters.Escape);
                    }

                    break;
            }

            at = close;
        }

        return plain.ToString();
    }

    private static bool AppendHex(StringBuilder plain, string name)
    {
        if (name.Length < 3 || name[0] != 'X' || name.Length % 2 == 0 || !name[1..].All(char.IsAsciiHexDigit))
        {
            return false;
        }

        foreach (byte one in Convert.FromHexString(name[1..]))
        {
            // Control characters would be taken for ends of lines further on.
            plain.Append(one < 0x20 ? ' ' : (char)one);
        }

        return true;
    }
}
