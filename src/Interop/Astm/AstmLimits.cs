namespace Serment.Interop.Astm;

/// <summary>Limits and times of CLSI LIS01-A2 (ASTM E1381), sections 6.3 to 6.6.</summary>
/// <param name="MaxFrameChars">Characters of text in one frame that are taken: 240 by E1381-95, 64,000 by LIS01-A2.</param>
/// <param name="MaxMessageBytes">Bytes of one message.</param>
/// <param name="MaxAttempts">How often a frame is sent before the sender gives up.</param>
/// <param name="SentFrameChars">Characters of text in one frame that is sent.</param>
public sealed record AstmLimits(
    int MaxFrameChars = 64_000, int MaxMessageBytes = 1_000_000, int MaxAttempts = 6, int SentFrameChars = 240)
{
    /// <summary>The receiver gives up when nothing comes for so long (section 6.5.2.3).</summary>
    public static readonly TimeSpan ReceiverSilence = TimeSpan.FromSeconds(30);

    /// <summary>The sender waits so long for an answer (section 6.5.2.2).</summary>
    public static readonly TimeSpan SenderSilence = TimeSpan.FromSeconds(15);

    /// <summary>After a refusal the sender waits so long (section 6.2.7.2).</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    /// <summary>After contention the computer system waits so long for the instrument (section 6.2.7.1).</summary>
    public static readonly TimeSpan Contention = TimeSpan.FromSeconds(20);
}

/// <summary>The characters that mark frames.</summary>
internal static class AstmByte
{
    public const byte Stx = 0x02;
    public const byte Etx = 0x03;
    public const byte Eot = 0x04;
    public const byte Enq = 0x05;
    public const byte Ack = 0x06;
    public const byte Lf = 0x0A;
    public const byte Cr = 0x0D;
    public const byte Nak = 0x15;
    public const byte Etb = 0x17;
    public const byte Gs = 0x1D;
    public const byte Rs = 0x1E;
}
