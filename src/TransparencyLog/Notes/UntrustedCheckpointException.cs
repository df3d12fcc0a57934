namespace Serment.TransparencyLog.Notes;

/// <summary>A checkpoint is well-formed but must not be believed: wrong or missing signatures, or another
/// log's.</summary>
public sealed class UntrustedCheckpointException : Exception
{
    public UntrustedCheckpointException()
    {
    }

    public UntrustedCheckpointException(string message)
        : base(message)
    {
    }

    public UntrustedCheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
