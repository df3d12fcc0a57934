namespace Serment.Web.Laboratory.Instruments;

/// <summary>What one link may cost, whatever is at its other end.</summary>
internal sealed record LinkLimits
{
    /// <summary>Connections of one instrument at once.</summary>
    public int MaxConnections { get; init; } = 2;

    /// <summary>Bytes read in a minute; then the link reads no more until the next one.</summary>
    public int MaxBytesPerMinute { get; init; } = 8 * 1024 * 1024;

    /// <summary>Frames or messages answered in a minute; likewise.</summary>
    public int MaxFramesPerMinute { get; init; } = 12_000;

    /// <summary>Broken frames in a minute; then the connection is closed and refused for a while.</summary>
    public int MaxBrokenPerMinute { get; init; } = 60;

    /// <summary>For how long a link is refused then.</summary>
    public TimeSpan Refused { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be without a byte before it is taken for dead.</summary>
    public TimeSpan MaxSilence { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a message that was begun and not ended is waited for to come again.</summary>
    public TimeSpan SendsAgain { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two attempts to reach an instrument.</summary>
    public TimeSpan Reconnect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes read at once: all that a connection holds besides one message.</summary>
    public const int BufferBytes = 16 * 1024;
}

/// <summary>Counts what a link does in a minute and says when it is too much. One a connection.</summary>
internal sealed class LinkMeter(LinkLimits limits, TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private long began = clock.GetTimestamp();
    private int bytes;
    private int frames;
    private int broken;

    /// <summary>Whether more came within this minute than an instrument sends.</summary>
    public bool IsSpent => bytes >= limits.MaxBytesPerMinute || frames >= limits.MaxFramesPerMinute;

    /// <summary>Whether too much of it was broken.</summary>
    public bool IsBroken => broken >= limits.MaxBrokenPerMinute;

    /// <summary>What is left of the minute.</summary>
    public TimeSpan Rest => Minute - clock.GetElapsedTime(began);

    public void Bytes(int count)
    {
        if (clock.GetElapsedTime(began) >= Minute)
        {
            (began, bytes, frames, broken) = (clock.GetTimestamp(), 0, 0, 0);
        }

        bytes += count;
    }

    public void Frame() => frames++;

    public void Broken() => broken++;
}
