namespace Serment.Records.Documents.Checking;

/// <summary>Tells a file's kind from its first bytes.</summary>
internal static class RecogniseFile
{
    /// <summary>How many first bytes are looked at. Readers of PDF look for its mark in as many.</summary>
    public const int HeadBytes = 1024;

    private static readonly byte[][] Programs =
    [
        [.. "MZ"u8], [0x7F, .. "ELF"u8], [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF], [0xCF, 0xFA, 0xED, 0xFE],
        [0xCE, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE], [.. "#!"u8], [0, .. "asm"u8],
        [0x4C, 0, 0, 0, 1, 0x14, 2, 0], [0xD0, 0xCF, 0x11, 0xE0],
    ];

    private static ReadOnlySpan<byte> Pdf => "%PDF-"u8;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <summary>The kind, or why the file is none of ours.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/>, or the whole file where it is shorter.</param>
    public static (FileKind? Kind, FileRefusal Refusal) Of(ReadOnlySpan<byte> head)
    {
        head = head.Length > HeadBytes ? head[..HeadBytes] : head;
        if (head.IsEmpty)
        {
            return (null, FileRefusal.Empty);
        }

        if (head.StartsWith(Pdf))
        {
            return (FileKind.Pdf, FileRefusal.None);
        }

        // A PDF's mark further down makes readers of PDF open the file as one.
        bool isAlsoPdf = head.IndexOf(Pdf) >= 0;
        foreach (byte[] program in Programs)
        {
            if (head.StartsWith(program))
            {
                return (null, FileRefusal.Executable);
            }
        }

        FileKind? image = head.StartsWith(Jpeg) ? FileKind.Jpeg : head.StartsWith(Png) ? FileKind.Png : null;
        if (isAlsoPdf)
        {
            return (null, FileRefusal.Polyglot);
        }

        return image is not null ? (image, FileRefusal.None)
            : head.IndexOfAnyInRange((byte)0, (byte)8) >= 0 ? (null, FileRefusal.UnknownFormat)
            : IsMarkup(head) ? (null, FileRefusal.Markup)
            : (FileKind.Text, FileRefusal.None);
    }

    /// <summary>Text that something acts upon: HTML, SVG and XML, rich text, PostScript, PHP.</summary>
    private static bool IsMarkup(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n\f\v"u8);
        return (text.Length > 1
                && text[0] == '<'
                && (char.IsAsciiLetter((char)text[1]) || text[1] is (byte)'!' or (byte)'?'))
            || text.StartsWith("{\\rtf"u8)
            || text.StartsWith("%!"u8);
    }
}
