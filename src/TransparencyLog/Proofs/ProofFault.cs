namespace Serment.TransparencyLog.Proofs;

/// <summary>Why a proof was refused.</summary>
public enum ProofFault
{
    /// <summary>The proof holds.</summary>
    None = 0,

    /// <summary>A hash is not 32 bytes long.</summary>
    HashLength,

    /// <summary>The index is outside the tree, a size is negative, or the older tree is larger than the
    /// newer.</summary>
    Range,

    /// <summary>The older tree is empty: it is a prefix of everything, so that nothing would be proved.</summary>
    EmptyTree,

    /// <summary>The path has more or fewer hashes than the index and the sizes require.</summary>
    PathLength,

    /// <summary>The path does not lead to the root (for consistency: to the older or the newer one).</summary>
    RootMismatch,
}
