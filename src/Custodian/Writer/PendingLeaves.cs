using System.Buffers.Binary;
using Serment.Custodian.Log;

namespace Serment.Custodian.Writer;

/// <summary>
/// The leaves of a turn, encoded as they will be stored, before anybody knows whether the turn will commit.
/// A step's leaves can be taken back without touching those of the steps before it.
/// </summary>
internal sealed class PendingLeaves
{
    /// <summary>Leaves in one turn.</summary>
    public const int MaxLeaves = 262_144;

    private byte[] buffer = new byte[4096];
    private int length;
    private long firstIndex;

    public int Count { get; private set; }

    public int LengthBytes => length;

    public long NextIndex => firstIndex + Count;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Begin(long nextIndex)
    {
        firstIndex = nextIndex;
        length = 0;
        Count = 0;
    }

    public long Append(in LogLeaf leaf, DateTimeOffset at)
    {
        if (Count == MaxLeaves)
        {
            throw new InvalidOperationException("too many leaves in one turn");
        }

        int needed = sizeof(int) + leaf.LengthBytes;
        if (buffer.Length < length + needed)
        {
            Array.Resize(ref buffer, Math.Max(length + needed, buffer.Length * 2));
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), leaf.LengthBytes);
        leaf.Write(buffer.AsSpan(length + sizeof(int)), at);
        length += needed;
        return firstIndex + Count++;
    }

    /// <summary>Takes back what was appended since.</summary>
    public void TruncateTo(int count, int lengthBytes)
    {
        Count = count;
        length = lengthBytes;
    }
}
