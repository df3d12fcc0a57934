namespace Serment.TransparencyLog;

/// <summary>A note, checkpoint, key, tile path or entry bundle is not in its format. The message says what is wrong,
/// never repeats the input, and is safe to log.</summary>
public sealed class LogFormatException : FormatException
{
    public LogFormatException()
    {
    }

    public LogFormatException(string message)
        : base(message)
    {
    }

    public LogFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
