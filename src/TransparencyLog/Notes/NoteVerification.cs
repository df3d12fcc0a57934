namespace Serment.TransparencyLog.Notes;

/// <summary>Why a note is not believed.</summary>
public enum NoteFault
{
    /// <summary>At least one known key signed, and no known key's signature is wrong.</summary>
    None = 0,

    /// <summary>No known key signed.</summary>
    NoKnownSigner,

    /// <summary>A signature with a known key's name and id does not verify.</summary>
    WrongSignature,
}

/// <summary>What verifying a note found.</summary>
/// <param name="Fault">Why the note is not believed, if it is not.</param>
/// <param name="SignedBy">The known keys whose signature verified, each once; empty when there is a fault.</param>
public sealed record NoteVerification(NoteFault Fault, IReadOnlyList<NoteVerifier> SignedBy)
{
    /// <summary>Whether the text may be believed on the word of <see cref="SignedBy"/>.</summary>
    public bool IsTrusted => Fault == NoteFault.None;
}
