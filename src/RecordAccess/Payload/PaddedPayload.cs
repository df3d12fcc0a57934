using System.Buffers.Binary;
using System.Numerics;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// What is sealed of an entry (docs/formats/sealed-entry.md, "Ciphertext"): format byte, coding byte, length of the
/// coded content, the coded content, zeros up to a bucket, so that a size tells little.
/// </summary>
internal static class PaddedPayload
{
    /// <summary>Format, coding and length.</summary>
    public const int HeaderBytes = 1 + 1 + 4;

    /// <summary>The longest content: one FHIR resource.</summary>
    public const int MaxContentBytes = 8 * 1024 * 1024;

    /// <summary>The content as it is.</summary>
    public const byte PlainCoding = 0;

    /// <summary>The content in phrases (docs/formats/payload-coding.md).</summary>
    public const byte PhraseCoding = 1;

    private const byte Format = 1;
    private const int SmallestBucketBytes = 128;

    /// <summary>
    /// The padded length of a payload of so many bytes, header included: 128, or the next of 2^n × {4, 5, 6, 7} / 4.
    /// </summary>
    public static int BucketFor(int lengthBytes)
    {
        if (lengthBytes <= SmallestBucketBytes)
        {
            return SmallestBucketBytes;
        }

        int octave = 1 << BitOperations.Log2((uint)lengthBytes - 1);
        int step = octave / 4;
        return octave + ((lengthBytes - octave + step - 1) / step * step);
    }

    /// <summary>The most bytes that padding a content of this length can need.</summary>
    public static int MaxLengthFor(int contentBytes) => BucketFor(HeaderBytes + contentBytes);

    /// <summary>
    /// Codes and pads into the destination, which has <see cref="MaxLengthFor"/> bytes; returns the bucket.
    /// </summary>
    public static int Write(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        byte coding = PhraseCoding;
        int coded = Phrases.TryEncode(content, destination.Slice(HeaderBytes, content.Length));
        if (coded < 0)
        {
            coding = PlainCoding;
            coded = content.Length;
            content.CopyTo(destination[HeaderBytes..]);
        }

        destination[0] = Format;
        destination[1] = coding;
        BinaryPrimitives.WriteInt32LittleEndian(destination[2..], coded);
        int bucket = BucketFor(HeaderBytes + coded);
        destination[(HeaderBytes + coded)..bucket].Clear();
        return bucket;
    }

    /// <summary>The length of the content in a padded payload; -1 when it is no payload of a known format.</summary>
    public static int ContentLength(ReadOnlySpan<byte> padded)
    {
        if (!TryCoded(padded, out ReadOnlySpan<byte> coded))
        {
            return -1;
        }

        int length = padded[1] == PlainCoding ? coded.Length : Phrases.DecodedLength(coded);
        return length > MaxContentBytes ? -1 : length;
    }

    /// <summary>Reads the content; the destination has <see cref="ContentLength"/> bytes.</summary>
    public static void Read(ReadOnlySpan<byte> padded, Span<byte> destination)
    {
        TryCoded(padded, out ReadOnlySpan<byte> coded);
        if (padded[1] == PlainCoding)
        {
            coded.CopyTo(destination);
        }
        else
        {
            Phrases.Decode(coded, destination);
        }
    }

    private static bool TryCoded(ReadOnlySpan<byte> padded, out ReadOnlySpan<byte> coded)
    {
        coded = default;
        if (padded.Length < HeaderBytes || padded[0] != Format || padded[1] > PhraseCoding)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(padded[2..]);
        if (length > padded.Length - HeaderBytes)
        {
            return false;
        }

        coded = padded.Slice(HeaderBytes, (int)length);
        return true;
    }
}
