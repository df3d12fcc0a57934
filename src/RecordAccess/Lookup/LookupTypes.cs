using Serment.CustodyProtocol;

namespace Serment.RecordAccess.Lookup;

/// <summary>One thing to look for: an exact identifier, or a composite trait, as <c>TokenInputs</c> makes it.</summary>
public readonly record struct TokenInput(TokenKind Kind, ReadOnlyMemory<byte> Bytes);

/// <summary>How a lookup ended.</summary>
public enum LookupOutcome : byte
{
    /// <summary>Nobody. It was charged like any other lookup.</summary>
    Nobody = 0,

    /// <summary>At most <see cref="LookupResult.MaxCandidates"/> records.</summary>
    Found = 1,

    /// <summary>More than that: nothing is told but to refine.</summary>
    TooMany = 2,

    /// <summary>The allowance for lookups is spent, or the caller may not look up.</summary>
    Refused = 3,
}

/// <summary>A record that bears one of the tokens looked for.</summary>
/// <param name="Patient">The record; where it was joined with another, the survivor.</param>
/// <param name="MatchedInputs">Bit n: the input n matched.</param>
public readonly record struct LookupCandidate(PatientId Patient, int MatchedInputs);

/// <summary>
/// The answer to a lookup. What a person may see of the candidates comes from their cards, through the custodian.
/// </summary>
public sealed record LookupResult(
    LookupOutcome Outcome,
    IReadOnlyList<LookupCandidate> Candidates,
    string? RefusalCode = null
)
{
    /// <summary>Above so many, the lookup must be refined.</summary>
    public const int MaxCandidates = 12;

    /// <summary>Inputs of one lookup.</summary>
    public const int MaxInputs = TokenRequest.MaxInputsOfSession;
}
