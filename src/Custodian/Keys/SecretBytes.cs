namespace Serment.Custodian.Keys;

/// <summary>
/// Buffers for long-lived secrets, which the garbage collector never moves: a moved array leaves a copy behind.
/// </summary>
internal static class SecretBytes
{
    /// <summary>A new buffer of zeros.</summary>
    public static byte[] New(int length) => GC.AllocateArray<byte>(length, pinned: true);
}
