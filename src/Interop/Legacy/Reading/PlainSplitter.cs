using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Serment.Interop.Legacy.Reading;

/// <summary>Splits the ordinary line, which holds neither quotes nor NUL bytes, 32 bytes at a time.</summary>
internal static class PlainSplitter
{
    /// <summary>The line needs the careful reading of <see cref="QuotedSplitter"/>.</summary>
    public const int NeedsCare = -1;

    private const byte Quote = (byte)'"';

    /// <summary>
    /// Writes the end of each field into <paramref name="ends"/>; a field begins one byte after the end of the one
    /// before. Returns the number of fields, which may exceed the room in <paramref name="ends"/>, or
    /// <see cref="NeedsCare"/>.
    /// </summary>
    public static int Split(ReadOnlySpan<byte> line, byte delimiter, Span<int> ends)
    {
        int count = 0;
        int i = 0;
        ref byte first = ref MemoryMarshal.GetReference(line);
        Vector256<byte> delimiters = Vector256.Create(delimiter);
        Vector256<byte> quotes = Vector256.Create(Quote);
        for (; i <= line.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref Unsafe.Add(ref first, i));
            Vector256<byte> special = Vector256.Equals(block, quotes) | Vector256.Equals(block, Vector256<byte>.Zero);
            if (special != Vector256<byte>.Zero)
            {
                return NeedsCare;
            }

            uint hits = Vector256.Equals(block, delimiters).ExtractMostSignificantBits();
            while (hits != 0)
            {
                if (count < ends.Length)
                {
                    ends[count] = i + BitOperations.TrailingZeroCount(hits);
                }

                count++;
                hits &= hits - 1;
            }
        }

        for (; i < line.Length; i++)
        {
            byte b = line[i];
            if (b == delimiter)
            {
                if (count < ends.Length)
                {
                    ends[count] = i;
                }

                count++;
            }
            else if (b is Quote or 0)
            {
                return NeedsCare;
            }
        }

        if (count < ends.Length)
        {
            ends[count] = line.Length;
        }

        return count + 1;
    }
}
