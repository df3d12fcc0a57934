namespace Serment.Interop.Legacy.Recognition;

/// <summary>Tells text from what is not, by the first bytes and by the bytes that text does not have.</summary>
internal static class ContentGuess
{
    private const double MostNulInText = 0.005;
    private const double MostControlInText = 0.02;
    private const double NulShareOfUtf16 = 0.2;

    /// <summary>The reason why <paramref name="sample"/>, the start of a file, is no text; null if it may be.</summary>
    public static UnreadableFile? Check(ReadOnlySpan<byte> sample)
    {
        if (Utf16(sample))
        {
            return new UnreadableFile(UnreadableCode.Utf16, new(
                "Le fichier est en UTF-16. Refaites l'export en UTF-8 ou en Windows-1252.",
                "The file is in UTF-16. Export it again in UTF-8 or Windows-1252."));
        }

        if (KnownKind(sample) is { } kind)
        {
            return new UnreadableFile(UnreadableCode.KnownBinary, new(
                $"Le fichier est {kind.French}, pas un export en texte délimité.",
                $"The file is {kind.English}, not an export in delimited text."));
        }

        int nul = sample.Count((byte)0);
        int control = 0;
        foreach (byte b in sample)
        {
            control += b < 0x20 && b is not (0 or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0x1A) ? 1 : 0;
        }

        bool binary = nul > Math.Max(8, sample.Length * MostNulInText) ||
            control > Math.Max(8, sample.Length * MostControlInText);
        if (binary)
        {
            return new UnreadableFile(UnreadableCode.Binary, new(
                "Le fichier n'est pas du texte.", "The file is not text."));
        }

        bool oldMac = !sample.Contains((byte)'\n') && sample.Count((byte)'\r') > 1;
        return !oldMac ? null : new UnreadableFile(UnreadableCode.OldMacLines, new(
            "Les lignes se terminent par un retour chariot seul. Refaites l'export avec des fins de ligne CRLF ou LF.",
            "Lines end with a carriage return alone. Export again with CRLF or LF line ends."));
    }

    private static bool Utf16(ReadOnlySpan<byte> sample)
    {
        if (sample.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || sample.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return true;
        }

        Span<int> nulAt = [0, 0];
        for (int i = 0; i < sample.Length; i++)
        {
            nulAt[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        // Western text in UTF-16 has its NUL bytes at the even or at the odd places, and letters at the others.
        int most = Math.Max(nulAt[0], nulAt[1]);
        int least = Math.Min(nulAt[0], nulAt[1]);
        return sample.Length >= 4 && most > sample.Length * NulShareOfUtf16 && least < most / 10;
    }

    private static Wording? KnownKind(ReadOnlySpan<byte> sample)
    {
        (byte[] Start, Wording Kind)[] kinds =
        [
            ("PK\x03\x04"u8.ToArray(),
                new("une archive ZIP ou un classeur Excel", "a ZIP archive or an Excel workbook")),
            ([0xD0, 0xCF, 0x11, 0xE0], new("un ancien document Office", "an old Office document")),
            ([0x1F, 0x8B], new("compressé (gzip)", "compressed (gzip)")),
            ([0x37, 0x7A, 0xBC, 0xAF], new("une archive 7-Zip", "a 7-Zip archive")),
            ("%PDF-"u8.ToArray(), new("un document PDF", "a PDF document")),
            ("SQLite format 3\0"u8.ToArray(), new("une base SQLite", "an SQLite database")),
            ("PGDMP"u8.ToArray(), new("une sauvegarde PostgreSQL", "a PostgreSQL dump")),
        ];
        foreach ((byte[] start, Wording kind) in kinds)
        {
            if (sample.StartsWith(start))
            {
                return kind;
            }
        }

        return null;
    }
}
