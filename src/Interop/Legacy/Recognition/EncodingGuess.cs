using System.Buffers;
using System.Text;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Recognition;

/// <summary>Gathers evidence for an encoding from samples taken over the whole file.</summary>
internal sealed class EncodingGuess
{
    // The French letters of everyday texts, as each code page writes them.
    private static readonly SearchValues<byte> Letters1252 = SearchValues.Create(
        0xE0, 0xE2, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEE, 0xEF, 0xF4, 0xF9, 0xFB, 0xC0, 0xC2, 0xC7, 0xC8, 0xC9, 0xCA,
        0xCE, 0xD4);

    private static readonly SearchValues<byte> Letters850 = SearchValues.Create(
        0x82, 0x83, 0x85, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x90, 0x93, 0x96, 0x97);

    private const double UtfShare = 0.9;

    private long utf8;
    private long notUtf8;
    private long in1252;
    private long in850;

    /// <summary>Counts what one sample says. It may begin and end in the middle of a character.</summary>
    public void Add(ReadOnlySpan<byte> sample)
    {
        while (sample.Length > 0)
        {
            int high = sample.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (high < 0)
            {
                return;
            }

            bool besideLetter = high > 0 && char.IsAsciiLetter((char)sample[high - 1]);
            sample = sample[high..];
            OperationStatus status = Rune.DecodeFromUtf8(sample, out _, out int length);
            if (status == OperationStatus.NeedMoreData)
            {
                return;
            }

            if (status == OperationStatus.Done)
            {
                utf8++;
            }
            else
            {
                notUtf8++;
                in1252 += Letters1252.Contains(sample[0]) ? 1 : 0;
                in850 += besideLetter && Letters850.Contains(sample[0]) ? 1 : 0;
                length = 1;
            }

            sample = sample[length..];
        }
    }

    /// <summary>The likeliest encoding, and whether anything spoke for it.</summary>
    public (LegacyEncoding Encoding, bool Certain) Decide()
    {
        if (utf8 + notUtf8 == 0)
        {
            return (LegacyEncoding.Utf8, false);
        }

        if (utf8 > 0 && utf8 >= (utf8 + notUtf8) * UtfShare)
        {
            return (LegacyEncoding.Utf8, true);
        }

        return in850 > in1252 ? (LegacyEncoding.Cp850, true) : (LegacyEncoding.Windows1252, true);
    }
}
