using System.Security.Cryptography;

namespace Serment.Custodian.Keys;

/// <summary>
/// Random bytes drawn 64 KB at a time, one pool a thread: a draw costs the same whatever its length.
/// Bytes given away are wiped from the pool.
/// </summary>
internal sealed class RandomPool
{
    private const int PoolBytes = 64 * 1024;

    [ThreadStatic]
    private static RandomPool? current;

    private readonly byte[] pool = SecretBytes.New(PoolBytes);
    private int used = PoolBytes;

    /// <summary>The pool of this thread.</summary>
    public static RandomPool Current => current ??= new();

    /// <summary>Fills a buffer of at most 1 KB.</summary>
    public void Fill(Span<byte> bytes)
    {
        if (PoolBytes - used < bytes.Length)
        {
            RandomNumberGenerator.Fill(pool);
            used = 0;
        }

        Span<byte> given = pool.AsSpan(used, bytes.Length);
        given.CopyTo(bytes);
        given.Clear();
        used += bytes.Length;
    }
}
