using System.Text;

namespace Serment.Records.Documents.Checking;

/// <summary>
/// The names in a PDF that decide: those of actions, which are refused, and those of a dictionary before a stream, by
/// which object streams are known. A name may be written with <c>#xx</c> for any character (ISO 32000-1, 7.3.5).
/// </summary>
internal sealed class PdfNames
{
    private const int MaxNameCharacters = 24;

    private static readonly HashSet<string> Active = new(StringComparer.Ordinal)
    {
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData",
        "Rendition", "GoToE", "Movie",
    };

    private static readonly HashSet<string> OtherCodings = new(StringComparer.Ordinal)
    {
        "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt",
        "DecodeParms", "DP", "F", "FFilter",
    };

    private bool isObjectStream;
    private bool isCoded;
    private bool isDeflated;
    private bool isCodedOtherwise;
    private bool isInStream;

    /// <summary>A name begins here, with its slash.</summary>
    public FileRefusal Meet(ReadOnlySpan<byte> rest)
    {
        Span<char> read = stackalloc char[MaxNameCharacters];
        if (!TryRead(rest, read, out int length))
        {
            return FileRefusal.None;
        }

        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> active = Active.GetAlternateLookup<ReadOnlySpan<char>>();
        ReadOnlySpan<char> name = read[..length];

        // Two letters occur by chance in compressed bytes; a script has the long name beside the short one.
        if (active.Contains(name) || (!isInStream && name is "JS"))
        {
            return FileRefusal.ActivePdf;
        }

        if (name is "Encrypt")
        {
            return FileRefusal.EncryptedPdf;
        }

        isObjectStream |= name is "ObjStm";
        isCoded |= name is "Filter";
        isDeflated |= name is "FlateDecode" or "Fl";
        isCodedOtherwise |= OtherCodings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);
        return FileRefusal.None;
    }

    /// <summary>A name within what was decompressed.</summary>
    public static FileRefusal MeetInflated(ReadOnlySpan<byte> rest)
    {
        Span<char> read = stackalloc char[MaxNameCharacters];
        return TryRead(rest, read, out int length)
            && (read[..length] is "JS"
                || Active.GetAlternateLookup<ReadOnlySpan<char>>().Contains(read[..length]))
                ? FileRefusal.ActivePdf
                : FileRefusal.None;
    }

    /// <summary>A stream begins: objects within it must be readable here.</summary>
    public FileRefusal BeginStream()
    {
        bool isHidden = isObjectStream && (isCodedOtherwise || (isCoded && !isDeflated));
        EndObject();
        isInStream = true;
        return isHidden ? FileRefusal.UncheckablePdf : FileRefusal.None;
    }

    /// <summary>A stream ends.</summary>
    public void EndStream() => EndObject();

    /// <summary>An object ends, and its dictionary with it.</summary>
    public void EndObject()
    {
        isObjectStream = isCoded = isDeflated = isCodedOtherwise = isInStream = false;
    }

    private static bool TryRead(ReadOnlySpan<byte> rest, Span<char> name, out int length)
    {
        length = 0;
        for (int at = 1; at < rest.Length; at++)
        {
            byte next = rest[at];
            if (next is (byte)'#' && at + 2 < rest.Length
                && HexOf(rest[at + 1]) is >= 0 and int high && HexOf(rest[at + 2]) is >= 0 and int low)
            {
                next = (byte)((high << 4) | low);
                at += 2;
            }
            else if (next <= ' ' || "()<>[]{}/%"u8.Contains(next))
            {
                return length > 0;
            }

            if (length == name.Length || !Ascii.IsValid(next))
            {
                return false;
            }

            name[length++] = (char)next;
        }

        return length > 0;
    }

    private static int HexOf(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
