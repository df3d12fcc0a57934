using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Serment.Simulation.Draws;

/// <summary>
/// A repeatable source of draws for simulation: the same seed gives the same numbers on every machine and in every
/// release. It is xoshiro256** of Blackman and Vigna, seeded from the SHA-256 of a text. It is NOT for keys, tokens
/// or anything that must not be guessed. Not safe for several threads.
/// </summary>
public sealed class SeededSource
{
    private const double UnitOfDouble = 1.0 / (1L << 53);

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Begins a stream; two different texts give unrelated streams.</summary>
    public SeededSource(string seed)
    {
        byte[] state = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        s0 = BinaryPrimitives.ReadUInt64LittleEndian(state);
        s1 = BinaryPrimitives.ReadUInt64LittleEndian(state.AsSpan(8));
        s2 = BinaryPrimitives.ReadUInt64LittleEndian(state.AsSpan(16));
        s3 = BinaryPrimitives.ReadUInt64LittleEndian(state.AsSpan(24));
    }

    /// <summary>64 even bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to, and not, <paramref name="limit"/>, which is at least 1.</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        // The high bits by multiplication; the bias, below limit / 2^32, is of no matter to a simulation.
        return (int)(((NextBits() >> 32) * (ulong)limit) >> 32);
    }

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>From 0 up to, and not, 1.</summary>
    public double Unit() => (NextBits() >> 11) * UnitOfDouble;

    /// <summary>True in the share <paramref name="probability"/> of draws.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of <paramref name="items"/>, each as likely.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
