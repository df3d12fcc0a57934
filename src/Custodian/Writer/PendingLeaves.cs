using System.Buffers.Binary;
using Serment.Custodian.Log;

namespace Serment.Custodian.Writer;

/// <summary>
/// The leaves of a turn, encoded as they will be stored, before anybody knows whether the turn will commit.
/// </summary>
internal sealed class PendingLeaves
{
    /// <summary>Leaves in one turn.</summary>
    public const int MaxLeaves = 262_144;

    private byte[] buffer = new byte[4096];
    private int length;
    private long firstIndex;

    private readonly List<LogIndexEntry> index = [];

    public int Count { get; private set; }

    public int LengthBytes => length;

    /// <summary>Rows for the index over the log.</summary>
    public IReadOnlyList<LogIndexEntry> Index => index;

    public long NextIndex => firstIndex + Count;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Begin(long nextIndex)
    {
        firstIndex = nextIndex;
        length = 0;
        Count = 0;
        index.Clear();
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
        if (leaf.Index is LogIndexRow row)
        {
            index.Add(new(
                firstIndex + Count, at.ToUnixTimeMilliseconds(), leaf.Kind, leaf.Site, leaf.Actor, row));
        }

        return firstIndex + Count++;
    }
}
