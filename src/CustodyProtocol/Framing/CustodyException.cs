namespace Serment.CustodyProtocol;

/// <summary>The custodian answered, but not with what was asked for.</summary>
public sealed class CustodyException(ResponseStatus status, Problem problem)
    : Exception($"the custodian answered {status} ({problem.Code})")
{
    /// <summary>How the request ended.</summary>
    public ResponseStatus Status { get; } = status;

    /// <summary>Why: a stable code, perhaps a field.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>The custodian cannot be reached, or the connection broke before it answered.</summary>
public sealed class CustodianUnreachableException : Exception
{
    /// <summary>Wraps what the socket said.</summary>
    public CustodianUnreachableException(Exception inner)
        : base("the custodian cannot be reached", inner)
    {
    }
}
