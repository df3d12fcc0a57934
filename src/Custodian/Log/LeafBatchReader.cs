using System.Buffers.Binary;

namespace Serment.Custodian.Log;

/// <summary>Walks the leaves of one <c>log_batch</c> row: each an i32 length and the leaf.</summary>
public ref struct LeafBatchReader(ReadOnlySpan<byte> leaves)
{
    private ReadOnlySpan<byte> rest = leaves;

    /// <summary>The current leaf.</summary>
    public ReadOnlySpan<byte> Leaf { get; private set; }

    /// <summary>Moves to the next leaf; throws <see cref="InvalidDataException"/> when the row is malformed.</summary>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest.Length < sizeof(int))
        {
            throw new InvalidDataException("a batch of leaves is cut short");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length < LogLeafReader.HeaderBytes || length > LogLeafReader.MaxLengthBytes
            || length > rest.Length - sizeof(int))
        {
            throw new InvalidDataException("a leaf of impossible length");
        }

        Leaf = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return true;
    }
}
