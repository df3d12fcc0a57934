using System.Buffers;

namespace Serment.RecordAccess.Payload;

/// <summary>
/// The coding in phrases, version 1 (docs/formats/payload-coding.md). FHIR JSON repeats long property names and
/// system URLs; bytes 1–8 and
/// 14–31 never occur in compact valid JSON, so they stand for phrases of a frozen table. Whatever holds such a byte
/// is not coded at all, so that every content comes back as it was.
/// </summary>
internal static class Phrases
{
    /// <summary>Phrases with a code of one byte.</summary>
    internal const int SingleCodes = 20;

    /// <summary>First bytes of codes of two bytes; each has 256 phrases.</summary>
    internal const int LeadCodes = 6;

    private const byte FirstLead = 0x1A;

    private static readonly SearchValues<byte> CodeBytes = SearchValues.Create(
        [.. Enumerable.Range(1, 8).Concat(Enumerable.Range(14, 18)).Select(code => (byte)code)]);

    private static readonly byte[][] Table = PhraseTable.Load();
    private static readonly PhraseIndex Index = new(Table);

    /// <summary>How many phrases there are.</summary>
    internal static int Count => Table.Length;

    /// <summary>The phrase of that place in the table.</summary>
    internal static ReadOnlySpan<byte> Phrase(int place) => Table[place];

    /// <summary>
    /// Codes into the destination, which is as long as the content: the longest phrase at each place, else the byte
    /// itself. Returns
    /// the length; -1 when the content holds a byte that codes use, or has no phrase.
    /// </summary>
    public static int TryEncode(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        if (content.ContainsAny(CodeBytes))
        {
            return -1;
        }

        int read = 0;
        int written = 0;
        while (read < content.Length)
        {
            ReadOnlySpan<byte> rest = content[read..];
            int plain = rest.IndexOfAny(PhraseIndex.Starts);
            plain = plain < 0 ? rest.Length : plain;
            rest[..plain].CopyTo(destination[written..]);
            read += plain;
            written += plain;
            if (plain == rest.Length)
            {
                break;
            }

            int place = Index.LongestAt(rest[plain..]);
            if (place < 0)
            {
                destination[written++] = content[read++];
                continue;
            }

            read += Table[place].Length;
            if (place < SingleCodes)
            {
                destination[written++] = SingleCode(place);
            }
            else
            {
                destination[written++] = (byte)(FirstLead + ((place - SingleCodes) >> 8));
                destination[written++] = (byte)(place - SingleCodes);
            }
        }

        return written < content.Length ? written : -1;
    }

    /// <summary>The decoded length; -1 for bytes that are no coding.</summary>
    public static int DecodedLength(ReadOnlySpan<byte> coded)
    {
        long length = 0;
        while (true)
        {
            int plain = coded.IndexOfAny(CodeBytes);
            if (plain < 0)
            {
                length += coded.Length;
                return length <= int.MaxValue ? (int)length : -1;
            }

            int codeBytes = PlaceAt(coded[plain..], out int place);
            if (place < 0 || place >= Table.Length)
            {
                return -1;
            }

            length += plain + Table[place].Length;
            coded = coded[(plain + codeBytes)..];
        }
    }

    /// <summary>Decodes into the destination, which has <see cref="DecodedLength"/> bytes.</summary>
    public static void Decode(ReadOnlySpan<byte> coded, Span<byte> destination)
    {
        while (true)
        {
            int plain = coded.IndexOfAny(CodeBytes);
            if (plain < 0)
            {
                coded.CopyTo(destination);
                return;
            }

            coded[..plain].CopyTo(destination);
            int codeBytes = PlaceAt(coded[plain..], out int place);
            Table[place].CopyTo(destination[plain..]);
            destination = destination[(plain + Table[place].Length)..];
            coded = coded[(plain + codeBytes)..];
        }
    }

    private static byte SingleCode(int place) => (byte)(place < 8 ? place + 1 : place + 6);

    private static int PlaceAt(ReadOnlySpan<byte> coded, out int place)
    {
        byte code = coded[0];
        if (code < FirstLead)
        {
            place = code <= 8 ? code - 1 : code - 6;
            return 1;
        }

        place = coded.Length < 2 ? -1 : SingleCodes + ((code - FirstLead) << 8) + coded[1];
        return 2;
    }
}
