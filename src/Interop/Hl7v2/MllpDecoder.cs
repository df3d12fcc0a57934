namespace Serment.Interop.Hl7v2;

/// <summary>What the decoder found at a byte.</summary>
public enum MllpStep : byte
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>A whole message is in <see cref="MllpDecoder.Message"/>.</summary>
    Complete,

    /// <summary>A message was begun and was too long, or another began within it: it is dropped.</summary>
    Broken,
}

/// <summary>
/// HL7's minimal lower layer protocol, release 1: VT, message, FS, CR. It holds at most one message of limited length.
/// </summary>
public sealed class MllpDecoder(int maxMessageBytes = MllpDecoder.DefaultMaxBytes)
{
    /// <summary>Bytes of one message.</summary>
    public const int DefaultMaxBytes = 1_000_000;

    private const byte Vt = 0x0B;
    private const byte Fs = 0x1C;
    private const byte Cr = 0x0D;

    private readonly List<byte> message = [];
    private State state;

    private enum State : byte
    {
        Outside,
        Inside,
        AfterEnd,
    }

    /// <summary>The whole message, without its frame.</summary>
    public byte[] Message { get; private set; } = [];

    /// <summary>Whether a message is under way.</summary>
    public bool IsBusy => state != State.Outside;

    /// <summary>Bytes outside of messages.</summary>
    public long NoiseBytes { get; private set; }

    /// <summary>Takes a byte.</summary>
    public MllpStep Take(byte one)
    {
        switch (state)
        {
            case State.Outside when one == Vt:
                message.Clear();
                state = State.Inside;
                return MllpStep.None;
            case State.Outside:
                NoiseBytes += one is Cr or (byte)'\n' ? 0 : 1;
                return MllpStep.None;
            case State.Inside when one == Vt:
                message.Clear();
                return MllpStep.Broken;
            case State.Inside when one == Fs:
                state = State.AfterEnd;
                return MllpStep.None;
            case State.Inside when message.Count == maxMessageBytes:
                Reset();
                return MllpStep.Broken;
            case State.Inside:
                message.Add(one);
                return MllpStep.None;
            case State.AfterEnd when one == Cr:
                Message = [.. message];
                Reset();
                return MllpStep.Complete;
            default:
                Reset();
                return MllpStep.Broken;
        }
    }

    /// <summary>Forgets what was begun.</summary>
    public void Reset()
    {
        message.Clear();
        state = State.Outside;
    }

    /// <summary>A message in its frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message) => [Vt, .. message, Fs, Cr];
}
