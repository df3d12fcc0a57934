using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Writer;

/// <summary>
/// The declared way for a handler or a step to say no. A step that throws it promises that it has changed nothing:
/// the other steps of the same turn then go on undisturbed.
/// </summary>
internal sealed class CustodyRefusal(ResponseStatus status, string code, string? field = null)
    : Exception($"{status} ({code})")
{
    /// <summary>How the request ends.</summary>
    public ResponseStatus Status { get; } = status;

    /// <summary>What the caller is told: a stable code, never personal data.</summary>
    public Problem Problem { get; } = new(code, field);
}
