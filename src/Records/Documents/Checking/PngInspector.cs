using System.Buffers.Binary;

namespace Serment.Records.Documents.Checking;

/// <summary>Walks the chunks of a PNG (ISO/IEC 15948, clause 5) from its header to its end chunk.</summary>
internal sealed class PngInspector : FileInspector
{
    private const int SignatureBytes = 8;
    private const int ChunkHeadBytes = 8;
    private const int HeaderChunkBytes = 13;
    private const int ChecksumBytes = 4;
    private const int SizeBytes = 8;

    private readonly byte[] kept = new byte[ChunkHeadBytes];
    private int keptBytes;
    private long toSkip = SignatureBytes;
    private bool readsSize;
    private bool hasHeader;
    private bool hasData;
    private bool isLast;
    private bool isEnded;

    /// <inheritdoc/>
    public override int Take(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && !isEnded && Refusal == FileRefusal.None)
        {
            at += toSkip > 0 ? Skip(bytes.Length - at) : Keep(bytes[at..]);
        }

        return at;
    }

    /// <inheritdoc/>
    public override FileRefusal Finish()
    {
        if (Refusal == FileRefusal.None && (!isEnded || !hasData))
        {
            Refusal = FileRefusal.Broken;
        }

        return Refusal;
    }

    private int Skip(int available)
    {
        int skipped = (int)Math.Min(toSkip, available);
        toSkip -= skipped;
        isEnded = isLast && toSkip == 0;
        return skipped;
    }

    private int Keep(ReadOnlySpan<byte> rest)
    {
        int taken = Math.Min(ChunkHeadBytes - keptBytes, rest.Length);
        rest[..taken].CopyTo(kept.AsSpan(keptBytes));
        keptBytes += taken;
        if (keptBytes < ChunkHeadBytes)
        {
            return taken;
        }

        keptBytes = 0;
        if (readsSize)
        {
            readsSize = false;
            toSkip = HeaderChunkBytes - SizeBytes + ChecksumBytes;
            Refusal = ImageSize.Check(
                BinaryPrimitives.ReadUInt32BigEndian(kept), BinaryPrimitives.ReadUInt32BigEndian(kept.AsSpan(4)));
        }
        else
        {
            BeginChunk(BinaryPrimitives.ReadUInt32BigEndian(kept), kept.AsSpan(4));
        }

        return taken;
    }

    private void BeginChunk(uint length, ReadOnlySpan<byte> type)
    {
        bool isHeader = type.SequenceEqual("IHDR"u8);
        isLast = type.SequenceEqual("IEND"u8);
        hasData |= type.SequenceEqual("IDAT"u8);
        if (isHeader == hasHeader
            || length > int.MaxValue
            || (isHeader && length != HeaderChunkBytes)
            || (isLast && length != 0)
            || !char.IsAsciiLetter((char)type[0]) || !char.IsAsciiLetter((char)type[1])
            || !char.IsAsciiLetter((char)type[2]) || !char.IsAsciiLetter((char)type[3]))
        {
            Refusal = FileRefusal.Broken;
            return;
        }

        hasHeader = true;
        readsSize = isHeader;
        toSkip = isHeader ? 0 : (long)length + ChecksumBytes;
    }
}
