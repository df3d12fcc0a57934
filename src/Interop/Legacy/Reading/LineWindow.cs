namespace Serment.Interop.Legacy.Reading;

/// <summary>What looking for the end of a line found.</summary>
internal enum LineSearch
{
    Found,
    EndOfFile,
    TooLong,
}

/// <summary>
/// A window over the source in which the current record, however many lines it has, lies in one piece. It holds at most
/// one record and one read, so memory does not depend on the file.
/// </summary>
internal sealed class LineWindow(Stream source, long offset)
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly byte[] buffer = new byte[LegacyLimits.MaxRecordBytes + (2 * LegacyLimits.ReadBytes)];
    private int start;
    private int end;
    private bool drained;

    /// <summary>Offset in the source of the first byte not yet consumed.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The bytes from the start of the window; valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(int from, int length) => buffer.AsSpan(start + from, length);

    /// <summary>
    /// Finds the line that begins <paramref name="from"/> bytes after the start of the window.
    /// <paramref name="whole"/> is its length with the line break, <paramref name="content"/> without.
    /// </summary>
    public LineSearch Find(int from, CancellationToken stop, out int whole, out int content)
    {
        int searched = from;
        while (true)
        {
            int at = buffer.AsSpan(start + searched, end - start - searched).IndexOf(LineFeed);
            if (at >= 0)
            {
                whole = searched + at + 1 - from;
                content = whole - 1;
                if (content > 0 && buffer[start + from + content - 1] == CarriageReturn)
                {
                    content--;
                }

                return from + whole > LegacyLimits.MaxRecordBytes ? LineSearch.TooLong : LineSearch.Found;
            }

            searched = end - start;
            if (searched > LegacyLimits.MaxRecordBytes)
            {
                whole = content = 0;
                return LineSearch.TooLong;
            }

            if (!Fill(stop))
            {
                whole = content = searched - from;
                return whole == 0 ? LineSearch.EndOfFile : LineSearch.Found;
            }
        }
    }

    /// <summary>Drops <paramref name="length"/> bytes from the start of the window.</summary>
    public void Consume(int length)
    {
        start += length;
        Offset += length;
    }

    /// <summary>Drops everything up to and with the next line feed, whatever its length, without keeping any of
    /// it.</summary>
    public void ConsumeLine(CancellationToken stop)
    {
        while (true)
        {
            int at = buffer.AsSpan(start, end - start).IndexOf(LineFeed);
            if (at >= 0)
            {
                Consume(at + 1);
                return;
            }

            Consume(end - start);
            if (!Fill(stop))
            {
                return;
            }
        }
    }

    private bool Fill(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (drained)
        {
            return false;
        }

        // What is left is usually a part of one line: moving it keeps the window low and in the cache.
        int left = end - start;
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, left);
            start = 0;
            end = left;
        }

        int got = source.Read(buffer, end, Math.Min(LegacyLimits.ReadBytes, buffer.Length - end));
        drained = got <= 0;
        end += Math.Max(got, 0);
        return got > 0;
    }
}
