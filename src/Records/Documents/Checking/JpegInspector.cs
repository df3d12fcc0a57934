namespace Serment.Records.Documents.Checking;

/// <summary>
/// Walks the segments of a JPEG (ITU-T T.81, annex B) to its end mark: start of image, segments with their lengths,
/// one frame header, scans.
/// </summary>
internal sealed class JpegInspector : FileInspector
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    // Precision, height and width at the start of a frame header.
    private readonly byte[] frame = new byte[5];
    private State state = State.FirstMark;
    private byte marker;
    private int length;
    private int frameAt;
    private bool hasFrame;
    private bool hasScan;

    private enum State
    {
        FirstMark,
        FirstCode,
        Mark,
        Code,
        LengthHigh,
        LengthLow,
        Segment,
        Scan,
        ScanMark,
        Ended,
    }

    /// <inheritdoc/>
    public override int Take(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && state != State.Ended && Refusal == FileRefusal.None)
        {
            at += Step(bytes[at..]);
        }

        return at;
    }

    /// <inheritdoc/>
    public override FileRefusal Finish()
    {
        if (Refusal == FileRefusal.None && (state != State.Ended || !hasFrame || !hasScan))
        {
            Refusal = FileRefusal.Broken;
        }

        return Refusal;
    }

    private static bool IsFrame(byte code) => code is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private int Step(ReadOnlySpan<byte> rest)
    {
        byte next = rest[0];
        switch (state)
        {
            case State.FirstMark or State.Mark:
                Expect(next == 0xFF, state == State.FirstMark ? State.FirstCode : State.Code);
                return 1;
            case State.FirstCode:
                Expect(next == StartOfImage, State.Mark);
                return 1;
            case State.Code:
                Begin(next);
                return 1;
            case State.LengthHigh:
                length = next << 8;
                state = State.LengthLow;
                return 1;
            case State.LengthLow:
                length = (length | next) - 2;
                Expect(length >= 0, State.Segment);
                frameAt = 0;
                EndSegment();
                return 1;
            case State.Segment:
                return TakeSegment(rest);
            case State.Scan:
                int mark = rest.IndexOf((byte)0xFF);
                state = mark < 0 ? State.Scan : State.ScanMark;
                return mark < 0 ? rest.Length : mark + 1;
            default:
                EndScanMark(next);
                return 1;
        }
    }

    private void Expect(bool isSo, State then)
    {
        state = then;
        Refusal = isSo ? Refusal : FileRefusal.Broken;
    }

    private void Begin(byte code)
    {
        if (code == 0xFF)
        {
            return;
        }

        marker = code;
        bool isAlone = code is 0x01 or (>= 0xD0 and <= 0xD7);
        state = code == EndOfImage ? State.Ended : isAlone ? State.Mark : State.LengthHigh;
        if (code is 0 or StartOfImage || (IsFrame(code) && hasFrame))
        {
            Refusal = FileRefusal.Broken;
        }
    }

    private int TakeSegment(ReadOnlySpan<byte> rest)
    {
        int taken = Math.Min(length, rest.Length);
        if (IsFrame(marker) && frameAt < frame.Length)
        {
            int wanted = Math.Min(taken, frame.Length - frameAt);
            rest[..wanted].CopyTo(frame.AsSpan(frameAt));
            frameAt += wanted;
        }

        length -= taken;
        EndSegment();
        return taken;
    }

    private void EndSegment()
    {
        if (length > 0 || Refusal != FileRefusal.None)
        {
            return;
        }

        state = marker == StartOfScan ? State.Scan : State.Mark;
        hasScan |= marker == StartOfScan;
        if (IsFrame(marker))
        {
            hasFrame = true;
            Refusal = frameAt < frame.Length
                ? FileRefusal.Broken
                : ImageSize.Check((frame[3] << 8) | frame[4], (frame[1] << 8) | frame[2]);
        }
    }

    // In a scan, FF 00 is a byte FF, FF D0–D7 a restart; anything else is the next segment.
    private void EndScanMark(byte next)
    {
        if (next is 0 or (>= 0xD0 and <= 0xD7))
        {
            state = State.Scan;
        }
        else if (next != 0xFF)
        {
            Begin(next);
        }
    }
}
