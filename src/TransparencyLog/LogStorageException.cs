namespace Serment.TransparencyLog;

/// <summary>Stored parts of the log are missing, have the wrong size, or do not lead to the expected root.</summary>
public sealed class LogStorageException : Exception
{
    public LogStorageException()
    {
    }

    public LogStorageException(string message)
        : base(message)
    {
    }

    public LogStorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
