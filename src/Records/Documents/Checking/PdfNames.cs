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

    // Codings that nobody uses beside object streams: in one file with them they are there to hide objects.
    private static readonly HashSet<string> LongCodings = new(StringComparer.Ordinal)
    {
        "ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "RunLengthDecode", "Crypt",
    };

    // Their short names occur by chance in compressed bytes.
    private static readonly HashSet<string> ShortCodings = new(StringComparer.Ordinal) { "AHx", "A85", "LZW", "RL" };

    private static readonly HashSet<string> Parameters = new(StringComparer.Ordinal) { "DecodeParms", "DP" };

    // Where the stream is another file's; an annotation has such a name too.
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "F", "FFilter" };

    private bool isObjectStream;
    private bool isCoded;
    private int deflations;
    private bool hasParameters;
    private bool isElsewhere;
    private bool isInStream;
    private bool hasObjectStreams;
    private bool hasOtherCodings;

    /// <summary>
    /// Whether the file has object streams and, wherever, a coding that is not looked into. What stands between the two
    /// does not matter: a text of a dictionary may hold the very words that end an object.
    /// </summary>
    public bool IsHiding => hasObjectStreams && hasOtherCodings;

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
        deflations += name is "FlateDecode" or "Fl" ? 1 : 0;
        hasParameters |= Has(Parameters, name);
        isElsewhere |= Has(Elsewhere, name);
        hasObjectStreams |= isObjectStream;
        hasOtherCodings |= Has(LongCodings, name) || (!isInStream && Has(ShortCodings, name));
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
        bool isHidden = isObjectStream && (hasParameters || isElsewhere || (isCoded && deflations != 1));
        EndStream();
        isInStream = true;
        return isHidden ? FileRefusal.UncheckablePdf : FileRefusal.None;
    }

    /// <summary>A stream ends, and what was said before it with it.</summary>
    public void EndStream()
    {
        isObjectStream = isCoded = hasParameters = isElsewhere = isInStream = false;
        deflations = 0;
    }

    /// <summary>
    /// An object ends, or a text of it says so. What only dictionaries of streams have is kept until one begins.
    /// </summary>
    public void EndObject() => isElsewhere = false;

    private static bool Has(HashSet<string> names, ReadOnlySpan<char> name) =>
        names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

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
