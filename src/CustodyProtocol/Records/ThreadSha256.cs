using System.Security.Cryptography;

namespace Serment.CustodyProtocol;

/// <summary>
/// SHA-256 by one instance a thread, for the bulk paths: a one-shot hash makes and frees a context at every call, which
/// costs more than hashing the hundred bytes that most calls hash.
/// </summary>
public static class ThreadSha256
{
    [ThreadStatic]
    private static IncrementalHash? hash;

    /// <summary>Writes the 32 bytes of the hash.</summary>
    public static void HashData(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        IncrementalHash own = hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        own.AppendData(data);
        own.GetHashAndReset(digest);
    }
}
