namespace Serment.Interop.Legacy.Reading;

/// <summary>How much a reading of quotes forgives.</summary>
internal enum QuoteReading
{
    /// <summary>RFC 4180, section 2; a quote inside an unquoted field alone is taken as text.</summary>
    Strict,

    /// <summary>Also inner quotes that nobody doubled, as in <c>"RES "LES PINS" 3 RUE X"</c>.</summary>
    Lenient,

    /// <summary>Every quote is a character and every delimiter separates.</summary>
    Literal,
}

/// <summary>
/// Reads text that holds quotes or NUL bytes. The fields are copied, without their quoting, so that they look as
/// <see cref="PlainSplitter"/> leaves them: one after the other, a byte apart, told by their ends.
/// </summary>
internal sealed class QuotedSplitter(byte delimiter)
{
    private const byte Quote = (byte)'"';

    private readonly byte[] text = new byte[LegacyLimits.MaxRecordBytes + LegacyLimits.MaxFields + 1];
    private readonly int[] breaks = new int[LegacyLimits.MaxLinesPerRecord];
    private int written;

    /// <summary>The fields' bytes after <see cref="Split"/>.</summary>
    public byte[] Text => text;

    /// <summary>Fields found.</summary>
    public int Count { get; private set; }

    /// <summary>The text ended inside a quoted field.</summary>
    public bool Open { get; private set; }

    /// <summary>The text breaks the rules of the reading; it can have no further meaning in it.</summary>
    public bool Malformed { get; private set; }

    /// <summary>What was noticed.</summary>
    public RecordFlags Flags { get; private set; }

    /// <summary>For each line break inside a field, the place of that field.</summary>
    public ReadOnlySpan<int> Breaks => breaks.AsSpan(0, BreakCount);

    private int BreakCount { get; set; }

    /// <summary>Reads one logical record, given without its final line break.</summary>
    public void Split(ReadOnlySpan<byte> record, QuoteReading reading, Span<int> ends)
    {
        Count = 0;
        Open = false;
        Malformed = false;
        Flags = RecordFlags.None;
        BreakCount = 0;
        written = 0;
        int i = 0;
        while (true)
        {
            bool quoted = reading != QuoteReading.Literal && i < record.Length && record[i] == Quote;
            int next = quoted ? Quoted(record, i, reading) : Unquoted(record, i);
            if (Malformed || Open)
            {
                return;
            }

            if (Count < ends.Length)
            {
                ends[Count] = written;
            }

            Count++;
            if (next >= record.Length || Count > LegacyLimits.MaxFields)
            {
                return;
            }

            // One byte between fields, as a delimiter would leave.
            text[written++] = delimiter;
            i = next + 1;
        }
    }

    /// <summary>Copies an unquoted field; returns the place of the delimiter after it, or the end.</summary>
    private int Unquoted(ReadOnlySpan<byte> record, int from)
    {
        int length = record[from..].IndexOf(delimiter);
        int to = length < 0 ? record.Length : from + length;
        ReadOnlySpan<byte> field = record[from..to];
        if (field.Contains(Quote))
        {
            Flags |= RecordFlags.UnescapedQuote;
        }

        Copy(field);
        return to;
    }

    private int Quoted(ReadOnlySpan<byte> record, int from, QuoteReading reading)
    {
        int rewind = written;
        int breaksBefore = BreakCount;
        int i = from + 1;
        while (true)
        {
            int length = record[i..].IndexOf(Quote);
            if (length < 0)
            {
                NoteBreaks(record[i..]);
                return NeverCloses(record, from, reading, rewind);
            }

            int at = i + length;
            Copy(record[i..at]);
            NoteBreaks(record[i..at]);
            if (at + 1 == record.Length || record[at + 1] == delimiter)
            {
                return at + 1;
            }

            if (record[at + 1] == Quote)
            {
                text[written++] = Quote;
                i = at + 2;
                continue;
            }

            if (reading == QuoteReading.Strict)
            {
                Malformed = true;
                return record.Length;
            }

            Flags |= RecordFlags.UnescapedQuote;
            if (record[at - 1] == delimiter)
            {
                // Another field opens here: it was the first quote that did not belong.
                written = rewind;
                BreakCount = breaksBefore;
                return Unquoted(record, from);
            }

            text[written++] = Quote;
            i = at + 1;
        }
    }

    private int NeverCloses(ReadOnlySpan<byte> record, int from, QuoteReading reading, int rewind)
    {
        if (reading == QuoteReading.Lenient)
        {
            written = rewind;
            return Unquoted(record, from);
        }

        Open = true;
        return record.Length;
    }

    private void NoteBreaks(ReadOnlySpan<byte> part)
    {
        int i;
        while ((i = part.IndexOf((byte)'\n')) >= 0)
        {
            if (BreakCount == breaks.Length)
            {
                Malformed = true;
                return;
            }

            breaks[BreakCount++] = Count;
            part = part[(i + 1)..];
        }
    }

    private void Copy(ReadOnlySpan<byte> part)
    {
        int nul;
        while ((nul = part.IndexOf((byte)0)) >= 0)
        {
            Flags |= RecordFlags.NulByte;
            part[..nul].CopyTo(text.AsSpan(written));
            written += nul;
            part = part[(nul + 1)..];
        }

        part.CopyTo(text.AsSpan(written));
        written += part.Length;
    }
}
