namespace Serment.Interop.Astm;

/// <summary>What the sender wants done.</summary>
public enum AstmSend : byte
{
    /// <summary>Wait.</summary>
    Nothing,

    /// <summary>Send <see cref="AstmSender.Bytes"/> and wait for the answer.</summary>
    Bytes,

    /// <summary>Send <see cref="AstmSender.Bytes"/>, an EOT: the message is with the other side.</summary>
    Done,

    /// <summary>Send <see cref="AstmSender.Bytes"/>, an EOT: the other side would not take it.</summary>
    GaveUp,

    /// <summary>Both asked at once: the instrument goes first, the message stays with us.</summary>
    Yield,

    /// <summary>The other side is busy: ask again in <see cref="AstmLimits.Busy"/>.</summary>
    Later,
}

/// <summary>The sending half of ASTM E1381-95 and CLSI LIS01-A2: one message, cut into frames.</summary>
public sealed class AstmSender
{
    private readonly AstmLimits limits;
    private readonly List<byte[]> frames;
    private int next = -1;
    private int attempts;

    /// <summary>A message: records, each ended by CR.</summary>
    public AstmSender(ReadOnlySpan<byte> message, AstmLimits limits)
    {
        this.limits = limits;
        frames = Cut(message, limits.SentFrameChars);
    }

    /// <summary>What to send.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Asks to send.</summary>
    public AstmSend Begin()
    {
        next = -1;
        attempts = 1;
        Bytes = [AstmByte.Enq];
        return AstmSend.Bytes;
    }

    /// <summary>Takes the other side's answer.</summary>
    public AstmSend Take(byte answer)
    {
        switch (answer)
        {
            case AstmByte.Ack or AstmByte.Eot:
                // An EOT asks us to stop; the frame counts as taken (section 6.3.5), and we go on with the next message.
                return Forward();
            case AstmByte.Enq when next < 0:
                return AstmSend.Yield;
            case AstmByte.Nak when next < 0:
                return AstmSend.Later;
            case AstmByte.Nak:
                return Again();
            default:
                return AstmSend.Nothing;
        }
    }

    /// <summary>No answer within <see cref="AstmLimits.SenderSilence"/>.</summary>
    public AstmSend Silence()
    {
        Bytes = [AstmByte.Eot];
        return AstmSend.GaveUp;
    }

    /// <summary>A message as frames: number, at most so many characters, ETB or ETX, checksum, CR, LF.</summary>
    public static List<byte[]> Cut(ReadOnlySpan<byte> message, int frameChars)
    {
        List<byte[]> cut = [];
        for (int at = 0, number = 1; at < message.Length || cut.Count == 0; at += frameChars, number = (number + 1) % 8)
        {
            ReadOnlySpan<byte> text = message.Slice(at, Math.Min(frameChars, message.Length - at));
            bool isLast = at + text.Length >= message.Length;
            byte[] frame = new byte[text.Length + 7];
            frame[0] = AstmByte.Stx;
            frame[1] = (byte)('0' + number);
            text.CopyTo(frame.AsSpan(2));
            frame[^5] = isLast ? AstmByte.Etx : AstmByte.Etb;
            byte sum = 0;
            foreach (byte one in frame.AsSpan(1, text.Length + 2))
            {
                sum += one;
            }

            frame[^4] = (byte)"0123456789ABCDEF"[sum >> 4];
            frame[^3] = (byte)"0123456789ABCDEF"[sum & 15];
            frame[^2] = AstmByte.Cr;
            frame[^1] = AstmByte.Lf;
            cut.Add(frame);
        }

        return cut;
    }

    private AstmSend Forward()
    {
        attempts = 1;
        next++;
        if (next == frames.Count)
        {
            Bytes = [AstmByte.Eot];
            return AstmSend.Done;
        }

        Bytes = frames[next];
        return AstmSend.Bytes;
    }

    private AstmSend Again()
    {
        if (++attempts > limits.MaxAttempts)
        {
            Bytes = [AstmByte.Eot];
            return AstmSend.GaveUp;
        }

        return AstmSend.Bytes;
    }
}
