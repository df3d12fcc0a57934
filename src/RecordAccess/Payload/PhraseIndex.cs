using System.Buffers;
using System.Buffers.Binary;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// Finds the longest phrase at a place in a few nanoseconds: a hash of the first eight bytes (four for short phrases)
/// names a
/// handful of candidates, longest first, which are compared whole.
/// </summary>
internal sealed class PhraseIndex
{
    private const int LongKeyBytes = 8;
    private const int ShortKeyBytes = 4;
    private const int Bits = 13;

    /// <summary>The bytes that phrases begin with.</summary>
    public static readonly SearchValues<byte> Starts = SearchValues.Create("\"{},:]#"u8);

    private readonly byte[][] table;
    private readonly short[][] longer = new short[1 << Bits][];
    private readonly short[][] shorter = new short[1 << Bits][];

    public PhraseIndex(byte[][] table)
    {
        this.table = table;
        Fill(longer, phrase => phrase.Length >= LongKeyBytes, phrase => LongSlot(phrase));
        Fill(shorter, phrase => phrase.Length < LongKeyBytes, phrase => ShortSlot(phrase));
    }

    /// <summary>The place of the longest phrase that the text begins with; -1 when none does.</summary>
    public int LongestAt(ReadOnlySpan<byte> text)
    {
        if (text.Length >= LongKeyBytes)
        {
            int place = First(longer[LongSlot(text)], text);
            if (place >= 0)
            {
                return place;
            }
        }

        return text.Length >= ShortKeyBytes ? First(shorter[ShortSlot(text)], text) : -1;
    }

    private int First(short[]? candidates, ReadOnlySpan<byte> text)
    {
        foreach (short place in candidates ?? [])
        {
            if (text.StartsWith(table[place]))
            {
                return place;
            }
        }

        return -1;
    }

    private void Fill(short[][] slots, Func<byte[], bool> belongs, Func<byte[], int> slotOf)
    {
        foreach (IGrouping<int, short> slot in Enumerable.Range(0, table.Length)
            .Where(place => belongs(table[place]))
            .Select(place => (short)place)
            .GroupBy(place => slotOf(table[place])))
        {
            slots[slot.Key] = [.. slot.OrderByDescending(place => table[place].Length)];
        }
    }

    private static int LongSlot(ReadOnlySpan<byte> text) =>
        (int)((BinaryPrimitives.ReadUInt64LittleEndian(text) * 0x9E37_79B9_7F4A_7C15) >> (64 - Bits));

    private static int ShortSlot(ReadOnlySpan<byte> text) =>
        (int)((BinaryPrimitives.ReadUInt32LittleEndian(text) * 0x9E37_79B1u) >> (32 - Bits));
}
