using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;

namespace Serment.Interop.Legacy.Recognition;

/// <summary>What the start of a file says about its delimiter, its header and its rows.</summary>
internal sealed class FirstSample(
    ReadOnlyMemory<byte> sample,
    int markLength,
    bool isWholeFile,
    LegacyEncoding encoding,
    LegacyProfile profile,
    CancellationToken stop)
{
    private const double MostRefusals = 0.5;

    private static readonly byte[] Delimiters = [(byte)';', (byte)'\t', (byte)'|', (byte)','];

    private readonly ReadOnlyMemory<byte> text = sample[markLength..];

    /// <summary>Decides for <paramref name="asked"/>, or for the delimiter that explains the sample best.</summary>
    public FileRecognition Decide(byte? asked, long fileLength)
    {
        if (!FindHeader(out int headerStart, out int headerLength, out int headerLine))
        {
            return text.Span.Trim("\r\n\0 \t\x1A"u8).IsEmpty && isWholeFile
                ? new UnreadableFile(UnreadableCode.Empty, new("Le fichier est vide.", "The file is empty."))
                : new UnreadableFile(UnreadableCode.LineTooLong, new(
                    "La première ligne ne finit pas : ce n'est pas un en-tête.",
                    "The first line does not end: it is no header."));
        }

        ReadOnlyMemory<byte> header = text.Slice(headerStart, headerLength);
        List<Candidate> candidates = [.. Delimiters.Select(delimiter => Try(header, delimiter))];
        Candidate best = candidates.OrderByDescending(c => c.Known).ThenByDescending(c => c.Names.Count).First();
        Candidate chosen = asked is { } one ? Try(header, one) : best;
        if (CheckHeader(chosen, best, asked is not null) is { } unfit)
        {
            return unfit;
        }

        ColumnPlan plan = ColumnPlan.Bind(profile, chosen.Names);
        if (CheckPlan(plan) is { } missing)
        {
            return missing;
        }

        LegacyDialect dialect = new(chosen.Delimiter, chosen.Names.Count, encoding);
        int dataStart = headerStart + headerLength;
        dataStart += text.Span[dataStart..].IndexOf((byte)'\n') + 1;
        return CheckRows(dialect, plan, dataStart, headerLine + 1, fileLength);
    }

    private bool FindHeader(out int start, out int length, out int line)
    {
        start = 0;
        line = 1;
        while (true)
        {
            ReadOnlySpan<byte> rest = text.Span[start..];
            int end = rest.IndexOf((byte)'\n');
            length = end >= 0 ? end : rest.Length;
            if (!rest[..length].Trim("\r\0 \x1A"u8).IsEmpty)
            {
                length = rest[..length].TrimEnd((byte)'\r').Length;
                return end >= 0 || isWholeFile;
            }

            if (end < 0)
            {
                return false;
            }

            start += end + 1;
            line++;
        }
    }

    private Candidate Try(ReadOnlyMemory<byte> header, byte delimiter)
    {
        QuotedSplitter splitter = new(delimiter);
        int[] ends = new int[LegacyLimits.MaxFields];
        splitter.Split(header.Span, QuoteReading.Lenient, ends);
        List<string> names = [];
        int from = 0;
        for (int i = 0; i < Math.Min(splitter.Count, ends.Length); i++)
        {
            ReadOnlySpan<byte> bytes = splitter.Text.AsSpan(from, ends[i] - from);
            from = ends[i] + 1;
            char[] chars = new char[bytes.Length];
            RecordFlags flags = RecordFlags.None;
            int length = TextDecoder.Decode(bytes, encoding, chars, ref flags);
            string name = new string(chars, 0, length).Trim();
            names.Add(name.Length > LegacyLimits.MaxColumnNameChars ? name[..LegacyLimits.MaxColumnNameChars] : name);
        }

        ColumnPlan plan = ColumnPlan.Bind(profile, names);
        return new Candidate(delimiter, names, profile.Columns.Count - plan.Missing.Count, splitter.Count);
    }

    private UnreadableFile? CheckHeader(Candidate chosen, Candidate best, bool asked)
    {
        if (asked && chosen.Known < best.Known && chosen.Names.Count < best.Names.Count)
        {
            Wording wrong = DelimiterWords.For(chosen.Delimiter);
            Wording right = DelimiterWords.For(best.Delimiter);
            return new UnreadableFile(UnreadableCode.WrongDelimiter, new(
                $"Le séparateur demandé ({wrong.French}) ne convient pas : le fichier semble utiliser {right.French}.",
                $"The delimiter asked for ({wrong.English}) does not fit: the file seems to use {right.English}."));
        }

        if (chosen.Count > LegacyLimits.MaxFields)
        {
            return new UnreadableFile(UnreadableCode.TooManyColumns, new(
                $"L'en-tête a plus de {LegacyLimits.MaxFields} colonnes.",
                $"The header has more than {LegacyLimits.MaxFields} columns."));
        }

        if (chosen.Known == 0 && chosen.Names.Count < 2 && profile.Columns.Count > 1)
        {
            return new UnreadableFile(UnreadableCode.NoDelimiter, new(
                "Aucun séparateur reconnu (point-virgule, virgule, tabulation, barre verticale) dans l'en-tête.",
                "No delimiter (semicolon, comma, tab, vertical bar) was recognised in the header."));
        }

        if (chosen.Known == 0)
        {
            return new UnreadableFile(UnreadableCode.NoHeader, new(
                $"La première ligne n'est pas l'en-tête attendu par le profil « {profile.Name} ».",
                $"The first line is not the header that the profile \"{profile.Name}\" expects."));
        }

        string? twice = chosen.Names.Where(name => name.Length > 0)
            .GroupBy(ColumnName.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.First();
        return twice is null ? null : new UnreadableFile(UnreadableCode.DuplicateColumn, new(
            $"La colonne {twice} figure deux fois dans l'en-tête.", $"The column {twice} stands twice in the header."));
    }

    private UnreadableFile? CheckPlan(ColumnPlan plan)
    {
        // Two names for the same column of the profile are as ambiguous as one name twice.
        ColumnRule? shared = Enumerable.Range(0, plan.Header.Count).Select(plan.RuleAt).OfType<ColumnRule>()
            .GroupBy(rule => rule).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (shared is not null)
        {
            return new UnreadableFile(UnreadableCode.DuplicateColumn, new(
                $"La colonne {shared.Source} figure deux fois dans l'en-tête, sous deux noms.",
                $"The column {shared.Source} stands twice in the header, under two names."));
        }

        string missing = string.Join(", ", plan.Missing.Where(rule => rule.Required).Select(rule => rule.Source));
        return missing.Length == 0 ? null : new UnreadableFile(UnreadableCode.MissingColumn, new(
            $"Colonnes exigées par le profil et absentes du fichier ({plan.Header.Count} colonnes) : {missing}.",
            $"Columns that the profile requires and the file ({plan.Header.Count} columns) lacks: {missing}."));
    }

    private FileRecognition CheckRows(LegacyDialect dialect, ColumnPlan plan, int start, int line, long fileLength)
    {
        using MemoryStream rows = new(text[start..].ToArray(), writable: false);
        LegacyReader reader = new(rows, dialect);
        int read = 0;
        long bytes = 0;
        Dictionary<int, int> counts = [];
        while (reader.Read(stop) && (isWholeFile || reader.NextOffset < rows.Length))
        {
            read++;
            bytes = reader.NextOffset;
            int found = reader.Refusal == RefusalCode.None ? dialect.FieldCount : reader.FieldCount;
            counts[found] = counts.GetValueOrDefault(found) + 1;
        }

        if (read == 0 && isWholeFile)
        {
            return new UnreadableFile(UnreadableCode.HeaderOnly, new(
                "Le fichier n'a qu'un en-tête, sans aucune ligne.", "The file has a header only, and no rows."));
        }

        int refused = read - counts.GetValueOrDefault(dialect.FieldCount);
        if (refused > read * MostRefusals)
        {
            int usual = counts.MaxBy(pair => pair.Value).Key;
            return new UnreadableFile(UnreadableCode.RowsDifferFromHeader, new(
                $"L'en-tête a {dialect.FieldCount} colonnes mais la plupart des lignes ont {usual} champs.",
                $"The header has {dialect.FieldCount} columns but most rows have {usual} fields."));
        }

        long estimate = isWholeFile || bytes == 0 ? read : (long)((fileLength - start) / ((double)bytes / read));
        return new RecognizedFile(
            fileLength, dialect, true, plan, markLength + start, line, read, refused, estimate);
    }

    private sealed record Candidate(byte Delimiter, List<string> Names, int Known, int Count);
}
