using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Serment.Interop.Legacy.Reading;

/// <summary>Turns the bytes of a field into text. Every byte sequence gives some text: nothing is lost, and doubts
/// are flagged.</summary>
public static class TextDecoder
{
    // The upper half of code page 850; facts from the Unicode Consortium's CP850.TXT.
    private const string Cp850Upper =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤" +
        "ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0";

    // 0x80 to 0x9F of Windows-1252; the five places it leaves empty keep their control character.
    private const string Windows1252Control =
        "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private static readonly SearchValues<char> EmptyIn1252 = SearchValues.Create("\u0081\u008D\u008F\u0090\u009D");

    /// <summary>
    /// Decodes <paramref name="bytes"/> into <paramref name="chars"/>, which must be at least as long, and returns the
    /// number of characters written.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> bytes, LegacyEncoding encoding, Span<char> chars, ref RecordFlags flags)
    {
        if (encoding == LegacyEncoding.Utf8)
        {
            OperationStatus status = Utf8.ToUtf16(bytes, chars, out _, out int written, replaceInvalidSequences: false);
            if (status == OperationStatus.Done)
            {
                return written;
            }

            flags |= RecordFlags.Undecodable;
            encoding = LegacyEncoding.Windows1252;
        }

        int length = Encoding.Latin1.GetChars(bytes, chars);
        Span<char> text = chars[..length];
        switch (encoding)
        {
            case LegacyEncoding.Windows1252:
                Mend1252(text, ref flags);
                break;
            case LegacyEncoding.Cp850:
                Mend850(text);
                break;
            default:
                break;
        }

        return length;
    }

    /// <summary>The byte that stands for <paramref name="c"/> in Windows-1252, or -1.</summary>
    internal static int ByteIn1252(char c) => c switch
    {
        < '\u0100' => c,
        _ => Windows1252Control.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? 0x80 + at : -1,
    };

    private static void Mend1252(Span<char> text, ref RecordFlags flags)
    {
        int at;
        Span<char> rest = text;
        while ((at = rest.IndexOfAnyInRange('\u0080', '\u009F')) >= 0)
        {
            rest[at] = Windows1252Control[rest[at] - 0x80];
            rest = rest[(at + 1)..];
        }

        if (text.ContainsAny(EmptyIn1252))
        {
            flags |= RecordFlags.Undecodable;
        }
    }

    private static void Mend850(Span<char> text)
    {
        int at;
        while ((at = text.IndexOfAnyInRange('\u0080', '\u00FF')) >= 0)
        {
            text[at] = Cp850Upper[text[at] - 0x80];
            text = text[(at + 1)..];
        }
    }
}
