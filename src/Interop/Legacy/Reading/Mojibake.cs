using System.Buffers;

namespace Serment.Interop.Legacy.Reading;

/// <summary>
/// Mends UTF-8 that an earlier system read as Windows-1252 (<c>FranÃ§ois</c> for <c>François</c>). Each garbled
/// letter is mended by itself, so a field in which one letter was lost altogether still has the others put right.
/// </summary>
public static class Mojibake
{
    // The first bytes of UTF-8 for European letters and for typographic marks, as Windows-1252 shows them. French never
    // has one of these followed by a symbol of the range 80 to BF.
    private static readonly SearchValues<char> Leads = SearchValues.Create("ÂÃÄÅâ");

    /// <summary>Mends <paramref name="text"/> in place and returns its new length, equal if nothing was
    /// garbled.</summary>
    public static int Mend(Span<char> text)
    {
        int first = text.IndexOfAny(Leads);
        if (first < 0)
        {
            return text.Length;
        }

        int to = first;
        int from = first;
        while (from < text.Length)
        {
            int length = Sequence(text[from..], out char meant);
            text[to++] = length == 0 ? text[from] : meant;
            from += Math.Max(length, 1);
        }

        return to;
    }

    /// <summary>How many characters at the start of <paramref name="text"/> are one garbled letter, or 0.</summary>
    private static int Sequence(ReadOnlySpan<char> text, out char meant)
    {
        meant = '\0';
        if (text.Length < 2 || !Leads.Contains(text[0]))
        {
            return 0;
        }

        int second = TextDecoder.ByteIn1252(text[1]);
        if (second is < 0x80 or > 0xBF)
        {
            return 0;
        }

        if (text[0] != 'â')
        {
            int code = ((text[0] & 0x1F) << 6) | (second & 0x3F);
            meant = (char)code;
            return code >= 0xA0 ? 2 : 0;
        }

        // Of the three-byte sequences only general punctuation and the euro sign are met in such files.
        int third = text.Length < 3 ? -1 : TextDecoder.ByteIn1252(text[2]);
        if (second is not (0x80 or 0x82) || third is < 0x80 or > 0xBF)
        {
            return 0;
        }

        meant = (char)(0x2000 | ((second & 0x3F) << 6) | (third & 0x3F));
        return 3;
    }
}
