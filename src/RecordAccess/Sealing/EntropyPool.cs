using System.Security.Cryptography;

namespace Serment.RecordAccess.Sealing;

/// <summary>
/// Random bytes drawn in large fills: a fill costs more than a microsecond whatever its size. What was handed out is
/// wiped here at once. Not for several threads.
/// </summary>
internal sealed class EntropyPool : IDisposable
{
    private const int FillBytes = 64 * 1024;

    private readonly byte[] pool = GC.AllocateUninitializedArray<byte>(FillBytes, pinned: true);
    private int next = FillBytes;

    /// <summary>Fills the destination, at most 4 KB.</summary>
    public void Draw(Span<byte> destination)
    {
        if (pool.Length - next < destination.Length)
        {
            RandomNumberGenerator.Fill(pool);
            next = 0;
        }

        Span<byte> drawn = pool.AsSpan(next, destination.Length);
        drawn.CopyTo(destination);
        CryptographicOperations.ZeroMemory(drawn);
        next += destination.Length;
    }

    /// <summary>A new random identifier.</summary>
    public long DrawId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long value;
        do
        {
            Draw(bytes);
            value = CustodyProtocol.OpaqueId.FromRandom(bytes);
        }
        while (value == 0);

        return value;
    }

    /// <summary>Wipes what was not handed out.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(pool);
        next = FillBytes;
    }
}
