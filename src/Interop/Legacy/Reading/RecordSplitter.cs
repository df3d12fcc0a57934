namespace Serment.Interop.Legacy.Reading;

/// <summary>
/// Decides how many lines one record has and what its fields are. The rule for quotes, in this order, each accepted
/// only if it gives the expected number of fields:
/// <list type="number">
/// <item>RFC 4180 on the line alone;</item>
/// <item>RFC 4180 over several lines, unless one of those lines has by itself the shape of a record;</item>
/// <item>the line alone, with inner quotes that nobody doubled;</item>
/// <item>the line alone, with every quote as a character.</item>
/// </list>
/// Otherwise the one line is refused and the next one starts afresh, so a quote that never closes costs one line at
/// most.
/// </summary>
internal sealed class RecordSplitter(LineWindow window, LegacyDialect dialect)
{
    private readonly int[] ends = new int[LegacyLimits.MaxFields];
    private readonly int[] lineStarts = new int[LegacyLimits.MaxLinesPerRecord + 1];
    private readonly QuotedSplitter quoted = new(dialect.Delimiter);
    private readonly int expected = dialect.FieldCount;
    private bool copied;
    private int contentLength;

    public ReadOnlySpan<int> Ends => ends.AsSpan(0, Math.Min(Count, ends.Length));

    public ReadOnlySpan<byte> Content => copied ? quoted.Text.AsSpan(0, contentLength) : window.Peek(0, contentLength);

    public int Count { get; private set; }

    public RefusalCode Refusal { get; private set; }

    public RecordFlags Flags { get; private set; }

    /// <summary>Bytes of the record with its line break.</summary>
    public int Length { get; private set; }

    /// <summary>Physical lines of the record.</summary>
    public int Lines { get; private set; }

    /// <summary>Splits the record at the start of the window, whose first line was found to have these
    /// lengths.</summary>
    public void Split(int whole, int content, CancellationToken stop)
    {
        Length = whole;
        Lines = 1;
        contentLength = content;
        copied = false;
        Flags = RecordFlags.None;
        ReadOnlySpan<byte> line = window.Peek(0, content);
        Count = PlainSplitter.Split(line, dialect.Delimiter, ends);
        if (Count == PlainSplitter.NeedsCare)
        {
            copied = true;
            SplitWithCare(line, whole, stop);
        }

        Refusal = Count == expected ? RefusalCode.None
            : Count < expected ? RefusalCode.TooFewFields
            : RefusalCode.TooManyFields;
    }

    private void SplitWithCare(ReadOnlySpan<byte> line, int whole, CancellationToken stop)
    {
        if (Try(line, QuoteReading.Strict))
        {
            return;
        }

        bool closed = !quoted.Open && !quoted.Malformed;
        int strictCount = quoted.Count;
        if (quoted.Open && TryOverLines(line.Length, whole, stop))
        {
            return;
        }

        // The search for more lines may have moved the window.
        line = window.Peek(0, line.Length);
        if (Try(line, QuoteReading.Lenient) || Try(line, QuoteReading.Literal))
        {
            return;
        }

        Count = closed ? strictCount : quoted.Count;
    }

    private bool Try(ReadOnlySpan<byte> record, QuoteReading reading)
    {
        quoted.Split(record, reading, ends);
        if (quoted.Open || quoted.Malformed || quoted.Count != expected)
        {
            return false;
        }

        Count = quoted.Count;
        Flags = quoted.Flags;
        contentLength = ends[Count - 1];
        return true;
    }

    /// <summary>Adds lines until the quoted field closes; gives up as soon as the reading cannot be meant.</summary>
    private bool TryOverLines(int firstContent, int whole, CancellationToken stop)
    {
        int from = whole;
        int lines = 1;
        lineStarts[0] = 0;
        lineStarts[1] = whole;
        if (HasShape(window.Peek(0, firstContent)) && quoted.Count != expected - 1)
        {
            return false;
        }

        while (lines < LegacyLimits.MaxLinesPerRecord)
        {
            if (window.Find(from, stop, out int length, out int content) != LineSearch.Found)
            {
                return false;
            }

            ReadOnlySpan<byte> added = window.Peek(from, content);
            bool mayClose = added.Contains((byte)'"');
            if (!mayClose && HasShape(added))
            {
                return false;
            }

            lines++;
            from += length;
            lineStarts[lines] = from;
            if (!mayClose)
            {
                continue;
            }

            quoted.Split(window.Peek(0, from - length + content), QuoteReading.Strict, ends);
            if (quoted.Malformed)
            {
                return false;
            }

            if (!quoted.Open)
            {
                return Accept(lines, from, content);
            }
        }

        return false;
    }

    private bool Accept(int lines, int whole, int lastContent)
    {
        if (quoted.Count != expected || SwallowsARecord(lines, lastContent))
        {
            return false;
        }

        Count = quoted.Count;
        Flags = quoted.Flags | RecordFlags.SpansLines;
        contentLength = ends[Count - 1];
        Length = whole;
        Lines = lines;
        return true;
    }

    /// <summary>
    /// Whether one of the lines would be a whole record by itself. A line that truly runs from the first field to the
    /// last has that shape too, and is not held against the reading.
    /// </summary>
    private bool SwallowsARecord(int lines, int lastContent)
    {
        ReadOnlySpan<int> breaks = quoted.Breaks;
        for (int i = 0; i < lines; i++)
        {
            int firstField = i == 0 ? 0 : breaks[i - 1];
            int lastField = i == lines - 1 ? expected - 1 : breaks[i];
            int length = i == lines - 1 ? lastContent : lineStarts[i + 1] - lineStarts[i];
            bool rightful = firstField == 0 && lastField == expected - 1;
            if (!rightful && HasShape(window.Peek(lineStarts[i], length)))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasShape(ReadOnlySpan<byte> line) =>
        expected >= LegacyLimits.MinFieldsToTrustShape && line.Count(dialect.Delimiter) == expected - 1;
}
