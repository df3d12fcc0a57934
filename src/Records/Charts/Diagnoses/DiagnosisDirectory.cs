using System.IO.Compression;
using System.Text;
using Serment.Records.Charts.Search;

namespace Serment.Records.Charts.Diagnoses;

/// <summary>A code of the CIM-10 with its label.</summary>
/// <param name="Code">Without a dot, as the French tables write it: <c>J180</c>.</param>
/// <param name="Label">In French.</param>
/// <param name="IsCategory">Whether it only heads others: too broad to code a stay, good enough for a problem.</param>
/// <param name="IsOutdated">Whether a newer list no longer has it.</param>
public sealed record Diagnosis(string Code, string Label, bool IsCategory, bool IsOutdated)
{
    /// <summary>FHIR's system of its codes.</summary>
    public const string System = "http://hl7.org/fhir/sid/icd-10";

    /// <summary>The code as people write it: <c>J18.0</c>.</summary>
    public string Dotted => Code.Length > 3 && !Code.Contains('.', StringComparison.Ordinal)
        ? $"{Code[..3]}.{Code[3..]}"
        : Code;
}

/// <summary>
/// The CIM-10 in French from the embedded extract that Reference/README.md describes. Immutable; about 5 MB. Loaded on
/// first use. A search reads all its labels, in a few milliseconds.
/// </summary>
public sealed class DiagnosisDirectory
{
    /// <summary>The most that a search gives.</summary>
    public const int MaxSearchResults = 30;

    /// <summary>The fewest characters of a search.</summary>
    public const int MinSearchChars = 2;

    /// <summary>The year of the edition.</summary>
    public const int Edition = 2019;

    private const string ResourceName = "Serment.Records.cim10.tsv.gz";
    private const int MaxRows = 50_000;
    private const int MaxWords = 8;
    private const int MaxQueryChars = 100;

    private static readonly Lazy<DiagnosisDirectory> SharedDirectory = new(LoadEmbedded);

    private readonly List<Row> rows = new(16_000);
    private readonly Dictionary<string, int> byCode = new(16_000, StringComparer.Ordinal);

    private DiagnosisDirectory(TextReader lines)
    {
        while (lines.ReadLine() is { } line)
        {
            string[] columns = line.Split('\t');
            if (columns.Length != 3 || rows.Count == MaxRows)
            {
                throw new InvalidDataException("The directory of diagnoses is damaged.");
            }

            Diagnosis diagnosis = new(
                columns[0], columns[2], columns[1].Contains('c', StringComparison.Ordinal),
                columns[1].Contains('o', StringComparison.Ordinal));
            byCode.Add(diagnosis.Code, rows.Count);

            // The leading space lets " word" find the beginnings of words, the first too.
            rows.Add(new(diagnosis, " " + PlainText.Fold(diagnosis.Label), diagnosis.Code.ToLowerInvariant()));
        }
    }

    /// <summary>The directory that comes with the program.</summary>
    public static DiagnosisDirectory Shared => SharedDirectory.Value;

    /// <summary>How many codes it holds.</summary>
    public int Count => rows.Count;

    /// <summary>The diagnosis of a code, with or without its dot; null when it is not known.</summary>
    public Diagnosis? Find(string? code) =>
        code is not null && byCode.TryGetValue(CodeForm(code).ToUpperInvariant(), out int row)
            ? rows[row].Diagnosis
            : null;

    /// <summary>
    /// Diagnoses by code or by words, best first: the code itself, codes that begin so, labels that begin so, labels
    /// with words that begin so, labels that hold the letters anywhere; among these the shorter label first.
    /// </summary>
    public IReadOnlyList<Diagnosis> Search(string typed, int limit = MaxSearchResults)
    {
        string query = PlainText.Fold(typed.AsSpan(0, Math.Min(typed.Length, MaxQueryChars)));
        if (query.Length < MinSearchChars)
        {
            return [];
        }

        string code = CodeForm(typed);
        string[] words = PlainText.WordsOf(query, MaxWords);
        string[] starts = Array.ConvertAll(words, word => " " + word);
        List<(int Rank, int Length, int Row)> found = [];
        for (int i = 0; i < rows.Count; i++)
        {
            int rank = RankOf(rows[i], code, query, words, starts);
            if (rank < NoMatch)
            {
                found.Add((rank, rows[i].Folded.Length, i));
            }
        }

        found.Sort();
        return [.. found.Take(Math.Min(limit, MaxSearchResults)).Select(one => rows[one.Row].Diagnosis)];
    }

    /// <summary>Reads a table in the format of the embedded extract.</summary>
    internal static DiagnosisDirectory Load(TextReader lines) => new(lines);

    private const int NoMatch = 9;

    private static int RankOf(Row row, string code, string query, string[] words, string[] starts)
    {
        if (code.Length > 0 && row.Code.StartsWith(code, StringComparison.Ordinal))
        {
            return row.Code.Length == code.Length ? 0 : 1;
        }

        if (row.Folded.AsSpan(1).StartsWith(query, StringComparison.Ordinal))
        {
            return 2;
        }

        if (Array.TrueForAll(starts, start => row.Folded.Contains(start, StringComparison.Ordinal)))
        {
            return 3;
        }

        return Array.TrueForAll(words, word => row.Folded.Contains(word, StringComparison.Ordinal)) ? 4 : NoMatch;
    }

    // "j18.0" and "J 18 0" read as "j180"; what is no code reads as nothing.
    private static string CodeForm(string typed)
    {
        string letters = new([.. typed.Where(c => char.IsAsciiLetterOrDigit(c) || c == '+').Take(MaxCodeChars + 1)]);
        return letters.Length is > 1 and <= MaxCodeChars
            && char.IsAsciiLetter(letters[0]) && char.IsAsciiDigit(letters[1])
            ? letters.ToLowerInvariant()
            : "";
    }

    private const int MaxCodeChars = 8;

    private static DiagnosisDirectory LoadEmbedded()
    {
        using Stream packed = typeof(DiagnosisDirectory).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException("The directory of diagnoses is missing from the program.");
        using GZipStream stream = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(stream, Encoding.UTF8);
        return new(lines);
    }

    private readonly record struct Row(Diagnosis Diagnosis, string Folded, string Code);
}
