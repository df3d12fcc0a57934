using Serment.Records.Patients.Names;

namespace Serment.Records.Medications;

/// <summary>
/// The comparison form of drug names: A to Z and digits, single spaces, no accents, in ASCII bytes. "1,5 mg/mL" and
/// "1.5 MG ML" read the same.
/// </summary>
internal static class FoldedText
{
    /// <summary>The longest text that is folded; the rest is cut.</summary>
    internal const int MaxChars = 512;

    /// <summary>Writes the form; returns its length, at most twice that of the text.</summary>
    internal static int Write(ReadOnlySpan<char> text, Span<byte> into)
    {
        int length = 0;
        bool isParted = true;
        foreach (char c in text[..Math.Min(text.Length, MaxChars)])
        {
            char second = LatinFold.Dropped;
            char folded = char.IsAsciiDigit(c) ? c : LatinFold.Fold(c, out second);
            if (folded == LatinFold.Dropped)
            {
                continue;
            }

            if (folded == ' ')
            {
                if (!isParted)
                {
                    into[length++] = (byte)' ';
                }

                isParted = true;
                continue;
            }

            into[length++] = (byte)folded;
            isParted = false;
            if (second != LatinFold.Dropped)
            {
                into[length++] = (byte)second;
            }
        }

        return length > 0 && isParted ? length - 1 : length;
    }

    /// <summary>The form as bytes of its own.</summary>
    internal static byte[] Of(ReadOnlySpan<char> text)
    {
        Span<byte> buffer = stackalloc byte[MaxChars * 2];
        return buffer[..Write(text, buffer)].ToArray();
    }
}
