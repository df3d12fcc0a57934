using System.Buffers.Binary;

namespace Serment.TransparencyLog.Tiles;

/// <summary>A bundle of up to 256 leaves (C2SP tlog-tiles): each preceded by its length, 16 bits,
/// big-endian.</summary>
public static class EntryBundle
{
    /// <summary>The format cannot write a longer leaf.</summary>
    public const int MaxLeafBytes = ushort.MaxValue;

    /// <summary>Leaves in a full bundle.</summary>
    public const int MaxLeaves = Tile.FullWidth;

    private const int LengthBytes = sizeof(ushort);

    /// <summary>Writes a bundle.</summary>
    /// <exception cref="ArgumentException">No leaf or more than 256, or a leaf over 65,535 bytes.</exception>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> leaves)
    {
        if (leaves.Count is 0 or > MaxLeaves)
        {
            throw new ArgumentException("an entry bundle holds 1 to 256 leaves", nameof(leaves));
        }

        byte[] bundle = new byte[leaves.Sum(leaf => LengthBytes + CheckLength(leaf.Length))];
        Span<byte> rest = bundle;
        foreach (ReadOnlyMemory<byte> leaf in leaves)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)leaf.Length);
            leaf.Span.CopyTo(rest[LengthBytes..]);
            rest = rest[(LengthBytes + leaf.Length)..];
        }

        return bundle;
    }

    /// <summary>Reads a bundle; the leaves are slices of it.</summary>
    /// <exception cref="LogFormatException">It is empty, breaks off, or holds more than 256 leaves.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Decode(ReadOnlyMemory<byte> bundle)
    {
        List<ReadOnlyMemory<byte>> leaves = [];
        while (!bundle.IsEmpty)
        {
            if (leaves.Count == MaxLeaves)
            {
                throw new LogFormatException("the entry bundle holds more than 256 leaves");
            }

            if (bundle.Length < LengthBytes)
            {
                throw new LogFormatException("the entry bundle breaks off in a length");
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            bundle = bundle[LengthBytes..];
            if (bundle.Length < length)
            {
                throw new LogFormatException("the entry bundle breaks off in a leaf");
            }

            leaves.Add(bundle[..length]);
            bundle = bundle[length..];
        }

        return leaves.Count > 0 ? leaves : throw new LogFormatException("the entry bundle is empty");
    }

    private static int CheckLength(int lengthBytes) =>
        lengthBytes <= MaxLeafBytes
            ? lengthBytes
            : throw new ArgumentException("a leaf has at most 65,535 bytes", nameof(lengthBytes));
}
