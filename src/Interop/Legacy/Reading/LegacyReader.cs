namespace Serment.Interop.Legacy.Reading;

/// <summary>
/// Reads the records of a delimited file in order, one at a time, with memory that does not depend on the file.
/// Fields are slices of the reader's own buffers and are valid until the next <see cref="Read"/>. A damaged record is
/// mended or refused by itself: the lines around it are read as if it were sound. Not safe for several threads.
/// </summary>
public sealed class LegacyReader
{
    private readonly LegacyDialect dialect;
    private readonly LineWindow window;
    private readonly RecordSplitter splitter;
    private int pending;

    /// <summary>Begins at the current position of <paramref name="source"/>, which the caller owns.</summary>
    /// <param name="source">Read forward only; seek it to <paramref name="offset"/> beforehand.</param>
    /// <param name="dialect">As recognised, or as a profile states.</param>
    /// <param name="offset">The source's position in bytes: <see cref="NextOffset"/> of an earlier run, to
    /// resume.</param>
    /// <param name="lineNumber">The number of the line there, from 1: <see cref="NextLineNumber"/> of an earlier
    /// run.</param>
    public LegacyReader(Stream source, LegacyDialect dialect, long offset = 0, long lineNumber = 1)
    {
        if (dialect.FieldCount is < 1 or > LegacyLimits.MaxFields)
        {
            throw new ArgumentException("The number of fields is outside its limits.", nameof(dialect));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(lineNumber, 1);
        this.dialect = dialect;
        window = new LineWindow(source, offset);
        splitter = new RecordSplitter(window, dialect);
        NextLineNumber = lineNumber;
        NextOffset = offset;
    }

    /// <summary>The number of the record's first physical line, from 1 for the first line of the file.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Where the record begins, in bytes from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next record begins: what a resumed run passes to the constructor.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The number of the physical line at <see cref="NextOffset"/>.</summary>
    public long NextLineNumber { get; private set; }

    /// <summary>Fields found, which differs from the expected number when the record is refused.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Why the record has no fields to give, or <see cref="RefusalCode.None"/>.</summary>
    public RefusalCode Refusal { get; private set; }

    /// <summary>What was mended.</summary>
    public RecordFlags Flags { get; private set; }

    /// <summary>Lines without any content that were passed over so far; they are no records.</summary>
    public long BlankLines { get; private set; }

    /// <summary>The dialect in use.</summary>
    public LegacyDialect Dialect => dialect;

    /// <summary>The bytes of one field, without its quoting. Only when the record is not refused.</summary>
    public ReadOnlySpan<byte> Field(int index)
    {
        if (Refusal != RefusalCode.None)
        {
            throw new InvalidOperationException("A refused record has no fields.");
        }

        ReadOnlySpan<int> ends = splitter.Ends;
        int from = index == 0 ? 0 : ends[index - 1] + 1;
        return splitter.Content[from..ends[index]];
    }

    /// <summary>All fields in one piece; field i ends at <c>FieldEnds[i]</c>, and one byte lies between two
    /// fields.</summary>
    internal ReadOnlySpan<byte> Content => splitter.Content;

    /// <summary>See <see cref="Content"/>.</summary>
    internal ReadOnlySpan<int> FieldEnds => splitter.Ends;

    /// <summary>Moves to the next record, sound or refused. False at the end of the file.</summary>
    public bool Read(CancellationToken stop)
    {
        window.Consume(pending);
        pending = 0;
        while (true)
        {
            Offset = window.Offset;
            LineNumber = NextLineNumber;
            switch (window.Find(0, stop, out int whole, out int content))
            {
                case LineSearch.EndOfFile:
                    return false;
                case LineSearch.TooLong:
                    RefuseLongLine(stop);
                    return true;
                default:
                    break;
            }

            if (content > 0 && !IsEndMark(content))
            {
                Take(whole, content, stop);
                return true;
            }

            window.Consume(whole);
            NextOffset = window.Offset;
            NextLineNumber++;
            BlankLines++;
        }
    }

    private void Take(int whole, int content, CancellationToken stop)
    {
        splitter.Split(whole, content, stop);
        Refusal = splitter.Refusal;
        Flags = splitter.Flags;
        FieldCount = splitter.Count;
        pending = splitter.Length;
        NextOffset = Offset + pending;
        NextLineNumber = LineNumber + splitter.Lines;
    }

    private void RefuseLongLine(CancellationToken stop)
    {
        Refusal = RefusalCode.LineTooLong;
        Flags = RecordFlags.None;
        FieldCount = 0;
        window.ConsumeLine(stop);
        NextOffset = window.Offset;
        NextLineNumber = LineNumber + 1;
    }

    /// <summary>DOS programs closed a text file with Ctrl-Z.</summary>
    private bool IsEndMark(int content) => content == 1 && window.Peek(0, 1)[0] == 0x1A;
}
