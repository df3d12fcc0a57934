namespace Serment.Interop.Astm;

/// <summary>What the receiver wants done after a byte.</summary>
public enum AstmStep : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Answer ACK.</summary>
    Ack,

    /// <summary>Answer NAK; <see cref="AstmReceiver.Refusal"/> says why.</summary>
    Nak,

    /// <summary>
    /// A whole message is in <see cref="AstmReceiver.Message"/>: store it durably, then answer ACK; or NAK, and it comes
    /// again.
    /// </summary>
    Complete,

    /// <summary>
    /// The sender ended without a terminator record, or after its last frame was refused, or asked to send anew in the
    /// midst of a message. It should come again whole (LIS02-A2, section 4.2); until it does, what was acknowledged of it
    /// is in <see cref="AstmReceiver.Message"/>. The line is free: an ENQ that broke a message off has no answer, and the
    /// sender asks once more.
    /// </summary>
    Unfinished,

    /// <summary>The sender has ended; the line is free.</summary>
    Ended,
}

/// <summary>Why a frame was refused.</summary>
public enum AstmRefusal : byte
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The checksum does not fit the text.</summary>
    Checksum,

    /// <summary>Not the number that follows.</summary>
    FrameNumber,

    /// <summary>Longer than a frame or a message may be.</summary>
    TooLong,

    /// <summary>A control character within the text, or no checksum after it.</summary>
    Broken,

    /// <summary>Nobody had asked to send.</summary>
    Unasked,
}

/// <summary>
/// The receiving half of ASTM E1381-95 and CLSI LIS01-A2, byte by byte: whatever comes, it holds at most one message and
/// one frame, and ends in a state that the next ENQ leaves. It touches no clock and no socket. A frame that ends a
/// message is only reported, not answered: its ACK is the receiver's word that the message is stored.
/// </summary>
/// <remarks>
/// Readings beyond the letter, each seen in captures: CR and LF after the checksum may be missing; one frame may hold the
/// whole message; each record may be a frame that ends in ETX; frame and checksum of the miniVIDAS are RS fields, GS and
/// two digits.
/// </remarks>
public sealed class AstmReceiver(AstmLimits limits)
{
    private readonly List<byte> message = [];
    private readonly List<byte> frame = [];
    private State state = State.Idle;
    private int expected = 1;
    private byte sum;
    private byte end;
    private byte firstDigit;
    private bool lastWasComplete;

    private enum State : byte
    {
        Idle,
        BetweenFrames,
        Text,
        FirstDigit,
        SecondDigit,
        Waiting,
    }

    /// <summary>Whether somebody is sending.</summary>
    public bool IsBusy => state != State.Idle;

    /// <summary>Whether a whole message waits for <see cref="Answer"/>.</summary>
    public bool IsWaiting => state == State.Waiting;

    /// <summary>Why the last frame was refused.</summary>
    public AstmRefusal Refusal { get; private set; }

    /// <summary>Bytes outside of frames that mean nothing.</summary>
    public long NoiseBytes { get; private set; }

    /// <summary>The whole message: records, each ended by CR; or the fields of a miniVIDAS, each begun by RS.</summary>
    public byte[] Message { get; private set; } = [];

    /// <summary>Takes a byte.</summary>
    public AstmStep Take(byte one) => state switch
    {
        State.Waiting => Noise(),
        State.Text => InText(one),
        State.FirstDigit => First(one),
        State.SecondDigit => Second(one),
        _ => Outside(one),
    };

    /// <summary>
    /// Says whether the message that <see cref="AstmStep.Complete"/> reported is stored; answer ACK or NAK accordingly.
    /// </summary>
    public void Answer(bool isStored)
    {
        if (isStored)
        {
            message.Clear();
            lastWasComplete = true;
            expected = Next(expected);
        }
        else
        {
            // The frame comes again: what it added is taken back.
            message.RemoveRange(message.Count - frame.Count, frame.Count);
        }

        frame.Clear();
        Message = [];
        state = State.BetweenFrames;
    }

    /// <summary>The whole records that were acknowledged of a message whose end has not come.</summary>
    public byte[] Begun()
    {
        int whole = message.LastIndexOf(AstmByte.Cr) + 1;
        return IsWaiting ? [] : [.. message.Take(whole)];
    }

    /// <summary>Forgets what was begun: the sender fell silent, or the connection broke.</summary>
    public void Reset()
    {
        message.Clear();
        frame.Clear();
        Message = [];
        state = State.Idle;
    }

    private static int Next(int number) => (number + 1) % 8;

    private AstmStep Outside(byte one)
    {
        switch (one)
        {
            case AstmByte.Enq when message.Count > 0:
                return Unfinished();
            case AstmByte.Enq:
                expected = 1;
                lastWasComplete = false;
                state = State.BetweenFrames;
                return AstmStep.Ack;
            case AstmByte.Stx when state == State.Idle:
                Refusal = AstmRefusal.Unasked;
                return AstmStep.Nak;
            case AstmByte.Stx:
                frame.Clear();
                sum = 0;
                state = State.Text;
                return AstmStep.None;
            case AstmByte.Eot when state == State.BetweenFrames:
                if (message.Count > 0)
                {
                    return Unfinished();
                }

                state = State.Idle;
                return AstmStep.Ended;
            case AstmByte.Cr or AstmByte.Lf:
                return AstmStep.None;
            default:
                return Noise();
        }
    }

    private AstmStep Unfinished()
    {
        state = State.Idle;
        Message = Begun();
        message.Clear();
        return AstmStep.Unfinished;
    }

    private AstmStep Noise()
    {
        NoiseBytes++;
        return AstmStep.None;
    }

    private AstmStep InText(byte one)
    {
        switch (one)
        {
            case AstmByte.Etx or AstmByte.Etb or AstmByte.Gs:
                sum += one;
                end = one;
                state = State.FirstDigit;
                return AstmStep.None;
            case AstmByte.Stx:
                // The end of the frame before was lost on the line: this one counts.
                frame.Clear();
                sum = 0;
                return AstmStep.None;
            case AstmByte.Enq or AstmByte.Eot or AstmByte.Ack or AstmByte.Nak:
                frame.Clear();
                state = State.BetweenFrames;
                if (one is AstmByte.Enq or AstmByte.Eot)
                {
                    return Outside(one);
                }

                return Refuse(AstmRefusal.Broken);
            default:
                if (frame.Count > limits.MaxFrameChars || message.Count + frame.Count >= limits.MaxMessageBytes)
                {
                    frame.Clear();
                    return Refuse(AstmRefusal.TooLong);
                }

                sum += one;
                frame.Add(one);
                return AstmStep.None;
        }
    }

    private AstmStep First(byte one)
    {
        firstDigit = one;
        state = State.SecondDigit;
        return AstmStep.None;
    }

    private AstmStep Second(byte one)
    {
        int told = (Hex(firstDigit) * 16) + Hex(one);
        return Hex(firstDigit) < 0 || Hex(one) < 0 ? Refuse(AstmRefusal.Broken)
            : told != sum ? Refuse(AstmRefusal.Checksum)
            : Accept();
    }

    private AstmStep Accept()
    {
        if (frame.Count > 0 && frame[0] == AstmByte.Rs)
        {
            message.AddRange(frame);
            return Complete();
        }

        int number = frame.Count > 0 ? frame[0] - '0' : -1;
        if (number is < 0 or > 7)
        {
            return Refuse(AstmRefusal.FrameNumber);
        }

        if (number == (expected + 7) % 8 && (message.Count > 0 || lastWasComplete))
        {
            // Sent once more because our ACK was lost: it is here already.
            frame.Clear();
            state = State.BetweenFrames;
            return AstmStep.Ack;
        }

        if (number != expected)
        {
            return Refuse(AstmRefusal.FrameNumber);
        }

        frame.RemoveAt(0);
        message.AddRange(frame);
        if (end == AstmByte.Etx && EndsMessage())
        {
            return Complete();
        }

        expected = Next(expected);
        frame.Clear();
        state = State.BetweenFrames;
        return AstmStep.Ack;
    }

    private AstmStep Complete()
    {
        Message = [.. message];
        state = State.Waiting;
        return AstmStep.Complete;
    }

    private AstmStep Refuse(AstmRefusal why)
    {
        Refusal = why;
        frame.Clear();
        state = State.BetweenFrames;
        return AstmStep.Nak;
    }

    /// <summary>Whether the last record is a terminator.</summary>
    private bool EndsMessage()
    {
        int last = message.Count - 1;
        while (last >= 0 && message[last] is AstmByte.Cr or AstmByte.Lf)
        {
            last--;
        }

        int start = last;
        while (start > 0 && message[start - 1] is not (AstmByte.Cr or AstmByte.Lf))
        {
            start--;
        }

        return start >= 0 && start <= last && message[start] is (byte)'L' or (byte)'l'
            && (start == last || !char.IsAsciiLetterOrDigit((char)message[start + 1]));
    }

    private static int Hex(byte one) => one switch
    {
        >= (byte)'0' and <= (byte)'9' => one - '0',
        >= (byte)'A' and <= (byte)'F' => one - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => one - 'a' + 10,
        _ => -1,
    };
}
